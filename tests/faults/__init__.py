"""The proof: a process is killed at every crash point of a renewal, and the renewal still ends well, once."""
