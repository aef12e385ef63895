"""refunds and disputes."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

#: What was taken before this was kept: the journal knows better only where it was not what had been asked for.
TAKEN = """
    UPDATE payments SET captured_minor = amount_minor, captured_currency = currency,
    captured_at = coalesce(capture_sent_at, created_at) WHERE status IN ('captured', 'refunding', 'refunded')
"""
FROM_ITS_PAYMENT = """
    UPDATE refunds SET capture_id = coalesce((SELECT capture_id FROM payments WHERE payments.id = refunds.payment_id), ''),
    next_at = CASE WHEN status = 'refunding' THEN created_at END
"""
REFUNDS_DRIVE_THEMSELVES = "UPDATE payments SET next_at = NULL, lease_until = NULL WHERE status = 'refunding'"


def upgrade() -> None:
    with op.batch_alter_table('payments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('captured_minor', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('captured_currency', sa.String(length=3), nullable=True))
        batch_op.add_column(sa.Column('captured_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('alerted_for', sa.String(length=255), nullable=True))
        batch_op.create_index('ix_payments_status_failure', ['status', 'failure'], unique=False)
    op.execute(TAKEN)
    op.execute(REFUNDS_DRIVE_THEMSELVES)
    with op.batch_alter_table('refunds', schema=None) as batch_op:
        batch_op.add_column(sa.Column('capture_id', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('origin', sa.String(length=40), nullable=False, server_default='ours'))
        batch_op.add_column(sa.Column('note', sa.String(length=500), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('key', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('failure', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('next_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('tries', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('fence', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('alerted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('alerted_for', sa.String(length=255), nullable=True))
    op.execute(FROM_ITS_PAYMENT)
    with op.batch_alter_table('refunds', schema=None) as batch_op:
        for name in ('capture_id', 'origin', 'note', 'tries', 'fence'):
            batch_op.alter_column(name, server_default=None)
        batch_op.alter_column('request_id', existing_type=sa.String(length=108), nullable=True)
        batch_op.alter_column('invoice_id', existing_type=sa.String(length=64), nullable=True)
        batch_op.create_index(batch_op.f('ix_refunds_capture_id'), ['capture_id'], unique=False)
        batch_op.create_index('ix_refunds_next_at', ['next_at'], unique=False)
        batch_op.create_index('ix_refunds_status_origin', ['status', 'origin'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_refunds_key'), ['key'])

    op.create_table('disputes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=32), nullable=False),
    sa.Column('dispute_id', sa.String(length=64), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('stage', sa.String(length=255), nullable=False),
    sa.Column('reason', sa.String(length=255), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.Column('amount_minor', sa.BigInteger(), nullable=True),
    sa.Column('outcome', sa.String(length=40), nullable=True),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(length=80), nullable=True),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.BigInteger(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fence', sa.BigInteger(), nullable=False),
    sa.Column('alerted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('alerted_for', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_disputes_payment_id_payments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disputes')),
    sa.UniqueConstraint('dispute_id', name=op.f('uq_disputes_dispute_id')),
    sa.UniqueConstraint('ref', name=op.f('uq_disputes_ref'))
    )
    with op.batch_alter_table('disputes', schema=None) as batch_op:
        batch_op.create_index('ix_disputes_next_at', ['next_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_disputes_payment_id'), ['payment_id'], unique=False)
        batch_op.create_index('ix_disputes_status', ['status'], unique=False)


def downgrade() -> None:
    """Refunds that somebody else made cannot be told from ours any more; they are left out."""
    op.drop_table('disputes')
    op.execute("DELETE FROM refunds WHERE request_id IS NULL")
    with op.batch_alter_table('refunds', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_refunds_key'), type_='unique')
        batch_op.drop_index('ix_refunds_status_origin')
        batch_op.drop_index('ix_refunds_next_at')
        batch_op.drop_index(batch_op.f('ix_refunds_capture_id'))
        batch_op.alter_column('request_id', existing_type=sa.String(length=108), nullable=False)
        batch_op.alter_column('invoice_id', existing_type=sa.String(length=64), nullable=False)
        for name in ('capture_id', 'origin', 'note', 'key', 'failure', 'next_at', 'tries', 'lease_until', 'fence'):
            batch_op.drop_column(name)
        batch_op.drop_column('alerted_at')
        batch_op.drop_column('alerted_for')
    with op.batch_alter_table('payments', schema=None) as batch_op:
        batch_op.drop_index('ix_payments_status_failure')
        for name in ('captured_minor', 'captured_currency', 'captured_at', 'alerted_for'):
            batch_op.drop_column(name)
