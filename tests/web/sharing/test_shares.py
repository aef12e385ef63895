"""An owner asks several payers for one plan: what may be shared, and what is stored of it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.web.sharing.test_making import make, stored
from tests.web.shop import Shop
from tmcard.services import splitting
from tmcard.store.transactions import release


def test_a_shared_price_is_one_use_for_each_payer(shop: Shop, owner: FlaskClient) -> None:
    answer = make(shop, owner, skus=[shop.plan.sku], shares="3")
    link = stored(shop)
    told = splitting.told_of_link(shop.session, link.id)
    release(shop.session)
    assert answer.location == f"/account/links/{link.ref}"
    assert told is not None
    assert (told.shares, told.paid, told.outcome) == (3, 0, None)
    assert told.deadline_at == link.expires_at
    assert link.terms is not None
    assert (link.terms.skus, link.terms.uses) == ([shop.plan.sku], 3)
    assert owner.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"shares": "0"}, "from 1 to 10"),
        ({"shares": "11"}, "from 1 to 10"),
        ({"shares": "three"}, "from 1 to 10"),
        ({"shares": "3", "skus": []}, "tick one plan above"),
        ({"shares": "3", "days": "30"}, "choose 7 days at most"),
    ],
)
def test_what_cannot_be_shared_is_said_and_kept(
    shop: Shop, owner: FlaskClient, fields: dict[str, Any], words: str
) -> None:
    answer = make(shop, owner, **{"skus": [shop.plan.sku], "note": "For Mum", **fields})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{fields["shares"]}"' in answer.text
    assert "For Mum" in answer.text
    assert (shop.count("links"), shop.count("splits")) == (0, 0)


def test_a_plan_that_takes_something_cannot_be_shared(shop: Shop, owner: FlaskClient) -> None:
    anew = rows.plan(shop.session, stacking="gated", gate_bytes=1 << 40, name_en="In its place")
    answer = make(shop, owner, skus=[anew.sku], shares="2")
    assert answer.status_code == 422
    assert "would take something" in answer.text


def test_several_plans_may_be_ticked_but_shared_is_one(shop: Shop, owner: FlaskClient) -> None:
    other = rows.plan(shop.session, price_minor=1900)
    both = [shop.plan.sku, other.sku]
    assert make(shop, owner, skus=both, shares="2").status_code == 422
    assert make(shop, owner, skus=both, shares="1").status_code == 303
