"""Who may do what with practices."""

from rcp_platform.core.access import EDITORS, Actor, Role
from rcp_platform.core.labels import (
    NETWORK,
    PUBLIC,
    drafts_of,
    labels_of,
    members_of,
    observers_of,
)
from rcp_platform.practices.models import Audience, Practice, PracticeState


def labels_on(practice: Practice) -> frozenset[str]:
    """Return the audience labels of a practice: whoever holds one of them may read it."""
    if practice.state != PracticeState.PUBLISHED:
        return frozenset({drafts_of(practice.rcp_slug)})
    own = {members_of(practice.rcp_slug)}
    match practice.audience:
        case Audience.PUBLIC:
            return frozenset(own | {PUBLIC, NETWORK})
        case Audience.NETWORK:
            return frozenset(own | {NETWORK})
        case Audience.OBSERVERS:
            return frozenset(own | {observers_of(practice.rcp_slug)})
        case Audience.NAMED:
            return frozenset(own | {members_of(rcp) for rcp in practice.audience_rcps})
        case Audience.MEMBERS:
            return frozenset(own)


def may_see(actor: Actor, practice: Practice) -> bool:
    """Whoever holds one of its labels. :func:`.queries.visible_to` says the same in SQL."""
    return actor.is_system or not labels_on(practice).isdisjoint(labels_of(actor))


def may_post(actor: Actor, rcp: str) -> bool:
    """Focal points, chairs and secretariats post for their own RCP."""
    return actor.is_system or actor.sits_in(rcp, *EDITORS)


def is_editor(actor: Actor, practice: Practice) -> bool:
    """Focal points, chairs and the secretariat of its RCP."""
    return may_post(actor, practice.rcp_slug)


def is_secretariat(actor: Actor, practice: Practice) -> bool:
    """The secretariat of its RCP."""
    return actor.is_system or actor.sits_in(practice.rcp_slug, Role.SECRETARIAT)


def may_edit(actor: Actor, practice: Practice) -> bool:
    """Editors work on drafts; what is submitted or published only the secretariat changes."""
    match practice.state:
        case PracticeState.DRAFT:
            return is_editor(actor, practice)
        case PracticeState.SUBMITTED | PracticeState.PUBLISHED:
            return is_secretariat(actor, practice)
        case PracticeState.WITHDRAWN:
            return False
