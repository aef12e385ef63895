"""Our books against the payment service's, and against themselves: `reconcile` lists every difference."""

from tmcard.services.reconciling.differences import Code, Difference
from tmcard.services.reconciling.reconcile import Report, reconcile

__all__ = ["Code", "Difference", "Report", "reconcile"]
