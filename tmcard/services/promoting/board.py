"""What is on for everybody: for banners, and the lowest price of the thirty days before each sale."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.identifiers import clean_code
from tmcard.domain.money import Money
from tmcard.domain.promotions import Kind, Promotion, Reason, Tally, is_used_up
from tmcard.domain.promotions.history import LOOK_BACK, lowest_before
from tmcard.store import price_history, promotions, referrals

PUBLIC = (Kind.SALE, Kind.FIRST_ORDER, Kind.REFERRAL, Kind.REWARD)


@dataclass(frozen=True, slots=True)
class Board:
    """What is on. `lowest`: by the sale's ref, the plan's sku and the currency, what it cost at least before."""

    promotions: tuple[Promotion, ...]
    lowest: Mapping[tuple[str, str, str], Money]

    def of(self, kind: Kind) -> Promotion | None:
        """The first of a kind that is on: there is usually one."""
        return next((each for each in self.promotions if each.kind is kind), None)

    def lowest_before(self, promotion_ref: str, sku: str, currency: str) -> Money | None:
        """The lowest price of the plan in the thirty days before the sale; None: not a sale, or the plan is newer."""
        return self.lowest.get((promotion_ref, sku, currency))


def board(session: Session, now: datetime) -> Board:
    """Look up what is on now, without coupons, and without what is used up."""
    rows = [row for row in promotions.candidates(session, now, []) if row.kind in PUBLIC]
    limited = [row.id for row in rows if row.in_total is not None]
    used = promotions.tallies(session, limited, None, now) if limited else {}
    found = (promotions.promotion(row) for row in rows)
    shown = tuple(each for each in found if not is_used_up(each, used.get(each.ref, Tally())))
    sales = [each for each in shown if each.kind is Kind.SALE]
    return Board(shown, dict(_lowest(session, sales, now)) if sales else {})


def about(session: Session, code: str, owner_id: int | None, now: datetime) -> Promotion | Reason:
    """What a code stands for, before there is a card and a plan: or why nobody can have anything by it now."""
    key = clean_code(code)
    if not key:
        return Reason.UNKNOWN
    rows = promotions.candidates(session, now, [key])
    coupon = next((promotions.promotion(row) for row in rows if row.code_key == key), None)
    if coupon is not None:
        return _standing(session, coupon, [row.id for row in rows if row.code_key == key], now) or coupon
    referral = next((promotions.promotion(row) for row in rows if row.kind == Kind.REFERRAL), None)
    friend = next(iter(referrals.by_codes(session, [key])), None)
    if referral is None or friend is None:
        return Reason.UNKNOWN
    return Reason.OWN_CODE if friend.owner_id == owner_id else referral


def _standing(session: Session, coupon: Promotion, ids: list[int], now: datetime) -> Reason | None:
    if not coupon.is_on(now):
        return Reason.NOT_YET if now < coupon.starts_at else Reason.OVER
    used = promotions.tallies(session, ids, None, now).get(coupon.ref, Tally())
    return Reason.USED_UP if is_used_up(coupon, used) else None


def _lowest(session: Session, sales: list[Promotion], now: datetime) -> list[tuple[tuple[str, str, str], Money]]:
    since = min(each.starts_at for each in sales) - LOOK_BACK
    others = [promotions.promotion(row) for row in promotions.sales_since(session, since, now)]
    floors, found = promotions.floors(session), []
    for (sku, currency), prices in price_history.since(session, since, now).items():
        for sale in (each for each in sales if each.skus is None or sku in each.skus):
            past = [each for each in others if each.ref != sale.ref and (each.skus is None or sku in each.skus)]
            lowest = lowest_before(sale.starts_at, prices, past, floors.get((sku, currency), 0))
            found += [((sale.ref, sku, currency), lowest)] if lowest is not None else []
    return found
