"""Triggers that write down what must never happen to our books, at the instant it does, whoever does it."""

from pathlib import Path

from tmcard.store.engine import sqlite

#: Facts that must hold at every instant, written down by the database itself where they do not.
WATCHES = {
    "fence_went_back": "UPDATE OF fence ON {table} WHEN new.fence < old.fence",
    "tries_without_claim": "UPDATE OF lease_until ON {table} WHEN new.lease_until > old.lease_until"
    " AND new.fence = old.fence",
}
FROZEN = ("currency", "amount_minor", "plan_id", "card_id", "data_bytes", "before_bytes", "after_bytes",
          "after_ends_at", "after_days")  # fmt: skip


def watch(path: Path) -> None:
    """Let the database note every write that breaks invariant 10 or 12, whoever makes it."""
    changed = " OR ".join(f"new.{name} IS NOT old.{name}" for name in FROZEN)
    watches = {f"{what}_{table}": when.format(table=table) for table in ("orders", "payments")
               for what, when in WATCHES.items()}  # fmt: skip
    watches["price_changed_orders"] = f"UPDATE ON orders WHEN {changed}"
    with sqlite.connect(path) as db:
        db.execute("CREATE TABLE watch (what TEXT NOT NULL, id INTEGER NOT NULL)")
        for what, when in watches.items():
            db.execute(
                f"CREATE TRIGGER watch_{what} AFTER {when} BEGIN INSERT INTO watch VALUES ('{what}', new.id); END"  # noqa: S608  # the words are ours
            )
    db.close()
