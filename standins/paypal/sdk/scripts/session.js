// A test ApplePaySession: the order of events, the sheet, and the complaint of the real one outside a click.
"use strict";
(() => {
  const inClick = () => {
    if (window.event?.type !== "click") throw new DOMException("Must be called from a user gesture", "InvalidAccessError");
  };
  const button = (text, name, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    made.dataset.standin = name;
    made.addEventListener("click", act);
    return made;
  };

  window.ApplePaySession = class {
    static STATUS_SUCCESS = 0;
    static STATUS_FAILURE = 1;
    static supportsVersion = (version) => version <= 14;
    static canMakePayments = () => true;

    constructor(version, request) {
      inClick();
      if (!request.countryCode || !request.supportedNetworks?.length) throw new TypeError("not a payment request");
      this.request = request;
    }

    begin() {
      inClick();
      this.sheet = document.createElement("dialog");
      this.sheet.setAttribute("aria-label", "Apple Pay");
      document.body.append(this.sheet);
      this.sheet.showModal();
      setTimeout(() => this.onvalidatemerchant?.({ validationURL: "https://apple-pay-gateway.apple.com/standin" }));
    }

    completeMerchantValidation() {
      setTimeout(() => this.onpaymentmethodselected?.({ paymentMethod: { type: "credit" } }));
      if (!this.onpaymentmethodselected) this.show();
    }

    completePaymentMethodSelection({ newTotal }) {
      this.request.total = newTotal;
      this.show();
    }

    show() {
      const { label, amount } = this.request.total;
      this.sheet.replaceChildren(
        Object.assign(document.createElement("p"), { textContent: `${label} ${amount} ${this.request.currencyCode}` }),
        button("Pay with Touch ID", "authorize", () => this.authorize(amount)),
        button("Cancel", "cancel", () => { this.sheet.remove(); this.oncancel?.({}); }),
      );
    }

    authorize(amount) {
      const paymentData = { amount, currency: this.request.currencyCode };
      this.onpaymentauthorized?.({ payment: { token: { paymentData }, billingContact: { countryCode: "US" } } });
    }

    completePayment({ status }) { this.status = status; this.sheet.remove(); }
    abort() { this.sheet.remove(); }
  };

  customElements.define("apple-pay-button", class extends HTMLElement {
    static observedAttributes = ["buttonstyle"];

    connectedCallback() {
      Object.assign(this.style, { display: "block", minHeight: "3rem", lineHeight: "3rem", textAlign: "center" });
      Object.assign(this.style, { borderRadius: ".75rem", cursor: "pointer" });
      this.attachShadow({ mode: "open" }).textContent = "Apple Pay";
    }

    attributeChangedCallback(_name, _before, style) {
      const isWhite = style === "white";
      Object.assign(this.style, { background: isWhite ? "#fff" : "#000", color: isWhite ? "#000" : "#fff" });
    }
  });
})();
