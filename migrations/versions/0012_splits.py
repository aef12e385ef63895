"""splits: one price between several payers."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

#: What a quote freezes from now on: which share of a price it is.
FROZEN_NOW = ('split_id', 'share_number')
FROZEN_BEFORE = ('card_id', 'plan_id', 'currency', 'amount_minor', 'data_bytes', 'before_bytes', 'before_ends_at',
                 'after_bytes', 'after_ends_at', 'after_days', 'stacking', 'period_unit', 'period_count', 'counting',
                 'period_zone', 'terms_version', 'deliver_within_seconds', 'lost_bytes', 'lost_seconds', 'anchor_day',
                 'starts', 'after_buckets', 'link_id')


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


def add_key(name: str, target: str) -> None:
    """Add a column that points at another table. SQLite takes it only in one statement."""
    if is_sqlite():
        op.execute(f'ALTER TABLE orders ADD COLUMN {name} INTEGER REFERENCES {target} (id)')
    else:
        op.execute(
            f'ALTER TABLE orders ADD COLUMN {name} BIGINT CONSTRAINT fk_orders_{name}_{target} REFERENCES {target} (id)'
        )


def big() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'splits',
        sa.Column('id', big(), nullable=False),
        sa.Column('ref', sa.String(length=32), nullable=False),
        sa.Column('link_id', big(), nullable=False),
        sa.Column('card_id', big(), nullable=False),
        sa.Column('plan_id', big(), nullable=False),
        sa.Column('shares', sa.BigInteger(), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('amount_minor', sa.BigInteger(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('outcome', sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(['card_id'], ['cards.id'], name=op.f('fk_splits_card_id_cards')),
        sa.ForeignKeyConstraint(['link_id'], ['links.id'], name=op.f('fk_splits_link_id_links')),
        sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_splits_plan_id_plans')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_splits')),
        sa.UniqueConstraint('link_id', name=op.f('uq_splits_link_id')),
        sa.UniqueConstraint('ref', name=op.f('uq_splits_ref')),
    )
    op.create_index(op.f('ix_splits_card_id'), 'splits', ['card_id'])
    add_key('split_id', 'splits')
    op.add_column('orders', sa.Column('share_number', sa.BigInteger(), nullable=True))
    op.create_index('ix_orders_split_id', 'orders', ['split_id'])
    guard((*FROZEN_BEFORE, *FROZEN_NOW))


def downgrade() -> None:
    guard(FROZEN_BEFORE)
    op.drop_index('ix_orders_split_id', 'orders')
    op.drop_column('orders', 'share_number')
    op.drop_column('orders', 'split_id')
    op.drop_table('splits')
