"""promotions: what is taken off a price, for whom, how often and for how much in all."""

from hashlib import sha256

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


def big() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


#: What a quote had of a promotion stays as it was shown; only `released_at` is written later.
USE_FROZEN = ('order_id', 'promotion_id', 'number', 'kind', 'name_en', 'name_zh', 'code', 'currency', 'off_minor',
              'extra_bytes', 'sku', 'owner_id', 'card_id', 'reward_id')


def guard_uses() -> None:
    if is_sqlite():
        changed = ' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in USE_FROZEN)
        op.execute(
            f"CREATE TRIGGER promotion_uses_keep_quote BEFORE UPDATE ON promotion_uses WHEN {changed}"
            " BEGIN SELECT RAISE(ABORT, 'a quote is frozen'); END"
        )
    else:
        changed = ' OR '.join(f'NEW.{name} IS DISTINCT FROM OLD.{name}' for name in USE_FROZEN)
        op.execute(
            'CREATE TRIGGER promotion_uses_keep_quote BEFORE UPDATE ON promotion_uses FOR EACH ROW'
            f' WHEN ({changed}) EXECUTE FUNCTION refuse_quote_change()'
        )


def create_promotions() -> None:
    op.create_table(
        'promotions',
        sa.Column('id', big(), nullable=False),
        sa.Column('ref', sa.String(length=32), nullable=False),
        sa.Column('key', sa.String(length=40), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('name_en', sa.String(length=255), nullable=False),
        sa.Column('name_zh', sa.String(length=255), nullable=False),
        sa.Column('effect', sa.JSON(), nullable=False),
        sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('zone', sa.String(length=40), nullable=False),
        sa.Column('skus', sa.JSON(), nullable=True),
        sa.Column('per_owner', sa.BigInteger(), nullable=True),
        sa.Column('per_code', sa.BigInteger(), nullable=True),
        sa.Column('in_total', sa.BigInteger(), nullable=True),
        sa.Column('per_plan', sa.BigInteger(), nullable=True),
        sa.Column('budget', sa.JSON(), nullable=False),
        sa.Column('floor', sa.JSON(), nullable=False),
        sa.Column('stacking_group', sa.String(length=40), nullable=False),
        sa.Column('stacks_with', sa.JSON(), nullable=False),
        sa.Column('code', sa.String(length=40), nullable=True),
        sa.Column('code_key', sa.String(length=40), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_promotions')),
        sa.UniqueConstraint('ref', name=op.f('uq_promotions_ref')),
        sa.UniqueConstraint('key', name=op.f('uq_promotions_key')),
        sa.UniqueConstraint('code_key', name=op.f('uq_promotions_code_key')),
    )
    op.create_table(
        'plan_floors',
        sa.Column('sku', sa.String(length=40), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('amount_minor', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('sku', 'currency', name=op.f('pk_plan_floors')),
    )


def create_referrals() -> None:
    op.create_table(
        'referral_codes',
        sa.Column('owner_id', big(), nullable=False),
        sa.Column('code', sa.String(length=40), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['owner_id'], ['owners.id'], name=op.f('fk_referral_codes_owner_id_owners')),
        sa.PrimaryKeyConstraint('owner_id', name=op.f('pk_referral_codes')),
        sa.UniqueConstraint('code', name=op.f('uq_referral_codes_code')),
    )
    op.create_table(
        'rewards',
        sa.Column('id', big(), nullable=False),
        sa.Column('owner_id', big(), nullable=False),
        sa.Column('order_id', big(), nullable=False),
        sa.Column('promotion_id', big(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['owner_id'], ['owners.id'], name=op.f('fk_rewards_owner_id_owners')),
        sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_rewards_order_id_orders')),
        sa.ForeignKeyConstraint(['promotion_id'], ['promotions.id'], name=op.f('fk_rewards_promotion_id_promotions')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_rewards')),
        sa.UniqueConstraint('order_id', name=op.f('uq_rewards_order_id')),
    )
    op.create_index(op.f('ix_rewards_owner_id'), 'rewards', ['owner_id'])


def create_uses() -> None:
    op.create_table(
        'promotion_uses',
        sa.Column('id', big(), nullable=False),
        sa.Column('order_id', big(), nullable=False),
        sa.Column('promotion_id', big(), nullable=False),
        sa.Column('number', sa.BigInteger(), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('name_en', sa.String(length=255), nullable=False),
        sa.Column('name_zh', sa.String(length=255), nullable=False),
        sa.Column('code', sa.String(length=40), nullable=True),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('off_minor', sa.BigInteger(), nullable=False),
        sa.Column('extra_bytes', sa.BigInteger(), nullable=False),
        sa.Column('sku', sa.String(length=40), nullable=False),
        sa.Column('owner_id', big(), nullable=True),
        sa.Column('card_id', big(), nullable=False),
        sa.Column('reward_id', big(), nullable=True),
        sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([f'{name}_id'], [f'{name}s.id'], name=op.f(f'fk_promotion_uses_{name}_id_{name}s'))
            for name in ('order', 'promotion', 'owner', 'card', 'reward')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_promotion_uses')),
        sa.UniqueConstraint('order_id', 'promotion_id', name=op.f('uq_promotion_uses_order_id_promotion_id')),
    )
    for name in ('promotion_id', 'owner_id', 'card_id', 'reward_id'):
        op.create_index(f'ix_promotion_uses_{name}', 'promotion_uses', [name])
    guard_uses()


def create_marks() -> None:
    """Whose address each receipt went to, also of what was renewed before there were promotions."""
    op.create_table(
        'payer_marks',
        sa.Column('order_id', big(), nullable=False),
        sa.Column('mark', sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_payer_marks_order_id_orders')),
        sa.PrimaryKeyConstraint('order_id', name=op.f('pk_payer_marks')),
    )
    op.create_index(op.f('ix_payer_marks_mark'), 'payer_marks', ['mark'])
    bind = op.get_bind()
    insert = sa.text('INSERT INTO payer_marks (order_id, mark) VALUES (:order_id, :mark)')
    found = bind.execute(sa.text('SELECT id, receipt_email FROM orders WHERE receipt_email IS NOT NULL')).all()
    rows = [{'order_id': order_id, 'mark': mark(address)} for order_id, address in found if address]
    for begin in range(0, len(rows), 1000):
        bind.execute(insert, rows[begin : begin + 1000])


def mark(address: str) -> str:
    """As `domain.promotions.addresses.mark` was when this was written."""
    name, at, host = address.strip().lower().rpartition('@')
    normal = f"{name.partition('+')[0] or name}{at}{host}"
    return sha256(f'tmcard.payer|{normal}'.encode()).hexdigest()


def upgrade() -> None:
    op.add_column('orders', sa.Column('list_minor', sa.BigInteger(), nullable=True))
    op.add_column('orders', sa.Column('carrier_code', sa.String(length=80), nullable=True))
    guard((*FROZEN_BEFORE, *FROZEN_NOW))
    create_promotions()
    create_referrals()
    create_uses()
    create_marks()


def downgrade() -> None:
    for name in ('payer_marks', 'promotion_uses', 'rewards', 'referral_codes', 'plan_floors', 'promotions'):
        op.drop_table(name)
    guard(FROZEN_BEFORE)
    op.drop_column('orders', 'carrier_code')
    op.drop_column('orders', 'list_minor')
