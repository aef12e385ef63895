"""promotions: what is taken off a price, for whom, how often and for how much in all."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

#: What a quote freezes from now on: the price before promotions, and what is loaded instead.
FROZEN_NOW = ('list_minor', 'carrier_code')
FROZEN_BEFORE = ('card_id', 'plan_id', 'currency', 'amount_minor', 'data_bytes', 'before_bytes', 'before_ends_at',
                 'after_bytes', 'after_ends_at', 'after_days', 'stacking', 'period_unit', 'period_count', 'counting',
                 'period_zone', 'terms_version', 'deliver_within_seconds', 'lost_bytes', 'lost_seconds', 'anchor_day',
                 'starts', 'after_buckets', 'link_id', 'split_id', 'share_number')


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'


def guard(names: tuple[str, ...]) -> None:
    """Make the trigger that keeps a quote as it was shown for exactly these columns."""
    if is_sqlite():
        changed = ' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in names)
        op.execute('DROP TRIGGER orders_keep_quote')
        op.execute(
            f"CREATE TRIGGER orders_keep_quote BEFORE UPDATE OF {', '.join(names)} ON orders WHEN {changed}"
            " BEGIN SELECT RAISE(ABORT, 'a quote is frozen'); END"
        )
    else:
        changed = ' OR '.join(f'NEW.{name} IS DISTINCT FROM OLD.{name}' for name in names)
        op.execute('DROP TRIGGER orders_keep_quote ON orders')
        op.execute(
            f"CREATE TRIGGER orders_keep_quote BEFORE UPDATE OF {', '.join(names)} ON orders FOR EACH ROW"
            f' WHEN ({changed}) EXECUTE FUNCTION refuse_quote_change()'
        )


def upgrade() -> None:
    op.add_column('orders', sa.Column('list_minor', sa.BigInteger(), nullable=True))
    op.add_column('orders', sa.Column('carrier_code', sa.String(length=80), nullable=True))
    guard((*FROZEN_BEFORE, *FROZEN_NOW))


def downgrade() -> None:
    guard(FROZEN_BEFORE)
    op.drop_column('orders', 'carrier_code')
    op.drop_column('orders', 'list_minor')
