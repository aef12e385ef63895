"""Tables and every query on them. One module per aggregate; functions take a Session first and never commit."""
