"""Documents without a number in their batch

Revision ID: 1795314200
Revises: 1795310973
Create Date: 2026-11-22 04:23:20

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '1795314200'
down_revision: Union[str, Sequence[str], None] = '1795310973'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table('intake_documents') as documents:
        documents.drop_column('position')


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table('intake_documents') as documents:
        documents.add_column(sa.Column('position', sa.Integer(), nullable=True))
    op.execute('UPDATE intake_documents SET position = id')
    with op.batch_alter_table('intake_documents') as documents:
        documents.alter_column('position', nullable=False)
