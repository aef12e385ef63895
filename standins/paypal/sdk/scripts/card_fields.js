// paypal.CardFields: four frames of ours. What is typed into them goes from frame to stand-in; this page never has it.
const TITLES = { number: "Card number", expiry: "Expiry date", cvv: "Security code", name: "Name on card" };
const NAMES = { number: "cardNumberField", expiry: "cardExpiryField", cvv: "cardCvvField", name: "cardNameField" };

function CardFields(options) {
  const session = Math.random().toString(36).slice(2);
  const frames = {}, states = { name: { isEmpty: true, isValid: true } };

  addEventListener("message", ({ origin, data }) => {
    if (origin === STANDIN.base && data?.standin === "field" && data.session === session) states[data.name] = data.state;
  });

  const field = (name) => (settings = {}) => ({
    async render(where) {
      const query = new URLSearchParams({ name, session, placeholder: settings.placeholder ?? "" });
      frames[name] = frame(`/sdk/field?${query}`, TITLES[name]);
      const ready = new Promise((done) => frames[name].addEventListener("load", done, { once: true }));
      place(where).replaceChildren(frames[name]);
      await ready;
    },
    async close() { frames[name]?.remove(); },
    async clear() { frames[name]?.contentWindow.postMessage({ standin: "clear" }, STANDIN.base); },
  });

  async function getState() {
    const fields = Object.fromEntries(Object.entries(NAMES).map(([name, theirs]) => [theirs, states[name] ?? { isEmpty: true, isValid: false }]));
    const errors = Object.keys(NAMES).filter((name) => !(states[name]?.isValid)).map((name) => `INVALID_${name.toUpperCase()}`);
    return { isFormValid: errors.length === 0, errors, fields, cards: [] };
  }

  async function confirmed(order) {
    frames.number.contentWindow.postMessage({ standin: "confirm", order, session }, STANDIN.base);
    const { answer } = await hears(({ standin, order: theirs }) => standin === "confirmed" && theirs === order);
    if (answer.name) throw Object.assign(new Error(answer.name), answer);
    return answer;
  }

  // The issuer's page lies over everything until it is passed or left.
  async function challenged(order, result) {
    const over = frame(`/sdk/challenge?${new URLSearchParams({ order, result })}`, "Your bank");
    Object.assign(over.style, { position: "fixed", inset: "0", height: "100%", zIndex: "9", background: "#fff" });
    document.body.append(over);
    const said = await hears(({ standin, order: theirs }) => standin === "challenge" && theirs === order);
    over.remove();
    return said;
  }

  async function submit() {
    if (!(await getState()).isFormValid) throw new Error("INVALID_FORM");
    try {
      const orderID = await made(options.createOrder, "card");
      const { challenge } = await confirmed(orderID);
      const said = challenge ? await challenged(orderID, challenge) : {};
      if (said.act === "left") return void options.onCancel?.({ orderID });
      await approved(options.onApprove, { orderID, liabilityShift: "POSSIBLE" }); // a browser may say what it likes
    } catch (error) {
      options.onError?.(error);
      throw error;
    }
  }

  const kinds = { NumberField: field("number"), ExpiryField: field("expiry"), CVVField: field("cvv"), NameField: field("name") };
  return { ...kinds, isEligible: () => !wants("no-card-fields"), getState, submit };
}
