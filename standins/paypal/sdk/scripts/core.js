// What the parts share. STANDIN tells where the stand-in is and how it is to misbehave.
const wants = (name) => STANDIN.switches.includes(name);
const place = (where) => (typeof where === "string" ? document.querySelector(where) : where);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function frame(path, title) {
  const made = element("iframe", { src: STANDIN.base + path, title });
  Object.assign(made.style, { width: "100%", height: "3rem", border: "0", borderRadius: ".4rem", display: "block", colorScheme: "light" });
  return made;
}

// What a frame or window of ours says next; `isIt` tells whether it is the one that is waited for.
function hears(isIt, until = new Promise(() => {})) {
  let listener;
  const heard = new Promise((done) => {
    listener = ({ origin, data }) => origin === STANDIN.base && data?.standin && isIt(data) && done(data);
    addEventListener("message", listener);
  });
  return Promise.race([heard, until]).finally(() => removeEventListener("message", listener));
}

async function made(createOrder, paymentSource) {
  if (wants("create-order-rejects")) throw new Error("the script failed before it asked for an order");
  const id = await createOrder({ paymentSource });
  if (typeof id !== "string" || !id) throw new Error("createOrder must answer the order's id");
  return id;
}

async function approved(onApprove, data, actions) {
  if (wants("approve-never")) return;
  const calls = [onApprove(data, actions)];
  if (wants("approve-twice")) calls.push(onApprove(data, actions));
  await Promise.all(calls);
}
