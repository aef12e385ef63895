"""Verbs. Each takes a Session, the ports it needs, plain values and the time; commits; answers frozen results."""
