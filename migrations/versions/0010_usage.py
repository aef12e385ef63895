"""usage: who looks at a card, when its carrier may have news, when a figure counts as old, and plans without a limit."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

INSTANTS = ('looked_at', 'news_at', 'stale_at')


def upgrade() -> None:
    for name in INSTANTS:
        op.add_column('cards', sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column('cards', sa.Column('attention', sa.String(length=40), nullable=False, server_default='resting'))
    op.add_column('cards', sa.Column('is_unlimited', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index('ix_cards_usage_due_at', 'cards')
    op.create_index('ix_cards_usage_queue', 'cards', ['carrier', 'attention', 'usage_due_at'])
    op.create_index('ix_cards_looked_at', 'cards', ['carrier', 'looked_at'])


def downgrade() -> None:
    op.drop_index('ix_cards_looked_at', 'cards')
    op.drop_index('ix_cards_usage_queue', 'cards')
    op.create_index('ix_cards_usage_due_at', 'cards', ['usage_due_at'])
    for name in ('is_unlimited', 'attention', *reversed(INSTANTS)):
        op.drop_column('cards', name)
