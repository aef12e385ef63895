"""quotes."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

#: The rules that a quote is kept by, as its plan has them.
OF_PLAN = {'stacking': 'stacking', 'period_unit': 'period_unit', 'period_count': 'period_count', 'counting': 'counting',
           'period_zone': 'zone'}
#: What every order before this was promised.
SO_FAR = {'terms_version': "'2026-11'", 'deliver_within_seconds': '1800'}
COLUMNS = [
    ('stacking', sa.String(length=20)),
    ('period_unit', sa.String(length=10)),
    ('period_count', sa.BigInteger()),
    ('counting', sa.String(length=10)),
    ('period_zone', sa.String(length=40)),
    ('terms_version', sa.String(length=20)),
    ('deliver_within_seconds', sa.BigInteger()),
]
FROZEN = ('card_id', 'plan_id', 'currency', 'amount_minor', 'data_bytes', 'before_bytes', 'before_ends_at',
          'after_bytes', 'after_ends_at', 'after_days', *OF_PLAN, *SO_FAR)
SQLITE_GUARD = [
    f"""
    CREATE TRIGGER orders_keep_quote BEFORE UPDATE OF {', '.join(FROZEN)} ON orders
    WHEN {' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in FROZEN)}
    BEGIN SELECT RAISE(ABORT, 'a quote is frozen'); END
    """
]
POSTGRES_GUARD = [
    """
    CREATE FUNCTION refuse_quote_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'a quote is frozen'; END $$
    """,
    f"""
    CREATE TRIGGER orders_keep_quote BEFORE UPDATE OF {', '.join(FROZEN)} ON orders FOR EACH ROW
    WHEN ({' OR '.join(f'NEW.{name} IS DISTINCT FROM OLD.{name}' for name in FROZEN)})
    EXECUTE FUNCTION refuse_quote_change()
    """,
]


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'


def fill() -> None:
    """Orders that are there were made by the rules of their plans."""
    taken = [f'{name} = (SELECT {theirs} FROM plans WHERE plans.id = orders.plan_id)' for name, theirs in OF_PLAN.items()]
    op.execute(f"UPDATE orders SET {', '.join([*taken, *(f'{name} = {value}' for name, value in SO_FAR.items())])}")


def upgrade() -> None:
    with op.batch_alter_table('orders', schema=None) as batch_op:
        for name, kind in COLUMNS:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    fill()
    with op.batch_alter_table('orders', schema=None) as batch_op:
        for name, kind in COLUMNS:
            batch_op.alter_column(name, existing_type=kind, nullable=False)
    # A later migration that rebuilds `orders` on SQLite drops this trigger and has to make it again.
    for statement in SQLITE_GUARD if is_sqlite() else POSTGRES_GUARD:
        op.execute(statement)


def downgrade() -> None:
    if is_sqlite():
        op.execute('DROP TRIGGER orders_keep_quote')
    else:
        op.execute('DROP TRIGGER orders_keep_quote ON orders')
        op.execute('DROP FUNCTION refuse_quote_change()')
    with op.batch_alter_table('orders', schema=None) as batch_op:
        for name, _ in reversed(COLUMNS):
            batch_op.drop_column(name)
