"""What needs a person, finding an order, and an order's whole story. Nothing here changes anything."""

from flask import Response, make_response, render_template, request

from tmcard.store import cases, search
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.staff import reading
from tmcard.web.staff.guard import blueprint, staff_required

#: What an act says when it is done, by the word in the address.
DONE = ("looked", "refund", "closed")


@blueprint.get("/")
@staff_required
def work() -> str:
    """Everything that waits for a person, grouped, the most urgent kind first."""
    at, session = now(), db.session()
    groups = [(kind, found) for kind, read in cases.LISTS.items() if (found := read(session, at))]
    return render_template("staff/work.html", groups=groups, now=at)


@blueprint.get("/orders")
@staff_required
def found() -> str:
    """The orders that a reference, a number or an address names."""
    wanted = request.args.get("q", "").strip()
    listed = search.orders(db.session(), wanted)
    return render_template("staff/orders.html", wanted=wanted, orders=listed)


@blueprint.get("/orders/<ref>")
@staff_required
def order(ref: str) -> Response:
    """An order and everything that belongs to it."""
    return order_page(ref, 200)


def order_page(ref: str, status: int) -> Response:
    """The order's page as it is now."""
    sheet = reading.sheet(db.session(), reading.order_named(db.session(), ref), now())
    done = request.args.get("done")
    page = render_template("staff/order.html", sheet=sheet, done=done if done in DONE else None, now=now())
    return make_response(page, status)
