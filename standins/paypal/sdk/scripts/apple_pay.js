// paypal.Applepay: what the shop's own ApplePaySession asks PayPal for.
function Applepay() {
  return {
    async config() {
      const networks = ["visa", "masterCard", "amex", "discover"];
      return {
        isEligible: true, countryCode: "US", currencyCode: STANDIN.currency,
        merchantCapabilities: ["supports3DS"], supportedNetworks: networks,
      };
    },
    async validateMerchant({ validationUrl }) {
      if (!validationUrl) throw new Error("validationUrl is missing");
      return { merchantSession: { standin: true } };
    },
    async confirmOrder({ orderId, token }) {
      const { amount, currency } = token.paymentData;
      const outcome = wants("apple-pay-declined") ? "cardlike-declined" : "";
      const body = new URLSearchParams({ amount, currency, outcome });
      const answer = await fetch(`${STANDIN.base}/sdk/orders/${orderId}/apple-pay`, { method: "POST", body });
      const said = await answer.json();
      if (!answer.ok) throw Object.assign(new Error(said.name), said);
      return said;
    },
  };
}
