"""The demo's promotions file is one that an operator could import."""

from datetime import timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy.orm import Session

from standins.demo import promotions
from tests import rows
from tmcard.domain.promotions import Kind
from tmcard.services import importing, promoting


def test_a_sale_that_ends_and_every_kind_but_coupons_are_on(session: Session) -> None:
    house: dict[str, Any]
    house, at = {"carriers": ["esimaccess", "airalo"], "payable": lambda _: True}, rows.NOW
    importing.import_plans(session, files("standins.demo").joinpath("plans.toml").read_bytes(), **house, now=at)
    report = importing.import_promotions(session, promotions.on(at), **house, now=at)
    board = promoting.board(session, at)
    sale = board.of(Kind.SALE)
    assert len(report.added) == len(Kind)
    assert {each.kind for each in board.promotions} == set(Kind) - {Kind.COUPON}
    assert sale is not None
    assert sale.ends_at is not None
    assert sale.ends_at > at + timedelta(days=9)
