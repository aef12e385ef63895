"""The staff: who they are, how they come in, and what they may do about an order."""
