// One field of the card. Tells the shop's page whether it is filled in rightly, and nothing of what is in it.
"use strict";
const input = document.querySelector("input");
const query = new URLSearchParams(location.search);
const session = query.get("session"), name = input.name;
input.placeholder = query.get("placeholder");

const digits = () => input.value.replace(/[ -]/g, "");
function passesLuhn(number) {
  const sum = [...number].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return /^\d{12,19}$/.test(number) && sum % 10 === 0;
}
function isFuture(text) {
  const found = text.match(/^(0[1-9]|1[0-2]) ?\/ ?(\d\d)$/);
  return Boolean(found) && new Date(2000 + Number(found[2]), Number(found[1])) > new Date();
}
const VALID = {
  number: () => passesLuhn(digits()),
  expiry: () => isFuture(input.value.trim()),
  cvv: () => /^\d{3,4}$/.test(input.value.trim()),
  name: () => true,
};

function tell() {
  const state = { isEmpty: !input.value, isValid: VALID[name](), isFocused: document.activeElement === input };
  parent.postMessage({ standin: "field", session, name, state }, "*");
}
input.addEventListener("input", tell);
tell();

// The fields of one card are frames of one origin side by side: the one with the number gathers what is in the others.
function gathered() {
  const typed = {};
  for (let at = 0; at < parent.length; at += 1) {
    try {
      const box = parent[at].document.querySelector("input");
      if (parent[at].location.search.includes(`session=${session}`)) typed[box.name] = box.value;
    } catch { /* a frame of somebody else's */ }
  }
  return new URLSearchParams(typed);
}

addEventListener("message", async ({ data, source }) => {
  if (data?.standin === "clear") input.value = "";
  if (data?.standin !== "confirm" || data.session !== session || name !== "number") return;
  const answer = await fetch(`/sdk/orders/${data.order}/card`, { method: "POST", body: gathered() });
  source.postMessage({ standin: "confirmed", order: data.order, answer: await answer.json() }, "*");
});
