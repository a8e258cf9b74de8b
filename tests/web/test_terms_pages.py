"""The terms as a reader meets them: found in any language, near ones apart, in a few queries."""

from html.parser import HTMLParser

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.statements import counted

from rcp_platform.core.access import SYSTEM
from rcp_platform.thesaurus import queries, services
from rcp_platform.thesaurus.facts import TermFacts

TERMS = {
    "return": TermFacts(
        labels={
            "en": ("return", "return migration"),
            "fr": ("retour",),
            "es": ("retorno",),
            "ar": ("عودة",),
            "pt": ("retorno", "regresso"),
            "ru": ("возвращение",),
        },
        hidden={"en": ("retrun",)},
        note="Generic act of going back.",
        related=frozenset({"removal", "reintegration"}),
    ),
    "removal": TermFacts(
        labels={"en": ("removal",), "fr": ("éloignement",), "ar": ("إبعاد",)},
        note="Enforcement of the obligation to leave.",
    ),
    "reintegration": TermFacts(labels={"en": ("reintegration",), "fr": ("réintégration",)}),
    "repatriation": TermFacts(
        labels={"en": ("repatriation",)}, note="Right-based.", broader=frozenset({"return"})
    ),
    "migrant-resource-centre": TermFacts(
        labels={"en": ("migrant resource centre", "MRC"), "fr": ("centre de ressources",)}
    ),
    "only-russian": TermFacts(labels={"ru": ("ёлка",)}),
}


@pytest.fixture(autouse=True)
def terms(session: Session) -> None:
    services.state(session, TERMS, actor=SYSTEM)
    session.commit()


class Links(HTMLParser):
    """The links of the main part of a page: where they lead, and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self.feed(page[page.index("<main") : page.index("</main>")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "a":
            self.found[own.get("href") or ""] = own


def slugs(client: FlaskClient, path: str, language: str = "en") -> list[str]:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    links = Links(answer.text).found
    return [href[7:] for href in links if href.removeprefix("/terms/") in TERMS]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("return", ["return"]),
        ("RETURN migr", ["return"]),
        ("eloignement", ["removal"]),
        ("regresso", ["return"]),
        ("Возвращение", ["return"]),
        ("عوده", ["return"]),
        ("mrc", ["migrant-resource-centre"]),
        ("retrun", ["return"]),
        ("integr", ["reintegration"]),
        ("елка", ["only-russian"]),
        ("r%n", []),
        ("%", []),
        ("_", []),
        ("zebra", []),
        ("x" * 5000, []),
    ],
)
def test_a_term_is_found_by_a_part_of_any_label_in_any_language(
    client: FlaskClient, typed: str, found: list[str]
) -> None:
    assert slugs(client, f"/terms/?q={typed.replace('%', '%25')}") == found


def test_terms_stand_in_the_order_of_the_readers_alphabet(client: FlaskClient) -> None:
    assert slugs(client, "/terms/") == [
        "migrant-resource-centre",
        "only-russian",
        "reintegration",
        "removal",
        "repatriation",
        "return",
    ]
    assert slugs(client, "/terms/", "fr")[:2] == ["migrant-resource-centre", "removal"]


def test_the_letters_are_those_of_the_readers_names(client: FlaskClient) -> None:
    page = Links(client.get("/terms/").text).found
    assert [href[-1] for href in page if "letter=" in href] == ["m", "o", "r"]
    assert slugs(client, "/terms/?letter=m") == ["migrant-resource-centre"]
    assert slugs(client, "/terms/?letter=e", "fr") == ["removal"]
    assert slugs(client, "/terms/?letter=%25") == []


def test_a_name_says_in_which_language_it_is_and_how_it_runs(client: FlaskClient) -> None:
    answer = client.get("/terms/", headers={"Accept-Language": "ar"})
    links = Links(answer.text).found
    assert (links["/terms/return"]["lang"], links["/terms/return"]["dir"]) == ("ar", "rtl")
    missing = links["/terms/repatriation"]
    assert (missing["lang"], missing["dir"]) == ("en", "ltr"), "English stands in"
    assert links["/terms/only-russian"]["lang"] == "ru"


def test_a_list_has_fifty_terms_a_page(client: FlaskClient, session: Session) -> None:
    many = {f"term-{n:03}": TermFacts(labels={"en": (f"a term {n:03}",)}) for n in range(120)}
    services.state(session, many, actor=SYSTEM)
    session.commit()
    first, third = (client.get(f"/terms/?page={number}").text for number in (1, 3))
    assert first.count('class="term"') == 50
    assert third.count('class="term"') == 126 - 100
    assert client.get("/terms/?page=900").status_code == 200
    assert 'href="/terms/?page=2"' in first


def test_a_list_takes_as_many_queries_however_many_terms_there_are(
    client: FlaskClient, session: Session
) -> None:
    with counted() as few:
        client.get("/terms/")
    many = {
        f"term-{n:03}": TermFacts(labels={"en": (f"a {n}", f"b {n}"), "fr": (f"c {n}",)})
        for n in range(100)
    }
    services.state(session, many, actor=SYSTEM)
    session.commit()
    with counted() as all_of_them:
        client.get("/terms/")
    assert len(all_of_them) == len(few) <= 6


def test_a_term_takes_as_many_queries_however_many_neighbours_it_has(
    client: FlaskClient, session: Session
) -> None:
    with counted() as few:
        client.get("/terms/return")
    near = {
        f"near-{n:03}": TermFacts(labels={"en": (f"a {n}",)}, related=frozenset({"return"}))
        for n in range(40)
    }
    services.state(session, near, actor=SYSTEM)
    session.commit()
    with counted() as all_of_them:
        client.get("/terms/return")
    assert len(all_of_them) == len(few) <= 8


def test_a_term_shows_what_it_is_called_and_its_neighbours_with_their_notes(
    client: FlaskClient,
) -> None:
    page = client.get("/terms/return").text
    for labels in TERMS["return"].labels.values():
        assert all(label in page for label in labels)
    assert 'lang="ar" dir="rtl">عودة' in page
    assert "retrun" not in page, "what is only searched for"
    assert slugs(client, "/terms/return") == ["reintegration", "removal", "repatriation"]
    assert "Enforcement of the obligation to leave." in page
    assert "Right-based." in page
    assert "return" in slugs(client, "/terms/repatriation")
    assert "return" in slugs(client, "/terms/removal")


def test_terms_that_differ_on_purpose_share_no_label(client: FlaskClient) -> None:
    labels = client.get("/terms/return").text.split("Related terms")[0]
    assert "removal" not in labels
    assert "repatriation" not in labels


def test_a_term_leads_to_a_search_in_the_readers_words(client: FlaskClient) -> None:
    assert "/search?q=return" in Links(client.get("/terms/return").text).found
    arabic = client.get("/terms/return", headers={"Accept-Language": "ar"}).text
    assert any(href.startswith("/search?q=%D8") for href in Links(arabic).found)


@pytest.mark.parametrize("path", ["/terms/nothing", "/terms/Return", "/terms/a_b", "/terms/a--b"])
def test_what_is_no_term_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_page_leads_to_the_terms(client: FlaskClient) -> None:
    assert 'href="/terms/"' in client.get("/about").text.split("<footer")[1]


def test_labels_cannot_draw_on_a_page(client: FlaskClient, session: Session) -> None:
    hostile = TermFacts(labels={"en": ("<script>alert(1)</script>",)}, note='"><img src=x>')
    services.state(session, {"hostile": hostile}, actor=SYSTEM)
    session.commit()
    for path in ("/terms/", "/terms/hostile", "/terms/?q=<script>"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_download_is_written_once_for_every_edit(client: FlaskClient, session: Session) -> None:
    def download() -> tuple[str, int]:
        with counted() as statements:
            answer = client.get("/terms/export.ttl")
        assert answer.mimetype == "text/turtle"
        return answer.text, len(statements)

    text, first = download()
    again, fewer = download()
    assert '"возвращение"@ru' in text
    assert again == text
    assert fewer < first
    services.retire(session, queries.get(session, "removal"), actor=SYSTEM)
    session.commit()
    assert "owl:deprecated true" in download()[0]


def test_there_is_something_to_do_where_there_is_no_term(
    client: FlaskClient, session: Session
) -> None:
    for table in ("term_links", "term_labels", "terms"):
        session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608
    session.commit()
    assert "There is no term here yet" in client.get("/terms/").text
