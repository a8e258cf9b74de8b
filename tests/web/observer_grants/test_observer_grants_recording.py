"""Status that exists already, written down by its host with how it is known."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Right, Role
from rcp_platform.observers.models import ObserverGrant

OBSERVER, HOST, OTHER = "apc", "bali-process", "rcm"
A_DAY = timedelta(days=1)
LEADS = {Role.CHAIR, Role.SECRETARIAT}


RECORD = {
    "observer": OTHER,
    "rights": ["speak", "see_practices"],
    "source": "Decided in Manila",
    "starts_on": "2019-05-02",
    "valid_until": "2098-05-01",
}


def test_the_host_records_what_exists_with_its_document_for_both_sides(
    session: Session, client: FlaskClient, grant: ObserverGrant, sit: Callable[..., User]
) -> None:
    sit(HOST, Role.SECRETARIAT)
    sent = RECORD | {"document": (BytesIO(b"Decision word"), "decision.txt")}
    answer = client.post(f"/observers/{HOST}/record", data=sent)
    assert answer.status_code == 302
    recorded = session.query(ObserverGrant).filter_by(observer_slug=OTHER).one()
    assert recorded.rights == {Right.SPEAK, Right.SEE_PRACTICES}
    assert recorded.starts_at.isoformat() == "2019-05-02T00:00:00+00:00"
    assert recorded.valid_until is not None
    assert recorded.valid_until.isoformat() == "2098-05-01T23:59:59+00:00"
    page = f"/observers/grants/{recorded.id}"
    assert "decision.txt" in client.get(page).text
    for rcp, role in product([OTHER, HOST, OBSERVER], Role):
        sit(rcp, role)
        with client.get(f"{page}/document/decision.txt") as file:
            may = rcp != OBSERVER and role != Role.MEMBER
            assert (file.status_code, b"Decision word" in file.data) == (200 if may else 404, may)
            if may:
                assert file.headers["Content-Disposition"].startswith("attachment")
                assert "no-store" in file.headers["Cache-Control"]
        assert ("decision.txt" in client.get(page).text) == may
        assert client.get(f"{page}/document/other.txt").status_code == 404


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"observer": ""}, "Choose the Process that observes yours."),
        ({"observer": HOST}, "Not a valid choice"),
        ({"observer": OBSERVER}, "This Process observes yours already."),
        ({"source": ""}, "Say how this is known"),
        ({"starts_on": "2098-01-01"}, "Choose today or an earlier day."),
        ({"starts_on": ""}, "Enter the day"),
        ({"valid_until": "2020-01-01"}, "Choose a day to come."),
        ({"document": (BytesIO(b"MZ\x90\x00"), "run.exe")}, "run.exe"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_the_form_is_kept(
    session: Session,
    client: FlaskClient,
    grant: ObserverGrant,
    sit: Callable[..., User],
    facts: dict[str, Any],
    said: str,
) -> None:
    sit(HOST, Role.SECRETARIAT)
    answer = client.post(f"/observers/{HOST}/record", data=RECORD | facts)
    assert answer.status_code == 422
    assert said in answer.text or "document" in facts
    assert "2098-05-01" in answer.text or "valid_until" in facts
    assert session.query(ObserverGrant).count() == 1


@pytest.mark.parametrize(("rcp", "role"), list(product([OBSERVER, HOST, None], Role)))
def test_only_the_host_records(
    session: Session,
    client: FlaskClient,
    grant: ObserverGrant,
    sit: Callable[..., User],
    rcp: str | None,
    role: Role,
) -> None:
    sit(rcp, role)
    may = rcp == HOST and role in LEADS
    assert client.get(f"/observers/{HOST}/record").status_code == (200 if may else 403)
    sent = client.post(f"/observers/{HOST}/record", data=RECORD)
    assert sent.status_code == (302 if may else 403)
    assert session.query(ObserverGrant).count() == 1 + may
