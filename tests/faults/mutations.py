"""Lines that protect delivery, claims and the books, and what notices when one is missing; with those of money, all."""

from tests.faults.mutation import Mutation
from tests.faults.mutation import mutation as m
from tests.faults.mutations_money import MONEY
from tests.faults.mutations_queue import QUEUE
from tests.faults.mutations_second import SECOND
from tests.faults.mutations_splits import SPLITS

CREDIT, CREDITED, SIGHTS = (
    "services/crediting/credit.py",
    "services/crediting/outcomes.py",
    "services/crediting/sights.py",
)
TEST_CREDIT, TEST_TURNS = "tests/services/crediting/test_credit.py", "tests/services/crediting/test_turns.py"
GIVING_BACK = "tests/services/crediting/test_giving_back.py"

DELIVERY: tuple[Mutation, ...] = (
    m("a lease that runs out is not noticed before the top-up", CREDITED,
      "if not leases.has_room(session, Order, order.id, work.fence, work.clock()):", "if False:",
      TEST_TURNS, TEST_CREDIT),
    m("each top-up has another transaction id", SIGHTS, 'return f"tm-{order.ref}-1"',
      'return f"tm-{order.ref}-{order.fence}"', TEST_CREDIT),
    m("a top-up that times out counts as failed", CREDIT,
      "    except GatewayError as error:\n        return outcomes.later(session, work, error)\n    return _answered",
      "    except GatewayError as error:\n        return outcomes.give_back(session, work, error.code)\n"
      "    return _answered", "pay-redirect,fault=topup.1.timeout_with_effect"),
    m("a top-up is repeated without a look", CREDIT,
      "    if sight.profile is None or sights.is_delivered(order, sight):\n", "    if sight.profile is None:\n",
      "pay-redirect,mode=ignores-transaction-id,fault=topup.1.timeout_with_effect"),
    m("a refused top-up is refunded without a look", CREDIT,
      "if sight.profile is None or sights.is_delivered(outcomes.reread(session, work), sight):", "if False:",
      "pay-redirect,fault=topup.1.lie:refuse:310243"),
    m("the deadline is never reached", CREDITED,
      "return self.order.deadline_at is not None and self.clock() >= self.order.deadline_at", "return False",
      "balance-low"),
    m("what may be under way counts as not sent", CREDITED,
      "return self.asked_at is not None and self.clock() - self.asked_at < carrier.capabilities.quiet_after",
      "return False", TEST_CREDIT, GIVING_BACK),
    m("two orders of one card are at the carrier at once", CREDIT,
      "if orders.is_overtaken(session, order.card_id, order.id, clock()):", "if False:", TEST_TURNS),
    m("a card that changed hands is loaded", CREDIT, "if not order.top_up_tries and order.has_changed_hands:",
      "if False:", "owner-changed-late"),
)  # fmt: skip

BOOKS: tuple[Mutation, ...] = (
    m("no lease", "store/leases.py", "            _is_free(table, now),\n        )\n        .values",
      "        )\n        .values", "tests/store/test_leases.py"),
    m("a fence is not looked at", "store/moving.py", "if act.fence is not None:", "if False:",
      "tests/store/test_orders.py", "tests/store/test_payments.py"),
    m("a letter is sent inside a transaction", "services/messaging.py",
      "    release(session)  # rendering reads", "    pass  # rendering reads", "pay-redirect"),
    m("nobody looks after payments", "services/sweeping.py", '    "payment": Payment,\n', "", "tab-closed"),
    m("nobody is told of what hangs", "services/alerting.py", "-> int:\n    \"\"\"Write to the staff",
      "-> int:\n    return 0\n    \"\"\"Write to the staff", "tests/services/test_alerting.py"),
    m("the journal of payments is not written", "store/payments.py",
      "        orders.note(session, payment.order_id, event, step.target, act, subject=payment.ref)\n", "",
      "pay-redirect"),
)  # fmt: skip

MUTATIONS: tuple[Mutation, ...] = (*MONEY, *DELIVERY, *SECOND, *SPLITS, *QUEUE, *BOOKS)
