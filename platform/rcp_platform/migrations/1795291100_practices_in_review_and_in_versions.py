"""practices in review and in versions

Revision ID: 1795291100
Revises: 1795279100
Create Date: 2026-11-21 20:00:00

"""
from typing import Any, Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '1795291100'
down_revision: Union[str, Sequence[str], None] = '1795279100'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

STATES = (
    'draft', 'submitted', 'in_review', 'changes_requested', 'resubmitted', 'cleared', 'published',
    'update_due', 'archived', 'superseded', 'withdrawn', 'declined', 'duplicate',
)
AUDIENCES = ('public', 'network', 'observers', 'members', 'named')
ATTRIBUTIONS = ('named', 'state', 'rcp', 'anonymous')
WAS_PUBLISHED = "'archived', 'published', 'superseded', 'update_due', 'withdrawn'"

TEXTS = (
    'summary', 'description', 'challenge', 'objectives', 'approach', 'impact', 'lessons', 'enablers',
    'barriers', 'replication', 'legal_basis', 'costs',
)
LISTS = ('countries', 'themes', 'gcm_objectives', 'sdg_targets', 'keywords')
CONTENT = (
    'title', 'language', *TEXTS, *LISTS, 'scope', 'corridor', 'practice_type', 'status', 'year_from',
    'year_to', 'beneficiaries', 'lead_organisation', 'partners', 'references', 'source', 'audience',
)


def _practices() -> sa.Table:
    """The table without its checks: SQLite builds it anew with those given below."""
    return sa.Table(
        'practices',
        sa.MetaData(),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('external_id', sa.String(length=200), nullable=False),
        sa.Column('rcp_slug', sa.String(length=60), nullable=False),
        sa.Column('state', sa.String(length=17), nullable=False),
        sa.Column('title', sa.String(length=500), nullable=False),
        sa.Column('summary', sa.Text(), nullable=False),
        sa.Column('language', sa.String(length=2), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS[1:]),
        sa.Column('countries', sa.JSON(), nullable=False),
        sa.Column('scope', sa.String(length=20), nullable=False),
        sa.Column('corridor', sa.String(length=200), nullable=False),
        sa.Column('practice_type', sa.String(length=20), nullable=False),
        sa.Column('status', sa.String(length=20), nullable=False),
        sa.Column('year_from', sa.Integer(), nullable=True),
        sa.Column('year_to', sa.Integer(), nullable=True),
        sa.Column('themes', sa.JSON(), nullable=False),
        sa.Column('gcm_objectives', sa.JSON(), nullable=False),
        sa.Column('sdg_targets', sa.JSON(), nullable=False),
        sa.Column('keywords', sa.JSON(), nullable=False),
        sa.Column('beneficiaries', sa.String(length=500), nullable=False),
        sa.Column('lead_organisation', sa.String(length=300), nullable=False),
        sa.Column('partners', sa.String(length=500), nullable=False),
        sa.Column('references', sa.Text(), nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('audience', sa.String(length=9), nullable=False),
        sa.Column('is_sample', sa.Boolean(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('updated_at', sa.DateTime(), nullable=False),
        sa.Column('submitted_at', sa.DateTime(), nullable=True),
        sa.Column('published_at', sa.DateTime(), nullable=True),
        sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
        sa.Column('withdrawn_reason', sa.String(length=500), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        *_new_columns(),
        sa.ForeignKeyConstraint(['rcp_slug'], ['rcps.slug'], name='fk_practices_rcp_slug_rcps'),
        sa.PrimaryKeyConstraint('id', name='pk_practices'),
        sa.UniqueConstraint('external_id', name='uq_practices_external_id'),
        sa.Index('ix_practices_rcp_slug', 'rcp_slug'),
        sa.Index('ix_practices_state', 'state'),
    )


def _new_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column('body_audience', sa.String(length=9), nullable=True),
        sa.Column('embargo_until', sa.Date(), nullable=True),
        sa.Column('attribution', sa.String(length=9), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in POINTERS),
        sa.Column('state_since', sa.DateTime(), nullable=False),
        sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    ]


def _listed(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


#: The checks of the table, by name, and the names of those that it had.
CHECKS = {
    'practicestate': _listed('state', STATES),
    'published_when_published': f'(state IN ({WAS_PUBLISHED})) = (published_at IS NOT NULL)',
    'audience': _listed('audience', AUDIENCES),
    'withdrawn_when_withdrawn': "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)",
    'years_in_order': 'year_from IS NULL OR year_to IS NULL OR year_to >= year_from',
    'version_is_not_published': f'revises_id IS NULL OR state NOT IN ({WAS_PUBLISHED})',
    'duplicate_of_something': "(state = 'duplicate') = (duplicate_of_id IS NOT NULL)",
    'superseded_by_something': "(state = 'superseded') = (superseded_by_id IS NOT NULL)",
    'body_audience': _listed('body_audience', AUDIENCES),
    'attribution': _listed('attribution', ATTRIBUTIONS),
}
FORMER_CHECKS = (
    'practicestate', 'published_when_published', 'audience', 'withdrawn_when_withdrawn', 'years_in_order',
)
POINTERS = {
    'revises_id': 'practices', 'duplicate_of_id': 'practices', 'superseded_by_id': 'practices',
    'reviewer_id': 'users',
}


def _name(check: str) -> str:
    return op.f(f'ck_practices_{check}')


def upgrade() -> None:
    """Upgrade schema."""
    for column in _new_columns():
        # Empty at first: what is there already gets its values below.
        op.add_column('practices', sa.Column(column.name, column.type, nullable=True))
    op.execute(
        "UPDATE practices SET attribution = 'named', confirmed_at = published_at, state_since = "
        'coalesce(withdrawn_at, published_at, submitted_at, created_at)'
    )
    with op.batch_alter_table('practices', copy_from=_practices(), recreate='auto') as table:
        if op.get_context().dialect.name != 'sqlite':
            for check in FORMER_CHECKS:
                table.drop_constraint(_name(check), type_='check')
            table.alter_column('state', type_=sa.String(length=17))
            table.alter_column('attribution', nullable=False)
            table.alter_column('state_since', nullable=False)
        table.create_unique_constraint(op.f('uq_practices_revises_id'), ['revises_id'])
        for column, other in POINTERS.items():
            name = op.f(f'fk_practices_{column}_{other}')
            table.create_foreign_key(name, other, [column], ['id'])
        for check, rule in CHECKS.items():
            table.create_check_constraint(_name(check), sa.text(rule))
    op.create_table('practice_quotations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('attribution', sa.Enum(*ATTRIBUTIONS, name='attribution', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('speaker', sa.String(length=200), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('approved_by', sa.String(length=200), nullable=False),
    sa.Column('approved_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("attribution != 'named' OR (approved_at IS NOT NULL AND approved_by != '')", name=op.f('ck_practice_quotations_named_when_approved')),
    sa.CheckConstraint("attribution = 'named' OR speaker = ''", name=op.f('ck_practice_quotations_name_only_when_named')),
    sa.ForeignKeyConstraint(['practice_id'], ['practices.id'], name=op.f('fk_practice_quotations_practice_id_practices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_quotations'))
    )
    op.create_index(op.f('ix_practice_quotations_practice_id'), 'practice_quotations', ['practice_id'], unique=False)
    op.create_table('practice_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practices.id'], name=op.f('fk_practice_versions_practice_id_practices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_versions')),
    sa.UniqueConstraint('practice_id', 'number', name=op.f('uq_practice_versions_practice_id'))
    )
    _keep_first_versions()
    # Derived, and without the new facet: “rcp-exchange init” fills it again.
    if op.get_context().dialect.name == 'postgresql':
        op.execute('DROP TABLE IF EXISTS search_vectors')


def _keep_first_versions() -> None:
    """What is published now becomes the first version of each practice."""
    connection = op.get_bind()
    practices = sa.table(
        'practices', sa.column('id'), sa.column('published_at', sa.DateTime()),
        *(sa.column(name, sa.JSON()) if name in LISTS else sa.column(name) for name in CONTENT),
    )
    readers = sa.table('practice_readers', sa.column('practice_id'), sa.column('rcp_slug'))
    versions = sa.table(
        'practice_versions', sa.column('practice_id'), sa.column('number'),
        sa.column('published_at', sa.DateTime()), sa.column('note'),
        sa.column('content', sa.JSON()),
    )
    named: dict[int, list[str]] = {}
    for practice_id, slug in connection.execute(sa.select(readers).order_by(readers.c.rcp_slug)):
        named.setdefault(practice_id, []).append(slug)
    published = sa.select(practices).where(practices.c.published_at.is_not(None))
    for row in connection.execute(published).mappings().all():
        content: dict[str, Any] = {name: row[name] for name in CONTENT}
        content |= {'body_audience': None, 'embargo_until': None, 'attribution': 'named'}
        content |= {'readers': named.get(row['id'], []), 'quotations': []}
        connection.execute(
            sa.insert(versions).values(
                practice_id=row['id'], number=1, published_at=row['published_at'], note='',
                content=content,
            )
        )


def downgrade() -> None:
    """Downgrade schema."""
    raise NotImplementedError(
        'What is in review, or confirmed, has no place in the former table: put a backup back.'
    )
