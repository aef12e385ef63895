"""Lines that protect renewals at a carrier that takes no transaction ids, and what notices when one is missing."""

from tests.faults.mutation import Mutation
from tests.faults.mutation import mutation as m

CREDIT, SIGHTS = "services/crediting/credit.py", "services/crediting/sights.py"
ANSWERS, HINTS = "adapters/airalo/answers.py", "adapters/airalo/hints.py"
TEST_BOOKS, TEST_ANSWERS = "tests/services/crediting/test_books.py", "tests/adapters/airalo/test_answers.py"

SECOND: tuple[Mutation, ...] = (
    m("the books are not asked", SIGHTS,
      "None if carrier.history is None else tuple(carrier.history.made_under(transaction_id(order)))", "None",
      TEST_BOOKS),
    m("a reading proves delivery although there are books", SIGHTS,
      "if sight.made is not None or sight.profile is None:", "if sight.profile is None:", TEST_BOOKS),
    m("what may be under way is sent again", CREDIT,
      "if work.may_be_under_way(carrier) and not carrier.capabilities.takes_transaction_id:", "if False:", TEST_BOOKS),
    m("an order that only contains our words is ours", ANSWERS,
      'order.get("description") == description', 'description in str(order.get("description"))', TEST_ANSWERS),
    m("an order that failed counts as made", ANSWERS, "if _slug(order) not in NOTHING_MADE", "if True", TEST_ANSWERS),
    m("Airalo's signature is not checked", HINTS,
      "if not hmac.compare_digest(expected.encode(), given.strip().lower().encode()):", "if False:",
      "tests/adapters/airalo/test_hints.py", "tests/web/webhooks/test_carriers.py"),
    m("a flood of hints counts", "services/hearing_cards.py",
      "    throttling.allow(session, HINTS, str(card.id), now)\n", "", "tests/services/test_hearing_cards.py"),
    m("a report from before a renewal undoes it", "services/crediting/confirming.py",
      "if loaded_at is not None and report.reported_at < loaded_at:", "if False:",
      "tests/services/crediting/test_confirming.py"),
)  # fmt: skip
