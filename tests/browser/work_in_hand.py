"""Fill the instance of the environment with work in hand; print where each part is, as JSON.

A process of its own: Playwright's event loop keeps Flask's sessions from closing.
"""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from rcp_platform import create_app
from rcp_platform.accounts.models import User
from rcp_platform.core.access import SYSTEM
from rcp_platform.extensions import db
from rcp_platform.files import services as files
from rcp_platform.following import services as following
from rcp_platform.following.collections import services as collections
from rcp_platform.following.collections.models import Sharing
from rcp_platform.following.models import FollowKind
from rcp_platform.intake import services as intake
from rcp_platform.intake.models import IntakeDocument
from rcp_platform.meetings.invitations.addressing import recipients_of
from rcp_platform.meetings.invitations.answering import links as invitation_links
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.outcomes.models import Outcome
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.states import InvitationState
from rcp_platform.notifications import links
from rcp_platform.notifications.models import Frequency
from rcp_platform.observers.models import ObserverGrant, ObserverRequest
from rcp_platform.practices import publication, services
from rcp_platform.practices.attachments import services as attachments
from rcp_platform.practices.models import Practice
from rcp_platform.practices.quotations import services as quotations
from rcp_platform.practices.review import services as review
from rcp_platform.practices.states import Attribution, Audience
from rcp_platform.practices.staying_true.reminders import answer_address
from rcp_platform.practices.translations import services as translations
from rcp_platform.practices.uptake import services as uptake
from rcp_platform.practices.uptake.models import Phase, UptakeAudience

RCP = "bali-process"
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
ADDRESS = "https://a-very-long-name-of-a-ministry.example/reports/2024/reading-rooms-on-ferries.pdf"


class World:
    """The people of the sample world, and what they do."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.focal_point = self.person(f"focal-point@{RCP}").actor
        self.secretariat = self.person(f"secretariat@{RCP}").actor
        self.chair = self.person("chair@abu-dhabi-dialogue").actor

    def person(self, name: str) -> User:
        return self.session.scalars(sa.select(User).where(User.email == f"{name}.example")).one()

    def write(self, title: str, summary: str, **facts: Any) -> Practice:
        values = {
            "title": title,
            "summary": summary,
            "language": "en",
            "countries": ["ID", "TH", "PH", "LK"],
            "themes": ["labour-migration", "data"],
            "challenge": f"Before “{title}” there was nothing to read on the way.",
            "approach": "Ministries, ports and shipping lines agreed on shelves and on who fills "
            "them.\n- Books come from five libraries.\n- Crews choose them.",
            "lead_organisation": "Ministry of Transport of Indonesia",
            "source": f"Annual report, 2024. {ADDRESS}",
            "keywords": ["ferries", "Überseeschifffahrtsbibliotheksverwaltung"],
            "year_from": 2019,
            "status": "ongoing",
            "audience": Audience.NETWORK,
            **facts,
        }
        return services.create(self.session, RCP, values, actor=self.focal_point)

    def review(self, practice: Practice) -> None:
        publication.submit(self.session, practice, actor=self.focal_point)
        publication.move(self.session, practice, "start_review", actor=self.secretariat)

    def publish(self, practice: Practice, note: str = "") -> Practice:
        self.review(practice)
        return publication.clear_and_publish(self.session, practice, note, actor=self.secretariat)


def in_work(world: World) -> dict[str, str]:
    """A draft of which there is only a title, a practice that is reviewed again, one that waits."""
    facts = {"title": "Mobile libraries on ferries", "language": "en"}
    draft = services.create(world.session, RCP, facts, actor=world.focal_point)
    practice = world.write(
        "Reading rooms for crews in the harbours of Indonesia",
        "The Bali Process and the Ministry of Transport of Indonesia let crews read ashore.",
        attribution=Attribution.ANONYMOUS,
        body_audience=Audience.MEMBERS,
    )
    world.review(practice)
    session, secretariat, focal_point = world.session, world.secretariat, world.focal_point
    asked = "Thank you.\nIs it one port?"
    settled = review.comment(session, practice, "", asked, actor=secretariat)
    review.comment(session, practice, "summary", "How many crews? " + ADDRESS, actor=secretariat)
    publication.move(session, practice, "request_changes", "Say how many.", actor=secretariat)
    review.resolve(session, practice, settled, actor=focal_point)
    review.comment(session, practice, "approach", "هل توجد أرقام؟", actor=focal_point)
    world.review(practice)
    waiting = world.write("Choirs that sing at arrival gates", "Choirs greet whoever arrives.")
    publication.submit(session, waiting, actor=focal_point)
    return {"draft": f"/practices/{draft.id}", "in-review": f"/practices/{practice.id}"}


def published(world: World) -> dict[str, str]:
    """A practice with a second version and everything around it, and a third one in work."""
    session, focal_point, secretariat = world.session, world.focal_point, world.secretariat
    practice = world.write(
        "Libraries on ferries between the islands",
        "Passengers read on the way.",
        audience=Audience.PUBLIC,
        body_audience=Audience.NETWORK,
    )
    said = {"text": "I read my first contract there.", "language": "en"}
    quotations.add(
        session,
        practice,
        said | {"attribution": Attribution.STATE, "country": "PH"},
        actor=focal_point,
    )
    quotations.add(
        session,
        practice,
        {"text": "قرأت أول عقد لي هناك.", "language": "ar", "attribution": Attribution.ANONYMOUS},
        actor=focal_point,
    )
    attachments.add_link(
        session, practice, ADDRESS, title=ADDRESS[:120], language="en", actor=focal_point
    )
    folder = current_app.extensions["settings"].files_folder
    kept = files.keep(session, folder, io.BytesIO("قائمة الكتب".encode()), "الكتب.txt", 10**6)
    attachments.add_file(
        session,
        practice,
        kept.file,
        kept.name,
        title="قائمة الكتب",
        language="ar",
        actor=focal_point,
    )
    world.publish(practice)
    version = publication.revise(session, practice, actor=focal_point)
    changed = {
        "summary": "Passengers and crews read on the way; there are 44 shelves.",
        "impact": "More than nine thousand books were read.",
        "countries": ["ID", "PH", "MY"],
    }
    services.update(session, version, changed, actor=focal_point)
    practice = world.publish(version, "There are figures now.")
    texts = {"challenge": "Antes no había nada que leer.", "impact": "Se leyeron nueve mil libros."}
    translation = translations.write(
        session,
        practice,
        "es",
        "Bibliotecas en transbordadores",
        "Se lee en el camino.",
        texts,
        actor=focal_point,
    )
    translations.approve(session, translation, actor=secretariat)
    used = uptake.add(
        session,
        practice,
        "abu-dhabi-dialogue",
        {
            "country": "AE",
            "phase": Phase.AGENDA,
            "note": "Two ports would like to try it.",
            "evidence": ADDRESS,
            "audience": UptakeAudience.PUBLIC,
        },
        actor=world.chair,
    )
    version = publication.revise(session, practice, actor=focal_point)
    services.update(session, version, {"costs": "A shelf costs 40 dollars."}, actor=focal_point)
    address = f"/practices/{practice.id}"
    return {
        "published": address,
        "uptake": f"{address}/uptake/{used.id}",
        "version-in-work": f"/practices/{version.id}",
        "quoted": f"/practices/{version.id}/quotations/{version.quotations[0].id}",
    }


def with_little_told(world: World) -> dict[str, str]:
    """Practices of which readers are told less, or nothing."""
    session, secretariat = world.session, world.secretariat
    anonymous = world.publish(
        world.write(
            "Tea rooms for crews who wait",
            "Crews drink tea.",
            attribution=Attribution.ANONYMOUS,
        )
    )
    withdrawn = world.publish(
        world.write("Kites over quays", "Children fly kites.", audience=Audience.PUBLIC)
    )
    publication.withdraw(session, withdrawn, "The figures were wrong.", actor=secretariat)
    due = world.publish(world.write("Lanterns on piers", "Lanterns show the way."))
    due.confirmed_at = LONG_AGO
    session.flush()
    publication.fall_due(session, LONG_AGO + timedelta(days=1), actor=SYSTEM)
    return {
        "anonymous": f"/practices/{anonymous.id}",
        "withdrawn": f"/practices/{withdrawn.id}",
        "still-true": _path(answer_address(world.person(f"focal-point@{RCP}"), due)),
    }


def kept(world: World, published: str) -> dict[str, str]:
    """What the chair keeps and follows."""
    session, chair = world.session, world.chair
    practice_id = int(published.rsplit("/", 1)[1])
    ids = [practice_id, *session.scalars(_others(world, practice_id))]
    described = collections.Description(
        "Reading for the ministerial meeting", "Please read the first two.", Sharing.NETWORK
    )
    collection = collections.create(session, described, actor=chair)
    for one in ids:
        collections.add(session, collection, one, actor=chair)
        following.bookmark(session, one, "", actor=chair)
    note = f"See page 4 of {ADDRESS}"
    collections.set_note(session, collection, collection.items[0].id, note, actor=chair)
    following.bookmark(session, practice_id, note, actor=chair)
    wanted = following.Wanted(
        "Recruiters", "abusive recruiters", "other", {"theme": frozenset({"labour-migration"})}
    )
    search = following.save_search(session, wanted, Frequency.DAILY, actor=chair)
    for kind, value in [
        (FollowKind.PRACTICE, str(practice_id)),
        (FollowKind.RCP, RCP),
        (FollowKind.THEME, "labour-migration"),
    ]:
        following.follow(session, kind, value, Frequency.WEEKLY, actor=chair)
    session.flush()
    return {
        "collection": f"/following/collections/{collection.id}",
        "add": f"/following/add/{practice_id}",
        "search": f"/following/searches/{search.id}",
        "unsubscribe": _path(links.unsubscribe_address(chair.user_id or 0, "tasks")),
    }


def gathered(world: World) -> dict[str, str]:
    """Meetings, invitations and observer status of the sample world, and links to answer."""
    session = world.session
    meeting = session.scalars(
        sa.select(Meeting).where(Meeting.title.startswith("Technical meeting on fair recruitment"))
    ).one()
    sent = next(one for one in meeting.invitations if one.state == InvitationState.SENT)
    for_one = next(one for one in meeting.invitations if one is not sent)
    for_one.state, for_one.allows_delegate = InvitationState.SENT, False
    first: dict[Any, Any] = {
        table: session.scalars(sa.select(table).order_by(table.id)).first()
        for table in (ObserverRequest, ObserverGrant, Presentation, Outcome)
    }
    return {
        "meeting": f"/meetings/{meeting.id}",
        "presenters": f"/meetings/{meeting.id}/agenda/{meeting.agenda[0].id}/presenters",
        "held": f"/meetings/{first[Outcome].meeting_id}",
        "invitation": f"/invitations/{sent.id}",
        "answer": _answer(session, sent),
        "answer-bound": _answer(session, for_one),
        "presentation": f"/presentations/{first[Presentation].id}",
        "request": f"/observers/requests/{first[ObserverRequest].id}",
        "grant": f"/observers/grants/{first[ObserverGrant].id}",
    }


def read(world: World) -> dict[str, str]:
    """Documents of the sample world, which were read, and one that could not be."""
    session = world.session
    documents = {one.name: one for one in session.scalars(sa.select(IntakeDocument))}
    report, table = documents["session-report.txt"], documents["practices.csv"]
    intake.add_refused(
        session, report.batch, "a protected report.docx", "protected", actor=world.focal_point
    )
    return {
        "batch": f"/documents/batches/{report.batch_id}",
        "document": f"/documents/{report.id}/",
        "split": f"/documents/{report.id}/drafts/{report.drafts[0].id}/split",
        "columns": f"/documents/{table.id}/columns/",
    }


def _answer(session: Session, invitation: Invitation) -> str:
    secret = invitation_links.new_secret()
    addressed = recipients_of(session, invitation)[0].email
    invitation_links.issue(session, invitation, addressed, secret)
    return _path(invitation_links.address_with(secret))


def _others(world: World, practice_id: int) -> sa.Select[Any]:
    wanted = ("sample-abu-dhabi-dialogue-02", "sample-rcm-01")
    return sa.select(Practice.id).where(Practice.external_id.in_(wanted))


def _path(address: str) -> str:
    return urlsplit(address).path


def main() -> None:
    with create_app().app_context():
        world = World(db.session)
        places = in_work(world) | published(world) | with_little_told(world)
        places |= kept(world, places["published"])
        places |= gathered(world)
        places |= read(world)
        db.session.commit()
        print(json.dumps(places))


if __name__ == "__main__":
    main()
