"""PayPal Orders v2, over a hardened `paypalrestsdk.Api`."""
