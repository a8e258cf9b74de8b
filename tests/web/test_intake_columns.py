"""What a column is, is proposed from its header, corrected by a person, and remembered."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests import intaking

from rcp_platform.config import Settings
from rcp_platform.core.access import Role
from rcp_platform.core.schedule import JOBS
from rcp_platform.intake import jobs
from rcp_platform.intake.models import DraftState, IntakeDocument, IntakeMapping

RCP = "bali-process"
TABLE = (
    "Title,Country,Year,Colour of the folder\n"
    "Reading rooms on ferries,Philippines,2019,blue\n"
    "Radio plays about contracts,Nepal,2020,red\n"
)


@pytest.fixture
def client(make_user, browser) -> FlaskClient:
    return browser(make_user(rcp=RCP, role=Role.FOCAL_POINT))


@pytest.fixture
def table(session: Session, settings: Settings, client) -> IntakeDocument:
    document = intaking.sent(session, settings.files_folder, RCP, TABLE.encode(), "practices.csv")
    JOBS[jobs.READ].work(session)
    session.expire_all()
    return document


def correct(client: FlaskClient, document: IntakeDocument, *fields: str):
    chosen = {f"column-{number}": field for number, field in enumerate(fields)}
    return client.post(f"/documents/{document.id}/columns/", data=chosen)


def test_the_page_shows_what_each_column_was_read_as_with_examples(client, table):
    page = client.get(f"/documents/{table.id}/columns/").text
    for shown in ("Colour of the folder", "blue", "red", "Reading rooms on ferries"):
        assert shown in page
    assert 'value="title" selected' in page
    assert 'value="countries" selected' in page


def test_a_corrected_column_is_remembered_and_the_table_is_read_anew(client, table, session):
    assert [draft.values["countries"] for draft in table.drafts] == [["PH"], ["NP"]]
    answer = correct(client, table, "title", "countries", "year_from", "beneficiaries")
    assert answer.status_code == 303
    JOBS[jobs.READ].work(session)
    session.expire_all()
    assert [draft.values["beneficiaries"] for draft in table.drafts] == ["blue", "red"]


def test_the_next_table_with_the_same_header_is_read_so(client, table, session, settings):
    correct(client, table, "title", "", "year_from", "beneficiaries")
    other = TABLE.replace("blue", "green").replace("Title,Country", "TITLE,country")
    document = intaking.sent(session, settings.files_folder, RCP, other.encode(), "next.csv")
    JOBS[jobs.READ].work(session)
    session.expire_all()
    assert [draft.values["beneficiaries"] for draft in document.drafts] == ["green", "red"]
    assert not any(draft.values.get("countries") for draft in document.drafts)


def test_what_one_process_remembers_is_not_anothers(client, table, session, settings, make_rcp):
    correct(client, table, "title", "countries", "year_from", "beneficiaries")
    make_rcp("colombo-process")
    document = intaking.sent(
        session, settings.files_folder, "colombo-process", TABLE.encode(), "theirs.csv"
    )
    JOBS[jobs.READ].work(session)
    session.expire_all()
    assert not any(draft.values.get("beneficiaries") for draft in document.drafts)


def test_corrected_twice_the_last_correction_counts(client, table, session):
    correct(client, table, "title", "countries", "year_from", "beneficiaries")
    JOBS[jobs.READ].work(session)
    correct(client, table, "title", "countries", "year_from", "keywords")
    (mapping,) = session.scalars(sa.select(IntakeMapping))
    session.refresh(mapping)
    assert mapping.fields == ["title", "countries", "year_from", "keywords"]


def test_a_made_up_field_leaves_the_column_out(client, table, session):
    correct(client, table, "title", "audience", "<b>", "state")
    (mapping,) = session.scalars(sa.select(IntakeMapping))
    assert mapping.fields == ["title", "", "", ""]


def test_a_table_of_which_practices_were_made_is_not_read_anew(client, table, session):
    client.post(f"/documents/{table.id}/accept-all")
    correct(client, table, "title", "countries", "year_from", "beneficiaries")
    session.expire_all()
    assert {draft.state for draft in table.drafts} == {DraftState.ACCEPTED}
    assert not session.scalars(sa.select(IntakeMapping)).all()


def test_columns_are_for_those_who_handle_the_document(table, make_user, browser, session):
    for rcp, role in ((RCP, Role.MEMBER), ("colombo-process", Role.SECRETARIAT)):
        stranger = browser(make_user(rcp=rcp, role=role))
        assert stranger.get(f"/documents/{table.id}/columns/").status_code == 404
        assert correct(stranger, table, "title", "", "", "").status_code == 404
    assert not session.scalars(sa.select(IntakeMapping)).all()
