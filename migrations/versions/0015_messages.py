"""messages: what owners want to hear, by which way, and what came back."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

OWNERS = (
    ('email_verified_at', sa.DateTime(timezone=True)),
    ('email_refused_at', sa.DateTime(timezone=True)),
    ('phone_refused_at', sa.DateTime(timezone=True)),
    ('quiet_from', sa.BigInteger()),
    ('quiet_until', sa.BigInteger()),
)
MESSAGES = (
    ('ref', sa.String(length=32)),
    ('delivered_at', sa.DateTime(timezone=True)),
    ('bounced_at', sa.DateTime(timezone=True)),
    ('bounce', sa.String(length=120)),
    ('segments', sa.BigInteger()),
    ('cost_e4', sa.BigInteger()),
)


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'


def add_owner() -> None:
    """Add the column that says whom a message is for. SQLite takes it only in one statement."""
    if is_sqlite():
        op.execute('ALTER TABLE messages ADD COLUMN owner_id INTEGER REFERENCES owners (id)')
    else:
        op.execute(
            'ALTER TABLE messages ADD COLUMN owner_id BIGINT'
            ' CONSTRAINT fk_messages_owner_id_owners REFERENCES owners (id)'
        )


def big() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    for name, kind in OWNERS:
        op.add_column('owners', sa.Column(name, kind, nullable=True))
    for name, kind in MESSAGES:
        op.add_column('messages', sa.Column(name, kind, nullable=True))
    add_owner()
    op.create_index('ix_messages_owner_id', 'messages', ['owner_id'])
    op.create_index('ix_messages_vendor_ref', 'messages', ['vendor_ref'])
    op.create_index('ix_messages_ref', 'messages', ['ref'], unique=True)
    op.create_table(
        'preferences',
        sa.Column('owner_id', big(), nullable=False),
        sa.Column('topic', sa.String(length=40), nullable=False),
        sa.Column('channel', sa.String(length=10), nullable=False),
        sa.Column('is_wanted', sa.Boolean(), nullable=False),
        sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['owner_id'], ['owners.id'], name=op.f('fk_preferences_owner_id_owners')),
        sa.PrimaryKeyConstraint('owner_id', 'topic', 'channel', name=op.f('pk_preferences')),
    )


def downgrade() -> None:
    op.drop_table('preferences')
    op.drop_index('ix_messages_ref', 'messages')
    op.drop_index('ix_messages_vendor_ref', 'messages')
    op.drop_index('ix_messages_owner_id', 'messages')
    op.drop_column('messages', 'owner_id')
    for name, _kind in MESSAGES:
        op.drop_column('messages', name)
    for name, _kind in OWNERS:
        op.drop_column('owners', name)
