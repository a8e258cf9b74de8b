"""the model that searches use

Revision ID: 1795278774
Revises: 1795278230
Create Date: 2026-11-21 16:32:54.000000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '1795278774'
down_revision: Union[str, Sequence[str], None] = '1795278230'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column('index_counter', sa.Column('model', sa.String(length=200), nullable=True))
    # What was published so far is searched with the model of its rows.
    counter = sa.table('index_counter', sa.column('model'))
    passages = sa.table('search_passages', sa.column('id'), sa.column('model'))
    newest = sa.select(passages.c.model).order_by(passages.c.id.desc()).limit(1)
    op.execute(sa.update(counter).values(model=newest.scalar_subquery()))


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table('index_counter') as counter:
        counter.drop_column('model')
