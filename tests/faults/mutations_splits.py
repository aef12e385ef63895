"""Lines that protect whoever pays a share of a split price, and what notices when one is missing."""

from tests.faults.mutation import Mutation
from tests.faults.mutation import mutation as m

PAYING, MAKING, WATCHING = (f"services/splitting/{name}.py" for name in ("paying", "making", "watching"))
TEST_PAYING, TEST_ENDING = (f"tests/services/splitting/test_{name}.py" for name in ("paying", "ending"))

SPLITS: tuple[Mutation, ...] = (
    m("a share is delivered before all have paid", PAYING,
      "    if splits.pooled(session, split.id, but=order.id) + 1 < split.shares:\n        return Place.WAITS\n", "",
      TEST_PAYING),
    m("the last share does not end the split", PAYING,
      "    splits.end(session, split.id, Outcome.COMPLETE, now)\n", "", TEST_PAYING, TEST_ENDING),
    m("a share that is known too late is kept", PAYING,
      "    if _is_over(split, now) or order.share_number in splits.taken(session, split.id, but=order.id):\n"
      "        return Place.NONE\n", "", TEST_ENDING, TEST_PAYING),
    m("of two at one share both are charged", PAYING,
      "    return split.ended_at is None and order.share_number not in splits.taken(session, split.id, but=order.id)",
      "    return split.ended_at is None", TEST_PAYING),
    m("money for a share is taken after the deadline", PAYING,
      "split.ended_at is not None or split.deadline_at <= now", "split.ended_at is not None", TEST_ENDING),
    m("who waits for the others waits beyond the deadline", WATCHING,
      "    if split.ended_at is None and split.deadline_at <= now:\n", "    if False:\n", TEST_ENDING),
    m("the money of a share is kept when the split fails", WATCHING,
      "            refunding.give_back_the_rest(session, payment.id, act)\n", "            pass\n", TEST_ENDING),
    m("what is complete can be called off", "store/splits.py",
      ".where(Split.id == split_id, Split.ended_at.is_(None))", ".where(Split.id == split_id)", TEST_ENDING),
    m("nobody looks at the shares when it is called off", MAKING,
      "        splits.end(session, split.id, Outcome.REVOKED, now)\n        splits.wake(session, split.id, now)\n",
      "        splits.end(session, split.id, Outcome.REVOKED, now)\n", TEST_ENDING),
)  # fmt: skip
