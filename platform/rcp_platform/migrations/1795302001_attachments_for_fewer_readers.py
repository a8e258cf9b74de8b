"""Attachments for fewer readers

Revision ID: 1795302001
Revises: 1795298273
Create Date: 2026-11-22 01:20:01

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '1795302001'
down_revision: Union[str, Sequence[str], None] = '1795298273'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table('practice_attachments') as attachments:
        attachments.add_column(sa.Column('audience', sa.String(length=9), nullable=True))
        attachments.create_check_constraint(
            op.f('ck_practice_attachments_audience'),
            "audience IN ('public', 'network', 'observers', 'members', 'named')",
        )
    with op.batch_alter_table('alerts') as alerts:
        alerts.add_column(sa.Column('attachment_id', sa.Integer(), nullable=True))
        alerts.create_foreign_key(
            op.f('fk_alerts_attachment_id_practice_attachments'),
            'practice_attachments',
            ['attachment_id'],
            ['id'],
            ondelete='CASCADE',
        )
        alerts.create_index(op.f('ix_alerts_attachment_id'), ['attachment_id'], unique=False)


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table('alerts') as alerts:
        alerts.drop_index(op.f('ix_alerts_attachment_id'))
        alerts.drop_constraint(
            op.f('fk_alerts_attachment_id_practice_attachments'), type_='foreignkey'
        )
        alerts.drop_column('attachment_id')
    with op.batch_alter_table('practice_attachments') as attachments:
        attachments.drop_constraint(op.f('ck_practice_attachments_audience'), type_='check')
        attachments.drop_column('audience')
