"""The receipts of an order, to be printed and kept: a page, and the same as PDF."""

from flask import Response, abort, make_response, render_template, request, url_for

from tmcard.store import receipts
from tmcard.store.models import Order
from tmcard.web.checkout.access import payable_order, payer_required, seat_at
from tmcard.web.checkout.views import blueprint
from tmcard.web.database import db
from tmcard.web.htmx import go
from tmcard.web.receipts import PDF, Sheet, file_name, pdf, sheet


@blueprint.get("/<ref>/receipt")
@payer_required
def receipt(ref: str) -> Response:
    """What was paid and what was given back: every receipt of the order, or the one that `number` names."""
    order = payable_order(ref)
    sheets = _sheets(order)
    if not sheets:
        return go(url_for("checkout.show", ref=ref))
    return make_response(render_template("checkout/receipt.html", order=order, sheets=sheets, seat=seat_at(order)))


@blueprint.get("/<ref>/receipt.pdf")
@payer_required
def receipt_pdf(ref: str) -> Response:
    """The same as a file to keep. Nothing is stored: it is made from the rows, in the reader's language."""
    sheets = _sheets(payable_order(ref))
    if not sheets:
        return go(url_for("checkout.show", ref=ref))
    response = Response(pdf(sheets), mimetype=PDF)
    response.headers.set("Content-Disposition", "attachment", filename=file_name(sheets, ref))
    return response


def _sheets(order: Order) -> list[Sheet]:
    """The order's receipts in words, oldest first. A number that is none of its own is 404."""
    number, issued = request.args.get("number"), receipts.of_order(db.session(), order.id)
    if number is None:
        return [sheet(each) for each in issued]
    return [sheet(each) for each in issued if each.number == number] or abort(404)
