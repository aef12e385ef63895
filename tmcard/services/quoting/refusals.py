"""Why there is no quote."""


class CannotRenew(Exception):
    """The card can get no renewal now. `reason`: `expired`, `gone` or `under_way`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoSuchCard(LookupError):
    """There is no such card for this owner."""


class NoSuchPlan(LookupError):
    """The plan is not sold (any more) for this card."""


class NotNow(Exception):
    """The plan cannot start as it was asked for: too much is left for it, or nothing runs that it could wait for."""


class CardChanged(Exception):
    """Paying would not do what the quote showed: the card, or the terms, are others by now."""


class Undecided(Exception):
    """An attempt to pay the old order may still take the money: nothing may take its place."""
