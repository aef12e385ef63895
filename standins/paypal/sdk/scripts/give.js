// Only what was asked for in `components` is there, as with PayPal's own script.
window.paypal = { version: "5.0.0-standin", FUNDING: { PAYPAL: "paypal", CARD: "card" }, Buttons, CardFields, Applepay };
