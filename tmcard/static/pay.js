// The pay page: PayPal's button, PayPal's card fields and Apple Pay beside a form that works without all of it.
// It carries ids to and fro. What is to be paid, and whether it is, the server alone says.
"use strict";
{
const till = document.getElementById("till");
const { dataset } = till, part = (id) => document.getElementById(id);
const redirect = part("pay-redirect"), label = redirect?.textContent;
const methods = dataset.methods.split(" ");
const LEAVE = ["paid", "pending", "checking"], SLOW_MS = 8000;
let busy = false;

// Words, beside the thing they are about.
function say(where, ...lines) {
  const place = till.querySelector(`[data-said="${where}"]`);
  place?.replaceChildren(...lines.filter(Boolean).flatMap((line) => [line, document.createElement("br")]));
}
const hush = () => till.querySelectorAll("[data-said]").forEach((place) => place.replaceChildren());
class Told extends Error {} // the reader has been told already

function hold(is) {
  busy = is;
  till.setAttribute("aria-busy", is);
  for (const button of [part("card-pay"), redirect]) if (button) button.disabled = is;
}
addEventListener("pageshow", () => hold(false));

function agreed() {
  hush();
  const missing = ["loss", "terms"].find((name) => till.elements[name]?.checked === false);
  if (!missing) return true;
  say(missing, dataset[missing]);
  till.elements[missing].focus();
  return false;
}

// To our server, and what it says: a form there, JSON back. Anything else is an error page or the way to the sign-in.
async function ask(url, fields) {
  const headers = { "X-CSRFToken": till.elements.csrf_token.value, Accept: "application/json" };
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields), headers, redirect: "manual" });
  if (answer.type === "opaqueredirect") location.assign(dataset.orderUrl);
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(`status ${answer.status}`);
  return { ok: answer.ok, ...await answer.json() };
}

function report(where, error) {
  if (error instanceof Told) return;
  const message = String(error?.message ?? error).slice(0, 400);
  const debugId = String(error?.paypalDebugId ?? error?.debug_id ?? "").slice(0, 80);
  ask(dataset.reportUrl, { where, message, debug_id: debugId }).catch(() => {});
}

// An attempt of our own: answers PayPal's id of it.
async function begin(method) {
  const { email, loss, terms } = till.elements;
  const fields = { method, email: email.value, ...(terms.checked && { terms: "y" }), ...(loss?.checked && { loss: "y" }) };
  const said = await ask(dataset.beginUrl, fields);
  if (said.id) return said.id;
  if (said.url) location.assign(said.url);
  Object.entries(said.errors ?? {}).forEach(([name, text]) => say(name === "method" ? method : name, text));
  say(method, ...(said.messages ?? []));
  throw new Told();
}

// Asked as often as PayPal's script likes: the server takes the money once.
async function settle(method, id) {
  const said = await ask(dataset.settleUrl.replace("CHECKOUT", encodeURIComponent(id)), {}).catch((error) => {
    report(method, error); // it may have been taken: the order's own page knows more
    say(method, dataset.unsure);
    location.assign(dataset.orderUrl);
    throw new Told();
  });
  if (LEAVE.includes(said.state)) location.assign(said.url);
  else { say(method, said.message || dataset.failed); hold(false); }
  return said.state;
}

function failed(method) {
  return (error) => {
    if (!(error instanceof Told)) { report(method, error); say(method, dataset.failed); }
    hold(false);
  };
}

// PayPal: its own button in place of ours; ours stays as the quiet way out where windows are blocked.
async function paypalButton() {
  const ours = (kind, text) => { redirect.className = `button ${kind}`; redirect.textContent = text; };
  const shown = window.paypal.Buttons({
    fundingSource: window.paypal.FUNDING.PAYPAL,
    style: { layout: "vertical", label: "pay", height: 48 },
    onClick: (_data, actions) => (busy || !agreed() ? actions.reject() : actions.resolve()),
    createOrder: () => { hold(true); return begin("paypal"); },
    onApprove: async (data, actions) => {
      hold(true);
      if (await settle("paypal", data.orderID) === "retry") await actions.restart();
    },
    onCancel: () => hold(false),
    onError: (error) => { ours("primary", label); failed("paypal")(error); },
  });
  if (!shown.isEligible()) return;
  part("paypal-button").hidden = false;
  await shown.render("#paypal-button");
  ours("quiet", dataset.elsewhere);
}

// Card: fields of PayPal's in frames of PayPal's. Nothing of a card is ever in this page.
async function cardFields() {
  const fields = window.paypal.CardFields({
    createOrder: () => begin("card"),
    onApprove: (data) => settle("card", data.orderID),
    onCancel: () => hold(false),
    onError: failed("card"),
    style: { input: { "font-size": "16px" } },
  });
  if (!fields.isEligible()) return;
  part("card").hidden = false;
  const kinds = { number: "NumberField", expiry: "ExpiryField", cvv: "CVVField", name: "NameField" };
  await Promise.all(Object.entries(kinds).map(([name, kind]) => fields[kind]().render(`#card-${name}`)));
  part("card-pay").addEventListener("click", async () => {
    if (busy || !agreed()) return;
    hold(true);
    const { isFormValid } = await fields.getState();
    if (!isFormValid) { say("card", dataset.incomplete); hold(false); return; }
    fields.submit().catch(failed("card"));
  });
}

// Apple Pay: where the device has it. Its sheet must open in the very click, so everything it needs is here before.
async function applePay() {
  await load(dataset.appleScript);
  const Sheet = window.ApplePaySession;
  if (!Sheet?.supportsVersion(4) || !Sheet.canMakePayments()) return;
  const apple = window.paypal.Applepay(), config = await apple.config();
  if (!config.isEligible) return;
  const style = matchMedia("(prefers-color-scheme: dark)").matches ? "white" : "black";
  part("apple-pay-button").setAttribute("buttonstyle", style);
  part("apple-pay").hidden = false;
  const total = { label: "T-M card", type: "final", amount: dataset.amount };
  const open = () => {
    if (busy || !agreed()) return;
    const { countryCode, merchantCapabilities, supportedNetworks } = config;
    const wish = { countryCode, currencyCode: dataset.currency, merchantCapabilities, supportedNetworks, total };
    const sheet = new Sheet(4, { ...wish, requiredBillingContactFields: ["name", "postalAddress"] });
    follow(sheet, apple, Sheet, total);
    hold(true);
    sheet.begin();
  };
  part("apple-pay-button").addEventListener("click", open);
}

function follow(sheet, apple, { STATUS_SUCCESS, STATUS_FAILURE }, total) {
  const oops = failed("apple_pay");
  sheet.onvalidatemerchant = ({ validationURL }) => apple.validateMerchant({ validationUrl: validationURL, displayName: total.label })
    .then(({ merchantSession }) => sheet.completeMerchantValidation(merchantSession))
    .catch((error) => { sheet.abort(); oops(error); });
  sheet.onpaymentmethodselected = () => sheet.completePaymentMethodSelection({ newTotal: total });
  sheet.onpaymentauthorized = async ({ payment }) => {
    try {
      const orderId = await begin("apple_pay");
      await apple.confirmOrder({ orderId, token: payment.token, billingContact: payment.billingContact });
      const state = await settle("apple_pay", orderId);
      sheet.completePayment({ status: LEAVE.includes(state) ? STATUS_SUCCESS : STATUS_FAILURE });
    } catch (error) { sheet.completePayment({ status: STATUS_FAILURE }); oops(error); }
  };
  sheet.oncancel = () => hold(false);
}

function load(src) {
  return new Promise((done, fail) => {
    const script = Object.assign(document.createElement("script"), { src, async: true, onload: done });
    script.onerror = () => fail(new Error(`cannot load ${new URL(src).host}`));
    script.dataset.cspNonce = script.nonce = dataset.nonce;
    document.head.append(script);
  });
}

const WAYS = { paypal: paypalButton, card: cardFields, apple_pay: applePay };
const slow = setTimeout(() => say("script", dataset.slow), SLOW_MS);
load(dataset.sdk).then(() => {
  say("script");
  methods.forEach((method) => WAYS[method]().catch((error) => report(`${method} setup`, error)));
}, (error) => {
  say("script", dataset.unreachable);
  report("script", error);
}).finally(() => clearTimeout(slow));
}
