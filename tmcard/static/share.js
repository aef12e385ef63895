// Comforts of the pages about links. Each works without them: the address can be marked and copied by hand.
"use strict";

// The button names the price of the plan that is chosen.
const payButton = document.querySelector("button[data-with-price]");
function namePrice() {
  const chosen = document.querySelector("input[name=plan]:checked");
  if (payButton && chosen) payButton.textContent = payButton.dataset.withPrice.replace("{}", chosen.dataset.price);
}
document.addEventListener("change", namePrice);
addEventListener("pageshow", namePrice);

// Only where the device can share, and only by its own sheet.
document.querySelectorAll("button[data-share]").forEach((button) => {
  const content = { url: button.dataset.share, text: button.dataset.text };
  if (!navigator.share || (navigator.canShare && !navigator.canShare(content))) return;
  button.hidden = false;
  button.addEventListener("click", () => navigator.share(content).catch(() => {})); // turned away from: not an error
});

document.querySelectorAll("button[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = document.getElementById(button.getAttribute("aria-controls"));
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      said.textContent = button.dataset.done;
    } catch {
      said.textContent = button.dataset.failed;
    }
  });
});
