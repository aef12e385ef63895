"""LOCAL ONLY: PayPal, the carriers, and a mailbox, as processes of this machine that speak the vendors' wire format.

tmcard never imports this package and knows nothing of it; it reaches stand-ins by the addresses in its settings.
"""
