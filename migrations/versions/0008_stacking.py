"""stacking."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

#: What a quote freezes besides: what would be lost, what it is counted by, when it starts, and what the card holds then.
FROZEN_NOW = ('lost_bytes', 'lost_seconds', 'anchor_day', 'starts', 'after_buckets')
FROZEN_BEFORE = ('card_id', 'plan_id', 'currency', 'amount_minor', 'data_bytes', 'before_bytes', 'before_ends_at',
                 'after_bytes', 'after_ends_at', 'after_days', 'stacking', 'period_unit', 'period_count', 'counting',
                 'period_zone', 'terms_version', 'deliver_within_seconds')


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
    op.add_column('orders', sa.Column('lost_bytes', sa.BigInteger(), nullable=False, server_default='0'))
    op.add_column('orders', sa.Column('lost_seconds', sa.BigInteger(), nullable=False, server_default='0'))
    op.add_column('orders', sa.Column('anchor_day', sa.BigInteger(), nullable=True))
    op.add_column('orders', sa.Column('starts', sa.String(length=10), nullable=False, server_default='now'))
    op.add_column('orders', sa.Column('after_buckets', sa.Text(), nullable=True))
    op.add_column('orders', sa.Column('loss_agreed_at', sa.DateTime(timezone=True), nullable=True))
    guard((*FROZEN_BEFORE, *FROZEN_NOW))


def downgrade() -> None:
    guard(FROZEN_BEFORE)
    for name in ('loss_agreed_at', *reversed(FROZEN_NOW)):
        op.drop_column('orders', name)
