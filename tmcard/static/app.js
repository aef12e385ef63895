// Comforts. Every page works without them, so each may fail alone and silently.
"use strict";

const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
const zone = (() => {
  try { return Intl.DateTimeFormat().resolvedOptions().timeZone || ""; } catch { return ""; }
})();

// Let the server write times on this device's clock from the next page on.
if (zone && !document.cookie.includes("zone=")) {
  document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}

function improve(root) {
  each("input[data-zone]", (input) => { input.value = zone; }, root);
  each("button[data-reveal]", (button) => { button.hidden = false; }, root);
  const wanted = root.querySelector("[data-focus]");
  wanted?.focus();
  wanted?.removeAttribute("data-focus"); // once: the next poll must not pull the reader back
}

improve(document);
document.addEventListener("htmx:after:swap", () => improve(document.querySelector("main")));

// Show or hide a password, and hide it again before it is sent, so that browsers save it as one.
function reveal(button, show) {
  const input = document.getElementById(button.dataset.reveal);
  button.dataset.show ??= button.textContent;
  input.type = show ? "text" : "password";
  button.textContent = show ? button.dataset.hide : button.dataset.show;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-reveal]");
  if (button) reveal(button, document.getElementById(button.dataset.reveal).type === "password");
});

// The second tap on a button is not meant. The server is safe from it anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.classList.contains("sent")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  each("button[data-reveal]", (button) => reveal(button, false), form);
  form.classList.add("sent");
  setTimeout(() => form.classList.remove("sent"), 8000);
}, true);
document.addEventListener("htmx:finally:request", (event) => event.detail.ctx.sourceElement.classList.remove("sent"));
addEventListener("pageshow", () => each("form.sent", (form) => form.classList.remove("sent")));

// What went wrong last time is no longer news once the reader tries again.
document.addEventListener("htmx:before:request", (event) => {
  if (event.detail.ctx.sourceEvent?.type !== "every") document.getElementById("alert").textContent = "";
});

// What polls says what it shows, so that nothing new is answered by nothing. Looked up at each request: what htmx keeps
// of an element when it starts is decided before this script runs, or after, as the network has it.
document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  const tag = sourceElement.getAttribute("hx-ptag");
  if (tag) request.headers["HX-PTag"] = tag;
});

// A hidden page asks nothing; when it is looked at again it asks at once.
document.addEventListener("htmx:config:request", (event) => {
  if (document.hidden && event.detail.ctx.sourceEvent?.type === "every") event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) each("[hx-trigger*=wake]", (element) => window.htmx?.trigger(element, "wake"));
});
