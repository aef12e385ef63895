"""plans as data."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

#: What every plan before this was.
COLUMNS = [
    ('base_code', sa.String(length=80), None),
    ('starts', sa.String(length=20), 'first_attach'),
    ('allowance', sa.String(length=10), 'period'),
    ('throttle_kbps', sa.BigInteger(), None),
    ('gate_bytes', sa.BigInteger(), None),
    ('buyers', sa.String(length=20), 'everyone'),
    ('for_plans', sa.JSON(), None),
    ('countries', sa.JSON(), None),
]


def upgrade() -> None:
    for name, kind, default in COLUMNS:
        op.add_column('plans', sa.Column(name, kind, nullable=default is None, server_default=default))
    op.create_table(
        'coverage',
        sa.Column('carrier', sa.String(length=40), nullable=False),
        sa.Column('carrier_code', sa.String(length=80), nullable=False),
        sa.Column('country', sa.String(length=2), nullable=False),
        sa.Column('networks', sa.JSON(), nullable=False),
        sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('carrier', 'carrier_code', 'country', name=op.f('pk_coverage')),
    )


def downgrade() -> None:
    op.drop_table('coverage')
    for name, _kind, _default in reversed(COLUMNS):
        op.drop_column('plans', name)
