"""What a demo card's carrier would have reported so far: every few hours, by the rhythm its stand-in goes on with."""

from datetime import UTC, datetime, timedelta

from standins.carriers.esimaccess import usage

#: Carriers report every two to three hours; older days are known by fewer reports, as they are of use to nobody.
EVERY = timedelta(minutes=150)
LONGEST = timedelta(days=24)
#: Enough to count in: the whole is scaled to what the card has used.
SCALE = 1024**3


def reports(carrier_ref: str, used_bytes: int, begun: datetime, end: datetime) -> list[tuple[datetime, int]]:
    """When, and how much in all, from the card's first connection (24 days at most) to `end`, where all is used."""
    first = max(begun, end - LONGEST)
    count = max(1, (end - first) // EVERY)
    instants = [end - EVERY * back for back in reversed(range(count))]
    begin = int(begun.timestamp())
    spent = [usage.spent(carrier_ref, SCALE, begin, int(at.astimezone(UTC).timestamp())) for at in instants]
    whole = spent[-1]
    return [(at, used_bytes * part // whole if whole else used_bytes) for at, part in zip(instants, spent, strict=True)]
