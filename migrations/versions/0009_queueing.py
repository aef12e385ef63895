"""queueing."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('orders', sa.Column('worked_since', sa.DateTime(timezone=True), nullable=True))
    # Until now everybody's renewal began when it was paid.
    op.execute('UPDATE orders SET worked_since = paid_at')
    op.create_index('ix_orders_status_worked_since', 'orders', ['status', 'worked_since'])
    op.drop_index('ix_orders_status_paid_at', 'orders')


def downgrade() -> None:
    op.create_index('ix_orders_status_paid_at', 'orders', ['status', 'paid_at'])
    op.drop_index('ix_orders_status_worked_since', 'orders')
    op.drop_column('orders', 'worked_since')
