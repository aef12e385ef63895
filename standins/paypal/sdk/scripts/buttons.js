// paypal.Buttons: a button that opens the approval page in a window of its own.
function Buttons(options) {
  let button;

  async function press() {
    if (options.onClick?.({ fundingSource: "paypal" }, { resolve: () => true, reject: () => false }) === false) return;
    const opened = window.open("about:blank", "_blank", "popup,width=480,height=720"); // in the click's own stack
    try {
      await approve(opened, await made(options.createOrder, "paypal"));
    } catch (error) {
      opened?.close();
      options.onError?.(error);
    }
  }

  async function approve(opened, orderID) {
    if (!opened) throw new Error("the window was blocked");
    if (wants("window-closed")) opened.close();
    else opened.location = `${STANDIN.base}/checkoutnow?token=${orderID}&window=1`;
    const said = await hears(({ standin, order }) => standin === "window" && order === orderID, closed(opened));
    opened.close();
    if (said?.act !== "approved") return void options.onCancel?.({ orderID });
    const restart = () => approve(window.open("about:blank", "_blank", "popup,width=480,height=720"), orderID);
    const redirect = (url) => location.assign(url);
    await approved(options.onApprove, { orderID, payerID: said.payer, paymentSource: "paypal" }, { restart, redirect });
  }

  async function closed(opened) {
    while (!opened.closed) await pause(150);
    await pause(150); // what it said last may still be on its way
  }

  return {
    isEligible: () => !wants("no-buttons"),
    async render(where) {
      button = element("button", { type: "button" }, "PayPal");
      button.dataset.standin = "paypal";
      const looks = { width: "100%", minHeight: "3rem", border: "0", borderRadius: ".75rem", cursor: "pointer" };
      Object.assign(button.style, { ...looks, background: "#ffc439", color: "#111", font: "700 1rem sans-serif" });
      button.addEventListener("click", press);
      place(where).replaceChildren(button);
      options.onInit?.({}, { enable() {}, disable() {} });
    },
    async close() { button?.remove(); },
  };
}
