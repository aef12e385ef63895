"""The invariants of our own books: that they equal the ledgers, tell a legal story, and leave nothing hanging."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from tests.faults import shares
from tests.faults.picture import Picture, Row, secrets
from tmcard.domain import orders as order_rules
from tmcard.domain import payments as payment_rules
from tmcard.domain import refunds as refund_rules
from tmcard.domain.states import is_path

Wrongs = Iterator[str]
#: What each status of ours must look like at PayPal, once all is over.
AT_PAYPAL = {
    "captured": ("COMPLETED", "PARTIALLY_REFUNDED"),
    "refunded": ("REFUNDED",),
    "pending": ("PENDING",),
    "refunding": ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"),
}
STAFF = "help@tmcard.example"
#: A payer may be written to twice when a process dies after the letter left; never more often.
MOST_COPIES = 2


def inv_07_our_books_are_the_ledgers(seen: Picture) -> Wrongs:
    """Every capture and refund at PayPal is in our books with its amount, and the other way round."""
    by_capture = {p["capture_id"]: p for p in seen.payments if p["capture_id"]}
    captures = {c["id"]: c for c in seen.paypal["captures"]}
    for key, capture in captures.items():
        payment = by_capture.get(key)
        if payment is None and capture["status"] != "DECLINED" and not _all_back(capture):
            yield f"capture {key} is not in our books"
        if payment is not None and capture["status"] not in AT_PAYPAL.get(payment["status"], ("DECLINED",)):
            yield f"{payment['ref']} is {payment['status']} here and {capture['status']} there"
    yield from (f"capture {key} is not at PayPal" for key in by_capture if key not in captures)
    nothing = [p for p in seen.payments if p["status"] in AT_PAYPAL and not p["capture_id"]]
    yield from (f"{p['ref']} is {p['status']} by no capture" for p in nothing)
    yield from _refunds(seen)


def _refunds(seen: Picture) -> Wrongs:
    ours = {r["refund_id"]: r["amount_minor"] for r in seen.refunds if r["status"] == "refunded" and r["refund_id"]}
    theirs = {r["id"]: r["amount_minor"] for r in seen.paypal["refunds"]}
    if ours != theirs:
        yield f"refunds are {ours} here and {theirs} there"
    credited = {o["ref"] for o in seen.orders if o["status"] == "credited"}
    loaded = {o["ref"] for o in seen.orders if seen.loaded(o)}
    if credited != loaded:
        yield f"credited {sorted(credited)}, loaded {sorted(loaded)}"


def _all_back(capture: Row) -> bool:
    return bool(capture["refunded_minor"] == capture["amount_minor"])


def inv_08_nothing_hangs(seen: Picture) -> Wrongs:
    """Every order and attempt has ended, but for money that PayPal holds and for what a person was told of."""
    for order in seen.orders:
        is_known = any(p["status"] == "pending" or p["alerted_at"] for p in seen.payments_of(order))
        if order["status"] not in order_rules.FINAL and not is_known and order["alerted_at"] is None:
            yield f"{order['ref']} is still {order['status']}"
    for payment in seen.payments:
        if _hangs(payment) and payment["alerted_at"] is None:
            yield f"attempt {payment['ref']} is still {payment['status']}"
    for refund in seen.refunds:
        if refund["status"] != "refunded" and refund["alerted_at"] is None:
            yield f"refund {refund['ref']} is still {refund['status']}"


def parked(seen: Picture) -> int:
    """How many orders and attempts wait for a person, who was told."""
    orders = [o for o in seen.orders if o["status"] not in order_rules.FINAL and o["alerted_at"]]
    refunds = [r for r in seen.refunds if r["status"] != "refunded" and r["alerted_at"]]
    return len(orders) + len(refunds) + len([p for p in seen.payments if _hangs(p) and p["alerted_at"]])


def _hangs(payment: Row) -> bool:
    return payment["status"] not in {*payment_rules.FINAL, "captured", "pending"}


def inv_09_the_journal_is_a_legal_story(seen: Picture) -> Wrongs:
    """The events of every order and attempt are a walk through its graph that ends where the row stands."""
    for order in seen.orders:
        lines = [e for e in seen.order_events if e["order_id"] == order["id"]]
        yield from _story(order_rules.MOVES, "open", lines, "order", order)
        for payment in seen.payments_of(order):
            yield from _story(payment_rules.MOVES, "created", lines, payment["ref"], payment)
            for refund in [r for r in seen.refunds if r["payment_id"] == payment["id"]]:
                start = "refunded" if refund["origin"] == "elsewhere" else "refunding"
                yield from _story(refund_rules.MOVES, start, lines, refund["ref"], refund)


def _story(moves: Mapping[str, object], start: str, lines: list[Row], subject: str, row: Row) -> Wrongs:
    told = [e for e in lines if e["subject"] == subject and e["event"] in moves]
    if not is_path(moves, start, [e["event"] for e in told]):  # type: ignore[arg-type]  # both tables are of one kind
        yield f"{row['ref']} went {[e['event'] for e in told]}"
    if (told[-1]["status"] if told else start) != row["status"]:
        yield f"{row['ref']} is {row['status']}, its journal says otherwise"


def inv_10_nobody_holds_a_row_and_no_fence_went_back(seen: Picture) -> Wrongs:
    """No lease outlives its work; the database saw no write under an old fence."""
    for row in [*seen.orders, *seen.payments, *seen.refunds]:
        if row["lease_until"] is not None and seen.now is not None and row["lease_until"] > seen.now:
            yield f"{row['ref']} is still held"
    yield from (what for what in seen.watch if not what.startswith("price"))


def inv_11_promotions_keep_their_limits(seen: Picture) -> Wrongs:
    """No promotion is overdrawn, no newcomer new twice, every discounted price the sum of its lines."""
    yield from seen.promotion_faults


def inv_12_the_promise_never_changed(seen: Picture) -> Wrongs:
    """Price, plan and effect of a quote stay as they were shown."""
    yield from (what for what in seen.watch if what.startswith("price"))


def inv_13_every_end_is_written_of_once(seen: Picture) -> Wrongs:
    """A receipt for each delivery, a notice for each refund and each wait, at most two copies, to nobody else."""
    keys = {m["key"] for m in seen.messages}
    wanted = {f"receipt:{o['ref']}" for o in seen.orders if o["status"] == "credited"}
    ahead = {e["order_id"] for e in seen.order_events if e["event"] == "paid_ahead"}
    wanted |= {f"queued:{o['ref']}" for o in seen.orders if o["id"] in ahead}
    wanted |= {f"refund:{r['ref']}" for r in seen.refunds if r["status"] == "refunded"} | shares.letters(seen)
    yield from (f"nobody was written {key}" for key in sorted(wanted - keys))
    wrongly = {key for key in keys - wanted if not key.startswith(("alert:", "staff", "dispute"))}
    yield from (f"{key} was written without reason" for key in sorted(wrongly))
    copies = Counter(letter["id"] for letter in seen.letters)
    yield from (f"{count} copies of {key}" for key, count in copies.items() if count > MOST_COPIES)
    payers = {o["receipt_email"] for o in seen.orders} | {STAFF}
    yield from (f"a letter to {x['to']}" for x in seen.letters if x["to"] not in payers and "@" in x["to"])


def inv_14_every_event_is_kept_once(seen: Picture) -> Wrongs:
    """What PayPal delivered is in the inbox, once; nothing else is."""
    kept = Counter(e["event_id"] for e in seen.inbox_events)
    sent = {w["id"] for w in seen.paypal["webhooks"] if w["state"] == "delivered"}
    yield from (f"event {key} was kept {count} times" for key, count in kept.items() if count > 1)
    yield from (f"event {key} was never sent" for key in kept if key not in {w["id"] for w in seen.paypal["webhooks"]})
    yield from (f"event {key} was taken and not kept" for key in sorted(sent - set(kept)))


def inv_18_no_secret_in_logs_or_letters(seen: Picture) -> Wrongs:
    """Keys stay where they belong, and no driver of a row failed in a way nobody foresaw."""
    texts = [seen.log, *(letter["text"] for letter in seen.letters)]
    yield from (f"a secret was written down: {s[:4]}" for s in secrets() if any(s in text for text in texts))
    failed = (json.loads(line) for line in seen.log.splitlines() if "drive_failed" in line)
    yield from {f"driving a {line['kind']} failed: {line.get('exception', '')[-300:]}" for line in failed}


def inv_19_the_database_is_sound(seen: Picture) -> Wrongs:
    """No page of the file is damaged, no row refers to nothing."""
    yield from seen.damage


def inv_20_money_is_whole_minor_units(seen: Picture) -> Wrongs:
    """Every amount is an integer beside a currency."""
    for row in [*seen.orders, *seen.payments, *seen.refunds]:
        if type(row["amount_minor"]) is not int or len(row["currency"]) != 3:
            yield f"{row['ref']} is over {row['amount_minor']!r} {row['currency']!r}"


def inv_21_receipts_have_no_gaps(seen: Picture) -> Wrongs:
    """One receipt for each capture and refund in our books, numbered from one in its series without a gap."""
    given: dict[tuple[str, int], list[int]] = {}
    for receipt in seen.receipts:
        given.setdefault((receipt["series"], receipt["year"]), []).append(receipt["serial"])
    for series, serials in given.items():
        if sorted(serials) != list(range(1, len(serials) + 1)):
            yield f"series {series} is numbered {sorted(serials)}"
    taken = {p["capture_id"] for p in seen.payments if p["status"] in ("captured", "refunding", "refunded")}
    back = {r["ref"] for r in seen.refunds if r["status"] == "refunded"}
    wanted = {f"capture:{key}" for key in taken} | {f"refund:{key}" for key in back}
    yield from (f"no receipt of {about}" for about in sorted(wanted - {r["about"] for r in seen.receipts}))
    yield from (f"receipt {r['about']} is over nothing" for r in seen.receipts if r["amount_minor"] <= 0)


INVARIANTS: tuple[Callable[[Picture], Wrongs], ...] = (
    inv_07_our_books_are_the_ledgers,
    inv_08_nothing_hangs,
    inv_09_the_journal_is_a_legal_story,
    inv_10_nobody_holds_a_row_and_no_fence_went_back,
    inv_11_promotions_keep_their_limits,
    inv_12_the_promise_never_changed,
    inv_13_every_end_is_written_of_once,
    inv_14_every_event_is_kept_once,
    inv_18_no_secret_in_logs_or_letters,
    inv_19_the_database_is_sound,
    inv_20_money_is_whole_minor_units,
    inv_21_receipts_have_no_gaps,
)
