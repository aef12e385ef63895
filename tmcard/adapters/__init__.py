"""The vendors: one module or folder each. The only place where their words, shapes and oddities appear."""
