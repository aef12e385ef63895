"""The ground: rules of the trade as pure values and functions. Standard library only, no I/O, no clock."""
