"""one payment per share: of a split price no share is paid by two orders that go on."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

NAME = 'ix_orders_split_id_share_number'
GOES_ON = sa.text("split_id IS NOT NULL AND status IN ('queued', 'pooled', 'paid', 'crediting', 'held', 'credited')")


def upgrade() -> None:
    op.create_index(
        NAME, 'orders', ['split_id', 'share_number'], unique=True, sqlite_where=GOES_ON, postgresql_where=GOES_ON
    )


def downgrade() -> None:
    op.drop_index(NAME, 'orders')
