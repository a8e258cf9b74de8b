"""Who may do what with practices."""

from rcp_platform.core.access import EDITORS, Actor, Role
from rcp_platform.core.labels import (
    NETWORK,
    PUBLIC,
    drafts_of,
    labels_of,
    members_of,
    observers_of,
    observers_on,
)
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import (
    SEARCHABLE,
    WAS_PUBLISHED,
    WITH_AUTHORS,
    WITH_REVIEWERS,
    Audience,
    PracticeState,
)


def labels_on(practice: Practice) -> frozenset[str]:
    """Return the audience labels of title, summary and short facts.

    Whoever holds one of them may read these.
    """
    return _labels(practice, practice.audience)


def body_labels_on(practice: Practice) -> frozenset[str]:
    """Return the audience labels of everything else: sections, quotations, references.

    Never wider than those of the summary.
    """
    return _labels(practice, practice.body_audience or practice.audience) & labels_on(practice)


def attachment_labels_on(practice: Practice, audience: Audience | None) -> frozenset[str]:
    """Return the audience labels of an attachment that may have an audience of its own.

    Never wider than those of the body.
    """
    of_body = body_labels_on(practice)
    return of_body if audience is None else _labels(practice, audience) & of_body


def _labels(practice: Practice, audience: Audience) -> frozenset[str]:
    if practice.state not in WAS_PUBLISHED:
        return frozenset({drafts_of(practice.rcp_slug)})
    own = frozenset({members_of(practice.rcp_slug)})
    if practice.embargo_until is not None:
        return own
    # A wider audience carries the labels of the narrower ones, so that the labels of a part
    # that is open to fewer are always among those of the whole.
    on_themes = {observers_on(practice.rcp_slug, theme) for theme in practice.themes}
    observers = own | {observers_of(practice.rcp_slug)} | on_themes
    named = own | {members_of(rcp) for rcp in practice.audience_rcps}
    match audience:
        case Audience.PUBLIC:
            return observers | named | {PUBLIC, NETWORK}
        case Audience.NETWORK:
            return observers | named | {NETWORK}
        case Audience.OBSERVERS:
            return observers
        case Audience.NAMED:
            return named
        case Audience.MEMBERS:
            return own


def may_see(actor: Actor, practice: Practice) -> bool:
    """Whoever holds one of its labels. :func:`.queries.visible_to` says the same in SQL."""
    return actor.is_system or not labels_on(practice).isdisjoint(labels_of(actor))


def may_read_body(actor: Actor, practice: Practice) -> bool:
    """Whoever holds one of the labels of its body. Of what is withdrawn nobody does."""
    if practice.state == PracticeState.WITHDRAWN:
        return is_editor(actor, practice)
    return actor.is_system or not body_labels_on(practice).isdisjoint(labels_of(actor))


def may_open_attachment(actor: Actor, practice: Practice, audience: Audience | None) -> bool:
    """Whoever reads the body, and holds a label of the attachment where it is for fewer."""
    labels = attachment_labels_on(practice, audience)
    holds_one = actor.is_system or not labels.isdisjoint(labels_of(actor))
    return holds_one and may_read_body(actor, practice)


def knows_the_source(actor: Actor, practice: Practice) -> bool:
    """Those who sit in its RCP, whatever others are told."""
    return actor.is_system or actor.sits_in(practice.rcp_slug)


def may_post(actor: Actor, rcp: str) -> bool:
    """Focal points, chairs and secretariats post for their own RCP."""
    return actor.is_system or actor.sits_in(rcp, *EDITORS)


def is_editor(actor: Actor, practice: Practice) -> bool:
    """Focal points, chairs and the secretariat of its RCP."""
    return may_post(actor, practice.rcp_slug)


def is_secretariat(actor: Actor, practice: Practice) -> bool:
    """The secretariat of its RCP."""
    return actor.is_system or actor.sits_in(practice.rcp_slug, Role.SECRETARIAT)


def is_reviewer(actor: Actor, practice: Practice) -> bool:
    """The secretariat of its RCP, and the reviewer it named while that person has a seat there."""
    return is_secretariat(actor, practice) or (
        actor.is_user(practice.reviewer_id) and may_post(actor, practice.rcp_slug)
    )


def may_edit(actor: Actor, practice: Practice) -> bool:
    """Whoever holds it now: the authors' side or the reviewers'.

    What is cleared or published changes by a new version only; imports alone change it in place.
    """
    if practice.state in WITH_AUTHORS:
        return is_editor(actor, practice)
    if practice.state in WITH_REVIEWERS - {PracticeState.CLEARED}:
        return is_reviewer(actor, practice)
    return actor.is_system and practice.state != PracticeState.WITHDRAWN


def may_revise(actor: Actor, practice: Practice) -> bool:
    """Editors begin a new version of what their RCP has published."""
    return practice.state in SEARCHABLE | {PracticeState.ARCHIVED} and is_editor(actor, practice)
