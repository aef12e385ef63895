"""links: what a link allows, and which orders were made through one."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

#: What a quote freezes from now on: through which link it was made.
FROZEN_NOW = ('link_id',)
FROZEN_BEFORE = ('card_id', 'plan_id', 'currency', 'amount_minor', 'data_bytes', 'before_bytes', 'before_ends_at',
                 'after_bytes', 'after_ends_at', 'after_days', 'stacking', 'period_unit', 'period_count', 'counting',
                 'period_zone', 'terms_version', 'deliver_within_seconds', 'lost_bytes', 'lost_seconds', 'anchor_day',
                 'starts', 'after_buckets')


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
        'links',
        sa.Column('id', big(), nullable=False),
        sa.Column('ref', sa.String(length=32), nullable=False),
        sa.Column('purpose', sa.String(length=40), nullable=False),
        sa.Column('owner_id', big(), nullable=False),
        sa.Column('card_id', big(), nullable=True),
        sa.Column('sku', sa.String(length=40), nullable=True),
        sa.Column('email', sa.String(length=254), nullable=True),
        sa.Column('locale', sa.String(length=10), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['card_id'], ['cards.id'], name=op.f('fk_links_card_id_cards')),
        sa.ForeignKeyConstraint(['owner_id'], ['owners.id'], name=op.f('fk_links_owner_id_owners')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_links')),
        sa.UniqueConstraint('ref', name=op.f('uq_links_ref')),
    )
    op.create_index('ix_links_card_id_purpose', 'links', ['card_id', 'purpose'])
    op.create_index('ix_links_owner_id_purpose', 'links', ['owner_id', 'purpose'])
    op.create_table(
        'guest_terms',
        sa.Column('link_id', big(), nullable=False),
        sa.Column('skus', sa.JSON(), nullable=True),
        sa.Column('currency', sa.String(length=3), nullable=True),
        sa.Column('amount_minor', sa.BigInteger(), nullable=True),
        sa.Column('uses', sa.BigInteger(), nullable=False),
        sa.Column('shows_rest', sa.Boolean(), nullable=False),
        sa.Column('note', sa.String(length=300), nullable=False),
        sa.Column('made_by', sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(['link_id'], ['links.id'], name=op.f('fk_guest_terms_link_id_links')),
        sa.PrimaryKeyConstraint('link_id', name=op.f('pk_guest_terms')),
    )
    add_key('link_id', 'links')
    add_key('payer_id', 'owners')
    op.add_column('orders', sa.Column('visitor_hash', sa.String(length=64), nullable=True))
    op.create_index('ix_orders_link_id', 'orders', ['link_id'])
    op.create_index('ix_orders_payer_id', 'orders', ['payer_id'])
    guard((*FROZEN_BEFORE, *FROZEN_NOW))


def downgrade() -> None:
    guard(FROZEN_BEFORE)
    op.drop_index('ix_orders_payer_id', 'orders')
    op.drop_index('ix_orders_link_id', 'orders')
    op.drop_table('guest_terms')
    op.drop_column('orders', 'visitor_hash')
    op.drop_column('orders', 'payer_id')
    op.drop_column('orders', 'link_id')
    op.drop_table('links')
