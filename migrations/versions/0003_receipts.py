"""receipts."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


SQLITE_FROZEN = [
    f"""
    CREATE TRIGGER receipts_no_{verb} BEFORE {verb.upper()} ON receipts
    BEGIN SELECT RAISE(ABORT, 'a receipt is never changed'); END
    """
    for verb in ("update", "delete")
]
POSTGRES_FROZEN = [
    """
    CREATE FUNCTION refuse_receipt_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'a receipt is never changed'; END $$
    """,
    """
    CREATE TRIGGER receipts_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON receipts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_receipt_change()
    """,
]


def upgrade() -> None:
    op.create_table('receipt_series',
    sa.Column('series', sa.String(length=40), nullable=False),
    sa.Column('year', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('series', 'year', name=op.f('pk_receipt_series'))
    )
    op.create_table('receipts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=32), nullable=False),
    sa.Column('series', sa.String(length=40), nullable=False),
    sa.Column('year', sa.BigInteger(), nullable=False),
    sa.Column('serial', sa.BigInteger(), nullable=False),
    sa.Column('about', sa.String(length=120), nullable=False),
    sa.Column('refers_to', sa.String(length=32), nullable=True),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('locale', sa.String(length=10), nullable=False),
    sa.Column('zone', sa.String(length=40), nullable=False),
    sa.Column('seller_name', sa.String(length=255), nullable=False),
    sa.Column('seller_address', sa.String(length=255), nullable=False),
    sa.Column('seller_tax_id', sa.String(length=255), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('method', sa.String(length=40), nullable=False),
    sa.Column('card_label', sa.String(length=255), nullable=False),
    sa.Column('card_tail', sa.String(length=40), nullable=False),
    sa.Column('order_ref', sa.String(length=32), nullable=False),
    sa.Column('payment_ref', sa.String(length=32), nullable=False),
    sa.Column('capture_id', sa.String(length=64), nullable=True),
    sa.Column('refund_ref', sa.String(length=64), nullable=True),
    sa.Column('reason', sa.String(length=80), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_receipts_order_id_orders')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_receipts_payment_id_payments')),
    sa.ForeignKeyConstraint(['refers_to'], ['receipts.number'], name=op.f('fk_receipts_refers_to_receipts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipts')),
    sa.UniqueConstraint('about', name=op.f('uq_receipts_about')),
    sa.UniqueConstraint('number', name=op.f('uq_receipts_number')),
    sa.UniqueConstraint('series', 'year', 'serial', name=op.f('uq_receipts_series_year_serial'))
    )
    with op.batch_alter_table('receipts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_receipts_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_receipts_payment_id'), ['payment_id'], unique=False)

    freeze_receipts()


def freeze_receipts() -> None:
    """A receipt can be issued and never changed. Whoever rebuilds the table on SQLite has to do this again."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_FROZEN if is_sqlite else POSTGRES_FROZEN:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('receipts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_receipts_payment_id'))
        batch_op.drop_index(batch_op.f('ix_receipts_order_id'))

    op.drop_table('receipts')
    op.drop_table('receipt_series')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_receipt_change()")
