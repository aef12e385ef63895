"""What a review says of the promotions in its price, and of those that are gone from it."""

from dataclasses import replace
from types import SimpleNamespace

from flask import Flask, render_template_string

from tests.web.inspect_page import check_partial
from tmcard.domain.money import Money
from tmcard.domain.promotions import Deal, Kind, Line

OFF = Line("A", Kind.FIRST_ORDER, ("First order", "首单"), Money(200, "USD"))
CODE = Line("B", Kind.COUPON, ("Holiday", "假日"), Money(0, "USD"), 1024**3, "HOLIDAY26")
DEAL = Deal(Money(900, "USD"), (OFF, CODE), Money(700, "USD"), 6 * 1024**3)


def shown(app: Flask, macro: str, **context: object) -> str:
    """What a macro of `components/deal.html` renders in English."""
    page = f'{{% from "components/deal.html" import {macro} %}}<div id="x">{{{{ {macro}(it) }}}}</div>'
    with app.test_request_context():
        found = render_template_string(page, **context)
    check_partial(found, macro)
    return found


def test_list_price_lines_and_total_stand_one_below_the_other(app: Flask) -> None:
    page = shown(app, "deal_rows", it=DEAL)
    places = [page.index(text) for text in ("US$9.00", "−US$2.00", "HOLIDAY26", "+1\N{NO-BREAK SPACE}GB", "US$7.00")]
    assert places == sorted(places)


def test_a_first_order_that_is_gone_says_for_whom_it_is(app: Flask) -> None:
    was, now = SimpleNamespace(lines=(OFF, CODE)), SimpleNamespace(lines=(CODE,))
    page = shown(app, "deal_changes", it=SimpleNamespace(was=was, now=now, gone=(OFF,), of_deal=True))
    assert "“First order”" in page
    assert "first renewal only" in page
    assert "Holiday" not in page


def test_a_line_that_came_is_said(app: Flask) -> None:
    more = replace(OFF, kind=Kind.SALE, promotion_ref="C", names=("Sale", "特卖"))
    was, now = SimpleNamespace(lines=()), SimpleNamespace(lines=(more,))
    page = shown(app, "deal_changes", it=SimpleNamespace(was=was, now=now, gone=(), of_deal=True))
    assert "Sale: US$2.00 off" in page
