// The issuer's page: goes on to the result that the card's number asks for, or is left.
"use strict";
const { order, result } = document.body.dataset;
const tell = (act) => parent.postMessage({ standin: "challenge", order, act }, "*");
document.getElementById("leave").addEventListener("click", () => tell("left"));
document.getElementById("confirm").addEventListener("click", async () => {
  await fetch(`/sdk/orders/${order}/challenge`, { method: "POST", body: new URLSearchParams({ result }) });
  tell("done");
});
