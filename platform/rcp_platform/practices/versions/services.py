"""Keep what a practice said at each publication, and bring it back."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.db import now
from rcp_platform.practices.models import CONTENT, Practice, PracticeReader
from rcp_platform.practices.quotations.models import Quotation
from rcp_platform.practices.states import Attribution, Audience, PracticeState
from rcp_platform.practices.versions.models import PracticeVersion

_QUOTATION = ("text", "language", "attribution", "speaker", "country", "approved_by", "approved_at")


def keep(session: Session, practice: Practice, note: str = "") -> PracticeVersion:
    """Write down what a practice says now as its next version."""
    newest = sa.select(sa.func.max(PracticeVersion.number)).where(
        PracticeVersion.practice_id == practice.id
    )
    version = PracticeVersion(
        practice_id=practice.id,
        number=(session.scalar(newest) or 0) + 1,
        published_at=now(),
        note=note,
        content=content_of(practice),
    )
    session.add(version)
    session.flush()
    return version


def content_of(practice: Practice) -> dict[str, Any]:
    """Return all that a version consists of, as values of JSON."""
    content = {name: _as_json(getattr(practice, name)) for name in CONTENT}
    content["readers"] = practice.audience_rcps
    content["quotations"] = [
        {name: _as_json(getattr(quotation, name)) for name in _QUOTATION}
        for quotation in practice.quotations
    ]
    return content


def copy_content(source: Practice, target: Practice) -> None:
    """Give a practice what another one says: texts, facts, audience and quotations."""
    for name in CONTENT:
        setattr(target, name, getattr(source, name))
    kept = {reader.rcp_slug: reader for reader in target.readers}
    target.readers = [
        kept.get(slug) or PracticeReader(rcp_slug=slug) for slug in source.audience_rcps
    ]
    target.quotations = [
        Quotation(position=place, **{name: getattr(quotation, name) for name in _QUOTATION})
        for place, quotation in enumerate(source.quotations)
    ]


def as_it_was(version: PracticeVersion, practice: Practice) -> Practice:
    """Return a version as a practice that is in no session, to be read like one.

    Its id, RCP and dates are those of the practice. A day until which it was kept back, and
    that has passed, is no longer said of it.
    """
    content = version.content
    values = {name: content.get(name) for name in CONTENT}
    values["audience"] = Audience(content["audience"])
    values["body_audience"] = Audience(body) if (body := content.get("body_audience")) else None
    values["attribution"] = Attribution(content["attribution"])
    embargo = content.get("embargo_until")
    until = date.fromisoformat(embargo) if embargo else None
    values["embargo_until"] = until if until and until >= now().date() else None
    was = Practice(
        id=practice.id,
        external_id=practice.external_id,
        rcp_slug=practice.rcp_slug,
        rcp=practice.rcp,
        state=PracticeState.PUBLISHED,
        is_sample=practice.is_sample,
        updated_at=version.published_at,
        published_at=version.published_at,
        withdrawn_reason="",
        **values,
    )
    was.readers = [PracticeReader(rcp_slug=slug) for slug in content["readers"]]
    was.quotations = [_quotation(quotation) for quotation in content["quotations"]]
    return was


def _quotation(content: dict[str, Any]) -> Quotation:
    approved_at = content["approved_at"]
    return Quotation(
        **content
        | {
            "attribution": Attribution(content["attribution"]),
            "approved_at": datetime.fromisoformat(approved_at) if approved_at else None,
        }
    )


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
