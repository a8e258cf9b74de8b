"""Read how an RCP deals with observers."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from rcp_platform.core.access import Right
from rcp_platform.observers.models import ObserverRules, ObserverSettings
from rcp_platform.observers.states import ObserverKind


@dataclass(frozen=True)
class Terms:
    """On which terms an RCP takes observers."""

    #: The kinds of status it grants.
    kinds: frozenset[ObserverKind]
    #: What it looks at in each request, a sentence each.
    checklist: tuple[str, ...]
    #: Days in which its focal points may object; 0 where requests are not circulated.
    silence_days: int
    validity_months: int
    #: The rights it usually grants.
    rights: frozenset[Right]


_CHECKLIST: tuple[LazyString, ...] = (
    _("The applicant is a consultative process of States on migration."),
    _("Its purpose goes with the objectives and themes of this Process."),
    _("The request names the kind of status, the levels of meeting and the rights asked for."),
    _("The applicant has accepted the rules of engagement of this Process."),
    _("The participating States of this Process can be told what they need to know."),
)


def defaults() -> Terms:
    """Return the terms of an RCP that has set none, in the language of the reader."""
    return Terms(
        kinds=frozenset(ObserverKind),
        checklist=tuple(str(point) for point in _CHECKLIST),
        silence_days=14,
        validity_months=24,
        rights=frozenset({Right.ATTEND_TECHNICAL, Right.RECEIVE_DOCUMENTS, Right.SEE_PRACTICES}),
    )


def terms_of(settings: ObserverSettings) -> Terms:
    """Return what settings say."""
    return Terms(
        kinds=frozenset(map(ObserverKind, settings.kinds)),
        checklist=tuple(settings.checklist),
        silence_days=settings.silence_days,
        validity_months=settings.validity_months,
        rights=frozenset(map(Right, settings.rights)),
    )


def settings_of(session: Session, rcp: str) -> Terms:
    """Return the terms of an RCP: its own, or else the defaults."""
    settings = session.get(ObserverSettings, rcp)
    return terms_of(settings) if settings else defaults()


def rules_of(session: Session, rcp: str) -> Sequence[ObserverRules]:
    """Return every version of an RCP's rules of engagement, newest first."""
    statement = sa.select(ObserverRules).filter_by(rcp_slug=rcp)
    return session.scalars(statement.order_by(ObserverRules.number.desc())).all()


def current_rules(session: Session, rcp: str) -> ObserverRules | None:
    """Return the newest version of an RCP's rules of engagement; None where it has none."""
    statement = sa.select(ObserverRules).filter_by(rcp_slug=rcp)
    return session.scalar(statement.order_by(ObserverRules.number.desc()).limit(1))


def rules_numbered(session: Session, rcp: str, number: int) -> ObserverRules:
    """Return a version of an RCP's rules of engagement, or raise NoResultFound."""
    statement = sa.select(ObserverRules).filter_by(rcp_slug=rcp, number=number)
    return session.scalars(statement).one()
