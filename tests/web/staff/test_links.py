"""Staff make a link for a card: in its owner's name, and marked as theirs."""

from tests import rows
from tests.web.shop import Shop
from tests.web.staff.conftest import Desk
from tmcard.domain.links import Purpose
from tmcard.store import links
from tmcard.store.transactions import release


def test_staff_make_a_link_in_the_owners_name(desk: Desk) -> None:
    order = desk.shop.order("credited")
    assert "Make a link" in desk.get(f"/staff/orders/{order.ref}").text
    assert desk.get(f"/staff/orders/{order.ref}/link").status_code == 200
    answer = desk.post(f"/staff/orders/{order.ref}/link", uses="1", days="7", note="As you asked")
    link = links.of_owner(desk.shop.session, desk.shop.owner.id, Purpose.GUEST)[0]
    release(desk.shop.session)
    assert answer.location == f"/staff/orders/{order.ref}/links/{link.ref}"
    assert link.terms is not None
    assert link.terms.made_by == f"staff:{desk.colleague.name}"
    assert "/g/" in desk.get(answer.location).text
    assert "Made for you by our staff" in desk.shop.browser(desk.shop.owner).get(f"/account/links/{link.ref}").text


def test_what_is_wrong_with_it_is_said(desk: Desk) -> None:
    order = desk.shop.order("credited")
    assert desk.post(f"/staff/orders/{order.ref}/link", uses="0", days="7").status_code == 422


def test_a_link_of_another_card_is_not_shown_there(desk: Desk) -> None:
    shop: Shop = desk.shop
    order, other = shop.order("credited"), rows.card(shop.session, shop.owner)
    theirs = rows.order(shop.session, other, shop.plan, "credited")
    made = desk.post(f"/staff/orders/{theirs.ref}/link", uses="1", days="7").location.rpartition("/")[2]
    assert desk.get(f"/staff/orders/{order.ref}/links/{made}").status_code == 404


def test_a_card_of_nobody_gets_none(desk: Desk) -> None:
    card = rows.card(desk.shop.session, None)
    order = rows.order(desk.shop.session, card, desk.shop.plan, "credited")
    assert desk.get(f"/staff/orders/{order.ref}/link").status_code == 404
