"""Lists stay short work for the database, however many requests and meetings there are."""

from collections.abc import Callable

from benchmarks.busy import fill
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.statements import counted

from rcp_platform.accounts.models import User

MOST = 14
PAGES = [
    "/observers/requests",
    "/observers/requests?page=5",
    "/invitations/",
    "/invitations/?page=5",
    "/calendar/list",
    "/calendar/list?page=20",
    "/calendar/list?past=1",
    "/calendar/",
    "/observers/",
    "/outcomes/",
]


def test_a_page_of_a_long_list_takes_few_queries(
    client: FlaskClient, session: Session, sign_in: Callable[[User], None]
) -> None:
    sign_in(fill(session))
    for page in PAGES:
        session.expunge_all()
        with counted() as statements:
            answer = client.get(page)
        assert answer.status_code == 200, page
        assert len(statements) <= MOST, "\n\n".join([page, *statements])


def test_the_home_page_takes_few_queries_however_much_waits_and_lies_ahead(
    client: FlaskClient, session: Session, sign_in: Callable[[User], None]
) -> None:
    sign_in(fill(session))
    session.expunge_all()
    with counted() as statements:
        answer = client.get("/")
    assert "Waiting for you" in answer.text
    assert "Coming up" in answer.text
    assert len(statements) <= 24, "\n\n".join(statements)
