"""The same facts about every carrier: each adapter over its real stand-in, spoken to by HTTP."""
