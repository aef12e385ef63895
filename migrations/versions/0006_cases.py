"""what people should look at is asked for every second: let no question read a whole table."""

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_orders_status_paid_at', 'orders', ['status', 'paid_at'])
    op.create_index('ix_refunds_created_at', 'refunds', ['created_at'])


def downgrade() -> None:
    op.drop_index('ix_refunds_created_at', 'refunds')
    op.drop_index('ix_orders_status_paid_at', 'orders')
