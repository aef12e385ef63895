// Tell the page that opened this window what the payer did. Nothing secret: the page asks the server anyway.
"use strict";
const { act, order, payer } = document.getElementById("outcome").dataset;
window.opener?.postMessage({ standin: "window", act, order, payer }, "*");
