"""Pages for the versions of a practice."""

from flask import Blueprint, render_template
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from rcp_platform.core.access import require
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.extensions import db
from rcp_platform.practices import fields, policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import get_visible
from rcp_platform.practices.reading import Reading
from rcp_platform.practices.versions import queries
from rcp_platform.practices.versions.compare import changes
from rcp_platform.practices.versions.models import PracticeVersion

bp = Blueprint("versions", __name__, url_prefix="/practices/<id:practice_id>")


@bp.get("/versions")
@public
def index(practice_id: int) -> str:
    """List the versions of a practice that the reader may read."""
    actor = current_actor()
    practice = get_visible(db.session, practice_id, actor)
    found = queries.versions_for(db.session, practice, actor)
    if not found:
        raise NoResultFound
    return render_template(
        "practices/versions/index.html", practice=Reading.of(practice, actor), versions=found
    )


@bp.get("/versions/<id:number>")
@public
def show(practice_id: int, number: int) -> str:
    """Show one version, under an address that stays."""
    actor = current_actor()
    practice = get_visible(db.session, practice_id, actor)
    found = queries.versions_for(db.session, practice, actor)
    numbers = [version.number for version, _reading in found]
    if number not in numbers:
        raise NoResultFound
    version, reading = found[numbers.index(number)]
    return render_template(
        "practices/versions/show.html",
        version=version,
        practice=reading,
        earlier=max((other for other in numbers if other < number), default=None),
        newest=queries.newest_number(db.session, practice),
        fields=fields,
    )


@bp.get("/versions/<id:number>/compare/<id:other>")
@public
def compare(practice_id: int, number: int, other: int) -> str:
    """Show what differs between two versions, from the older to the newer one."""
    actor = current_actor()
    practice = get_visible(db.session, practice_id, actor)
    numbers = (min(number, other), max(number, other))
    before, after = queries.two_versions_for(db.session, practice, numbers, actor)
    return _comparison(
        before,
        after,
        _("Version %(number)s", number=numbers[0]),
        _("Version %(number)s", number=numbers[1]),
    )


@bp.get("/changes")
@signed_in
def in_work(practice_id: int) -> str:
    """Show the editors what a version in work changes in what is published."""
    actor = current_actor()
    practice = get_visible(db.session, practice_id, actor)
    require(policy.is_editor, actor, practice)
    if practice.revises is None:
        raise NoResultFound
    before, after = Reading.of(practice.revises, actor), Reading.of(practice, actor)
    return _comparison(before, after, _("What is published"), _("The version in work"))


def _comparison(before: Reading, after: Reading, older: str, newer: str) -> str:
    return render_template(
        "practices/versions/compare.html",
        before=before,
        practice=after,
        older=older,
        newer=newer,
        changes=changes(before, after),
    )


def versions_of(practice_id: int) -> list[tuple[PracticeVersion, Reading]]:
    """Return the versions of a practice that whoever asks may read, newest first, for its page."""
    practice = db.session.get(Practice, practice_id)
    return [] if practice is None else queries.versions_for(db.session, practice, current_actor())
