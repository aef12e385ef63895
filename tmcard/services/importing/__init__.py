"""Importing cards, plans and promotions: everything in a file is right, or every fault is named and nothing done."""

from tmcard.services.importing.cards import import_cards
from tmcard.services.importing.faults import Fault, Faulty
from tmcard.services.importing.plans import import_plans
from tmcard.services.importing.promotions import import_promotions

__all__ = ["Fault", "Faulty", "import_cards", "import_plans", "import_promotions"]
