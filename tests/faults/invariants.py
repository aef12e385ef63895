"""What must be true of every renewal once it is over, whatever went wrong: the numbers are those of docs/faults.md.

Each function takes a picture and yields what is wrong in it. `tests/faults/test_invariants.py` shows each a broken
picture, so that none of them is a decoration.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from tests.faults import invariants_books
from tests.faults.picture import Picture

Wrongs = Iterator[str]


def inv_01_nobody_is_charged_twice(seen: Picture) -> Wrongs:
    """Of all captures of an order one at most keeps its money; a vendor true to its word makes one per attempt."""
    for order in seen.orders:
        captures = seen.captures(order)
        kept = [c for c in captures if c["refunded_minor"] < c["amount_minor"]]
        if len(kept) > 1:
            yield f"{len(kept)} captures of {order['ref']} keep their money"
        per_attempt = Counter(c["custom_id"] for c in captures)
        if not seen.is_hostile and any(count > 1 for count in per_attempt.values()):
            yield f"an attempt of {order['ref']} was captured twice"


def inv_02_one_top_up_for_an_order(seen: Picture) -> Wrongs:
    """The carrier loads a renewal once."""
    for order in seen.orders:
        if len(seen.loaded(order)) > 1:
            yield f"{len(seen.loaded(order))} top-ups for {order['ref']}"


def inv_03_money_is_credited_or_given_back(seen: Picture) -> Wrongs:
    """A captured order has its top-up or all of its money back: never both (unless people chose so), never neither."""
    for order in seen.orders:
        if seen.captures(order):
            is_delivered, kept = bool(seen.loaded(order)), seen.kept(order)
            if is_delivered and not kept and not seen.chosen(order):
                yield f"{order['ref']} was delivered and paid back"
            if not is_delivered and kept:
                yield f"{kept} of {order['ref']} is with us for nothing"


def inv_04_what_we_keep_is_what_was_delivered(seen: Picture) -> Wrongs:
    """Per currency: captured less refunded is the price of what was delivered, less what people chose to give back."""
    kept: Counter[str] = Counter()
    for capture in seen.paypal["captures"]:
        if capture["status"] in ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"):
            kept[capture["currency"]] += capture["amount_minor"] - capture["refunded_minor"]
    for order in seen.orders:
        if seen.loaded(order):
            kept[order["currency"]] -= order["amount_minor"] - seen.chosen(order)
    yield from (f"{amount} {currency} too much or too little" for currency, amount in kept.items() if amount)


def inv_05_no_top_up_without_its_money(seen: Picture) -> Wrongs:
    """Whatever was loaded was paid for: a capture of the very amount, currency and attempt."""
    for order in seen.orders:
        price = (order["amount_minor"], order["currency"])
        paid = [(c["amount_minor"], c["currency"]) for c in seen.captures(order)]
        if seen.loaded(order) and price not in paid:
            yield f"{order['ref']} was loaded for {paid}"
    known = {order["ref"] for order in seen.orders}
    for top_up in seen.top_ups:
        if str(top_up["transactionId"]).split("-")[1] not in known:
            yield f"a top-up of nobody: {top_up['transactionId']}"


def inv_06_no_refund_beyond_its_capture(seen: Picture) -> Wrongs:
    """Refunds of a capture never exceed it and are in its currency; nor do our own rows exceed what was paid."""
    captures = {c["id"]: c for c in seen.paypal["captures"]}
    given: Counter[str] = Counter()
    for refund in seen.paypal["refunds"]:
        given[refund["capture_id"]] += refund["amount_minor"]
        if refund["currency"] != captures[refund["capture_id"]]["currency"]:
            yield f"refund {refund['id']} is in another currency"
    yield from (f"{key} gave back too much" for key, sum_ in given.items() if sum_ > captures[key]["amount_minor"])


def inv_15_what_a_page_said_stays_true(seen: Picture) -> Wrongs:
    """Whoever read "renewed", "charged once" or "gone back" was told the truth for good."""
    by_ref = {order["ref"]: order for order in seen.orders}
    for ref, state in seen.memory.told:
        order = by_ref[ref]
        if state == "credited" and not (order["status"] == "credited" and seen.loaded(order)):
            yield f"{ref} was told that it is renewed"
        if state in ("queued", "renewing", "slow", "overdue") and not seen.captures(order):
            yield f"{ref} was told that its payment has arrived"
        if state in ("refunded", "withdrawn") and seen.kept(order):
            yield f"{ref} was told that its money went back"


def inv_16_one_order_for_a_form(seen: Picture) -> Wrongs:
    """A form sent twice made one order."""
    forms = Counter(order["form_token"] for order in seen.orders)
    yield from (f"{count} orders of form {form}" for form, count in forms.items() if count > 1)


def inv_17_what_ended_unpaid_cost_nothing(seen: Picture) -> Wrongs:
    """No money of an expired or cancelled order, of a declined or expired attempt, is with us: for ever."""
    for order in seen.orders:
        if order["status"] in ("expired", "cancelled") and seen.kept(order):
            yield f"{order['ref']} is {order['status']} and {seen.kept(order)} is with us"
    ended = {p["ref"] for p in seen.payments if p["status"] in ("declined", "expired")}
    for capture in seen.paypal["captures"]:
        if capture["custom_id"] in ended and capture["status"] in ("COMPLETED", "PENDING"):
            yield f"attempt {capture['custom_id']} ended and was captured"


INVARIANTS: tuple[Callable[[Picture], Wrongs], ...] = (
    inv_01_nobody_is_charged_twice,
    inv_02_one_top_up_for_an_order,
    inv_03_money_is_credited_or_given_back,
    inv_04_what_we_keep_is_what_was_delivered,
    inv_05_no_top_up_without_its_money,
    inv_06_no_refund_beyond_its_capture,
    *invariants_books.INVARIANTS,
    inv_15_what_a_page_said_stays_true,
    inv_16_one_order_for_a_form,
    inv_17_what_ended_unpaid_cost_nothing,
)


def wrongs(seen: Picture) -> list[str]:
    """Everything that is wrong, each with the number of the invariant it breaks."""
    return [f"{invariant.__name__[4:6]}: {wrong}" for invariant in INVARIANTS for wrong in invariant(seen)]
