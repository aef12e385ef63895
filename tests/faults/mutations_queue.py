"""Lines that protect renewals which are paid and wait for their turn, and what notices when one is missing."""

from tests.faults.mutation import Mutation
from tests.faults.mutation import mutation as m

RULES, MOVES, WATCHING = "domain/queueing.py", "domain/orders.py", "services/queueing/watching.py"
STARTING, CHOOSING, PAID = "services/queueing/starting.py", "services/queueing/choosing.py", "services/paying/paid.py"
TESTS = "tests/services/queueing/"
TEST_WATCHING, TEST_CHOOSING = f"{TESTS}test_watching.py", f"{TESTS}test_choosing.py"

QUEUE: tuple[Mutation, ...] = (
    m("a queued renewal is started without a fence", WATCHING, 'Act("worker", now, fence, {"why": why})',
      'Act("worker", now, None, {"why": why})', TEST_WATCHING),
    m("what has started can be cancelled", MOVES, '"queue_cancelled": move(S.REFUNDING, S.QUEUED)',
      '"queue_cancelled": move(S.REFUNDING, S.QUEUED, S.PAID, S.CREDITING, S.CREDITED)', "queued-called-off-late"),
    m("the money of a cancelled renewal is kept", CHOOSING,
      "            refunding.give_back_the_rest(session, payment.id, act)\n", "            pass\n",
      "queued-called-off"),
    m("whoever had it claimed goes on after a cancel", CHOOSING,
      'if not orders.stop(session, order_id, "queue_cancelled"',
      'if not orders.advance(session, order_id, "queue_cancelled"', TEST_CHOOSING),
    m("the time to deliver counts from the payment", STARTING, '"deadline_at": act.at + order.policy.deliver_within',
      '"deadline_at": (order.paid_at or act.at) + order.policy.deliver_within', "queued"),
    m("a queued renewal is loaded at once", PAID, "order.starts == Start.QUEUED and", "False and", TEST_WATCHING),
    m("a queued renewal waits until its card has ended", RULES, "min(ends_at - LEAD, latest)", "min(ends_at, latest)",
      "queued", TEST_WATCHING),
    m("a queued renewal waits longer than its money can go back", RULES,
      "return latest if ends_at is None else min(ends_at - LEAD, latest)",
      "return latest if ends_at is None else ends_at - LEAD", TEST_WATCHING),
    m("a card that was sold on is waited for", STARTING, "if order.has_changed_hands or order.card.is_gone:",
      "if order.card.is_gone:", f"{TESTS}test_undeliverable.py"),
    m("two renewals of one card are queued", MOVES, "AWAITED = frozenset({S.QUEUED, S.PAID, S.CREDITING})",
      "AWAITED = frozenset({S.PAID, S.CREDITING})", TEST_WATCHING),
)  # fmt: skip
