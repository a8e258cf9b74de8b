"""The page on which somebody says what the columns of a spreadsheet are."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from rcp_platform.core.queue import soon
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.extensions import db
from rcp_platform.intake import jobs, queries, services
from rcp_platform.intake.columns import services as mappings
from rcp_platform.intake.models import DraftState, IntakeDocument
from rcp_platform.intake.review.page import label_of

bp = Blueprint("intake_columns", __name__, url_prefix="/documents/<id:document_id>/columns")
#: Values shown under the header of a column.
_EXAMPLES = 3


@bp.route("/", methods=["GET", "POST"])
@signed_in
def edit(document_id: int) -> str | Response:
    """Show what each column was read as; once corrected, remember it and read the table anew."""
    # The words of six languages that come with them would make every start longer.
    from rcp_ingest.recognisers.outline.headings import PRACTICE_FIELDS
    from rcp_ingest.recognisers.table_layout import header_key

    actor = current_actor()
    document = queries.get_document(db.session, document_id, actor)
    columns = document.reading.get("columns")
    if not columns:
        raise NotFound
    headers = [header for header, _field in columns]
    if request.method == "POST" and not _has_practices(document):
        chosen = [request.form.get(f"column-{n}", "") for n in range(len(headers))]
        fields = [name if name in PRACTICE_FIELDS else "" for name in chosen]
        key = header_key(headers)
        mappings.remember(db.session, document, key, fields, actor=actor)
        services.read_again(db.session, document, actor=actor)
        db.session.commit()
        soon(jobs.READ)
        flash(
            _("The columns are remembered for your Process. The table is being read anew."),
            "success",
        )
        return redirect(url_for("intake.batch", batch_id=document.batch_id), 303)
    return render_template(
        "intake/columns.html",
        document=document,
        columns=[
            (header, field, _examples(document, n)) for n, (header, field) in enumerate(columns)
        ],
        fields=sorted(((name, label_of(name)) for name in PRACTICE_FIELDS), key=lambda f: f[1]),
        has_practices=_has_practices(document),
    )


def _has_practices(document: IntakeDocument) -> bool:
    return any(draft.state == DraftState.ACCEPTED for draft in document.drafts)


def _examples(document: IntakeDocument, column: int) -> list[str]:
    """Return the first values of a column of the document's largest table."""
    tables: list[Sequence[Sequence[Any]]] = [block.get("rows", ()) for block in document.blocks]
    rows = max(tables, key=len, default=())
    values = [str(row[column]) for row in rows[1:] if column < len(row) and row[column]]
    return values[:_EXAMPLES]
