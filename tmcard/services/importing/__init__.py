"""Importing cards and plans from files: everything is right, or nothing is imported and every fault is named."""

from tmcard.services.importing.cards import import_cards
from tmcard.services.importing.faults import Fault, Faulty
from tmcard.services.importing.plans import import_plans

__all__ = ["Fault", "Faulty", "import_cards", "import_plans"]
