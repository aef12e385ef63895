"""What the second carrier's stand-in is told of the demo: cards by the megabyte, plans by their ids."""

from datetime import datetime, timedelta
from typing import Any

import requests
from sqlalchemy.orm import Session

from standins.demo.packages import second_package_of
from standins.demo.people import DemoCard
from tmcard.domain.plans import BYTES_PER_MB
from tmcard.store import plans
from tmcard.store.transactions import release

CARRIER = "airalo"


def tell_second_carrier(session: Session, carrier_url: str, demo_cards: list[DemoCard], now: datetime) -> None:
    """Give it the packages behind our plans, and its cards."""
    offers = plans.on_sale(session, CARRIER, "USD", now)
    release(session)
    packages = [second_package_of(offer) for offer in offers]
    sims = [sim_of(card, now) for card in demo_cards if card.carrier == CARRIER]
    for path, body in (("packages", packages), ("sims?keep=existing", sims)):
        requests.post(f"{carrier_url}/_standin/airalo/{path}", json=body, timeout=10).raise_for_status()


def sim_of(card: DemoCard, now: datetime) -> dict[str, Any]:
    """A card as this stand-in takes it."""
    begun, ends = now - card.begun_ago, now + card.ends_in
    return {
        "iccid": card.iccid,
        "total_mb": card.total_bytes // BYTES_PER_MB,
        "used_mb": card.used_bytes // BYTES_PER_MB,
        "activated_at": begun.isoformat(),
        "expires_at": ends.isoformat(),
        "total_days": round((ends - begun) / timedelta(days=1)),
        "daily_mb": 100,
    }
