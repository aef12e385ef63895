"""reminders: which card is to be looked at when, and what its owner was told."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def instant() -> sa.types.TypeEngine[object]:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'card_alerts',
        sa.Column('card_id', big(), autoincrement=False, nullable=False),
        sa.Column('due_at', instant(), nullable=True),
        sa.Column('forecast_at', instant(), nullable=True),
        sa.Column('seen_at', instant(), nullable=True),
        sa.Column('total_bytes', sa.BigInteger(), nullable=False),
        sa.Column('ends_at', instant(), nullable=True),
        sa.Column('data_percent', sa.BigInteger(), nullable=False),
        sa.Column('hours_left', sa.BigInteger(), nullable=True),
        sa.Column('has_forecast', sa.Boolean(), nullable=False),
        sa.Column('told_at', instant(), nullable=True),
        sa.Column('epoch', sa.BigInteger(), nullable=False),
        sa.Column('is_muted', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(['card_id'], ['cards.id'], name=op.f('fk_card_alerts_card_id_cards')),
        sa.PrimaryKeyConstraint('card_id', name=op.f('pk_card_alerts')),
    )
    op.create_index('ix_card_alerts_due_at', 'card_alerts', ['due_at'])
    # Cards that have owners by now are seen for the first time in the next round, and nothing of it is news.
    op.execute(
        'INSERT INTO card_alerts (card_id, due_at, total_bytes, ends_at, data_percent, has_forecast, epoch)'
        ' SELECT id, claimed_at, total_bytes, ends_at, 0, false, 0 FROM cards'
        ' WHERE owner_id IS NOT NULL AND NOT is_gone'
    )


def downgrade() -> None:
    op.drop_index('ix_card_alerts_due_at', 'card_alerts')
    op.drop_table('card_alerts')
