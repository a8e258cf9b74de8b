"""terms in six languages

Revision ID: 1795279100
Revises: 1795278774
Create Date: 2026-11-21 16:38:20.000000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '1795279100'
down_revision: Union[str, Sequence[str], None] = '1795278774'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    slug = sa.String(length=60).with_variant(sa.String(length=60, collation='C'), 'postgresql')
    op.create_table('term_counter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_term_counter'))
    )
    counter = sa.table('term_counter', sa.column('id'), sa.column('number'))
    op.execute(sa.insert(counter).values(id=1, number=0))
    op.create_table('terms',
    sa.Column('slug', slug, nullable=False),
    sa.Column('state', sa.Enum('current', 'retired', name='termstate', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_terms'))
    )
    op.create_index(op.f('ix_terms_state'), 'terms', ['state'], unique=False)
    op.create_table('term_labels',
    sa.Column('term_slug', slug, nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.Enum('preferred', 'alternative', 'hidden', name='labelkind', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.CheckConstraint("(kind = 'preferred') = (position = 0)", name=op.f('ck_term_labels_preferred_is_first')),
    sa.CheckConstraint("language IN ('en', 'fr', 'es', 'ar', 'pt', 'ru')", name=op.f('ck_term_labels_language_is_known')),
    sa.CheckConstraint("text <> ''", name=op.f('ck_term_labels_text_is_not_empty')),
    sa.CheckConstraint('position >= 0', name=op.f('ck_term_labels_position_counts_from_zero')),
    sa.ForeignKeyConstraint(['term_slug'], ['terms.slug'], name=op.f('fk_term_labels_term_slug_terms')),
    sa.PrimaryKeyConstraint('term_slug', 'language', 'position', name=op.f('pk_term_labels')),
    sa.UniqueConstraint('term_slug', 'language', 'text', name=op.f('uq_term_labels_term_slug'))
    )
    op.create_table('term_links',
    sa.Column('source', slug, nullable=False),
    sa.Column('target', slug, nullable=False),
    sa.Column('kind', sa.Enum('broader', 'related', name='linkkind', native_enum=False, create_constraint=True), nullable=False),
    sa.CheckConstraint("kind <> 'related' OR source < target", name=op.f('ck_term_links_related_stored_once')),
    sa.CheckConstraint('source <> target', name=op.f('ck_term_links_between_two_terms')),
    sa.ForeignKeyConstraint(['source'], ['terms.slug'], name=op.f('fk_term_links_source_terms')),
    sa.ForeignKeyConstraint(['target'], ['terms.slug'], name=op.f('fk_term_links_target_terms')),
    sa.PrimaryKeyConstraint('source', 'target', name=op.f('pk_term_links'))
    )
    op.create_index(op.f('ix_term_links_target'), 'term_links', ['target'], unique=False)


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index(op.f('ix_term_links_target'), table_name='term_links')
    op.drop_table('term_links')
    op.drop_table('term_labels')
    op.drop_index(op.f('ix_terms_state'), table_name='terms')
    op.drop_table('terms')
    op.drop_table('term_counter')
