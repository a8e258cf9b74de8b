"""Terms to and from files: all or nothing, nothing fetched, and an export changes nothing."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from sqlalchemy.orm import Session

from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM
from rcp_platform.thesaurus import exchange, queries, services
from rcp_platform.thesaurus.facts import TermFacts
from rcp_platform.thesaurus.models import TermState
from rcp_platform.thesaurus.records import MOST_BYTES

Run = Callable[..., Result]

HERE = "http://127.0.0.1:8000/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TERMS = {
    "return": TermFacts(
        labels={"en": ("return", "z last", "a first"), "ar": ("عودة",), "ru": ("возвращение",)},
        hidden={"en": ("retrun", "a hidden one")},
        note='Going back, "voluntary" or not; <b> & more.',
        related=frozenset({"removal"}),
    ),
    "removal": TermFacts(labels={"en": ("removal",)}, related=frozenset({"return"})),
    "repatriation": TermFacts(labels={"en": ("repatriation",)}, broader=frozenset({"return"})),
}
PREFIX = f"@prefix skos: <{SKOS}> .\n@prefix : <https://elsewhere.example/vocabulary#> .\n"


@pytest.fixture(autouse=True)
def terms(session: Session) -> None:
    services.state(session, TERMS, actor=SYSTEM)
    services.retire(session, queries.get(session, "removal"), actor=SYSTEM)
    session.commit()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        pytest.fail("something was fetched")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def take_over(tmp_path: Path, run_command: Run, no_network: None) -> Callable[..., Result]:
    def take_over(name: str, content: str | bytes, *options: str) -> Result:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return run_command("terms", "import", str(file), *options)

    return take_over


def everything(session: Session) -> tuple[object, ...]:
    session.expire_all()
    states = {term.slug: (term.state, term.version) for term in queries.all_terms(session)}
    return queries.stated(session), states, session.scalar(sa.select(sa.func.count(AuditEvent.id)))


@pytest.mark.parametrize("suffix", exchange.SUFFIXES)
def test_importing_an_export_changes_nothing(
    session: Session, tmp_path: Path, run_command: Run, suffix: str
) -> None:
    before = everything(session)
    file = tmp_path / f"terms{suffix}"
    assert run_command("terms", "export", str(file)).exit_code == 0
    result = run_command("terms", "import", str(file))
    assert result.stdout == "0 added, 0 changed, 3 unchanged.\n"
    assert everything(session) == before


@pytest.mark.parametrize("suffix", exchange.SUFFIXES)
def test_an_export_makes_the_same_terms_elsewhere(
    session: Session, tmp_path: Path, run_command: Run, suffix: str
) -> None:
    stated = queries.stated(session)
    file = tmp_path / f"terms{suffix}"
    run_command("terms", "export", str(file))
    for table in ("term_links", "term_labels", "terms"):
        session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608
    session.commit()
    assert "3 added" in run_command("terms", "import", str(file)).stdout
    session.expire_all()
    made = queries.stated(session)
    for slug, facts in stated.items():
        assert made[slug].labels.keys() == facts.labels.keys()
        assert set(made[slug].labels["en"]) == set(facts.labels["en"])
        assert made[slug].labels["en"][0] == facts.labels["en"][0]
        assert (made[slug].broader, made[slug].related) == (facts.broader, facts.related)
        assert made[slug].note == facts.note
    assert queries.get(session, "removal").state == TermState.RETIRED


@pytest.mark.parametrize("suffix", exchange.SUFFIXES)
def test_terms_are_added_and_changed_by_their_name_wherever_the_file_comes_from(
    session: Session, take_over: Callable[..., Result], suffix: str
) -> None:
    turtle = (
        PREFIX
        + """
        :return a skos:Concept ; skos:prefLabel "retour"@fr ; skos:altLabel "retour libre"@fr .
        :voluntary-return a skos:Concept ; skos:prefLabel "voluntary return"@en ;
            skos:broader :return ; skos:related :reintegration .
        :reintegration a skos:Concept ; skos:prefLabel "reintegration"@en .
    """
    )
    result = take_over(f"terms{suffix}", _in_format(turtle, suffix))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith("2 added, 1 changed, 0 unchanged.\n")
    assert "changed  return: labels.fr" in result.stdout
    session.expire_all()
    stated = queries.stated(session)
    assert stated["return"].labels == {
        **TERMS["return"].labels,
        "fr": ("retour", "retour libre"),
    }, "languages that are not mentioned stay"
    assert stated["return"].related == {"removal"}, "what is not mentioned stays"
    assert stated["voluntary-return"].broader == {"return"}
    assert stated["reintegration"].related == {"voluntary-return"}
    actions = session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert sorted(actions[-3:]) == ["term.add", "term.add", "term.update"]


def _in_format(turtle: str, suffix: str) -> str:
    if suffix == ".csv":
        return (
            'slug,fr,en,broader,related\r\nreturn,"retour\nretour libre",,,\r\n'
            "voluntary-return,,voluntary return,return,reintegration\r\n"
            "reintegration,,reintegration,,\r\n"
        )
    from rdflib import Graph

    formats = {".ttl": "turtle", ".rdf": "xml", ".jsonld": "json-ld"}
    return Graph().parse(data=turtle, format="turtle").serialize(format=formats[suffix])


def test_what_a_file_mentions_is_replaced(
    session: Session, take_over: Callable[..., Result]
) -> None:
    take_over(
        "terms.ttl",
        PREFIX + ':return a skos:Concept ; skos:prefLabel "going back"@en ; skos:related '
        ':repatriated . :repatriated a skos:Concept ; skos:prefLabel "x"@en .',
    )
    session.expire_all()
    stated = queries.stated(session)
    assert stated["return"].labels["en"] == ("going back",)
    assert "en" not in stated["return"].hidden
    assert stated["return"].related == {"repatriated"}
    assert stated["removal"].related == frozenset()


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    session: Session, take_over: Callable[..., Result]
) -> None:
    before = everything(session)
    turtle = PREFIX + ':visa a skos:Concept ; skos:prefLabel "visa"@en .'
    result = take_over("terms.ttl", turtle, "--dry-run")
    assert "added    visa" in result.stdout
    assert "nothing has been changed" in result.stdout
    assert everything(session) == before


def test_labels_in_other_languages_are_left_out_and_counted(
    session: Session, take_over: Callable[..., Result]
) -> None:
    result = take_over(
        "terms.ttl",
        PREFIX + ':visa a skos:Concept ; skos:prefLabel "visa"@en, "Visum"@de, "visto"@pt-BR, "?" ;'
        ' skos:altLabel "Sichtvermerk"@de .',
    )
    assert result.exit_code == 0
    assert "2 labels in “de” are left out" in result.stderr
    assert "1 labels without a language are left out" in result.stderr
    assert queries.stated(session)["visa"].labels == {"en": ("visa",), "pt": ("visto",)}


def test_a_file_can_retire_and_restore(session: Session, take_over: Callable[..., Result]) -> None:
    result = take_over("terms.csv", "slug,retired\nreturn,yes\nremoval,no\n")
    assert result.stdout.endswith("0 added, 2 changed, 0 unchanged.\n")
    session.expire_all()
    assert queries.get(session, "return").state == TermState.RETIRED
    assert queries.get(session, "removal").state == TermState.CURRENT


def test_narrower_is_read_as_the_other_side_of_broader(
    session: Session, take_over: Callable[..., Result]
) -> None:
    take_over(
        "terms.ttl",
        PREFIX
        + ':return a skos:Concept ; skos:prefLabel "return"@en ; skos:narrower :spontaneous .'
        ':spontaneous a skos:Concept ; skos:prefLabel "spontaneous"@en .',
    )
    assert queries.stated(session)["spontaneous"].broader == {"return"}


REFUSED = {
    "a wider term of itself": (
        "a.ttl",
        PREFIX + ':return a skos:Concept ; skos:prefLabel "r"@en ; skos:broader :repatriation .',
        "would be wider than itself",
    ),
    "an unknown term": (
        "a.ttl",
        PREFIX + ':visa a skos:Concept ; skos:prefLabel "v"@en ; skos:broader :nowhere .',
        "<https://elsewhere.example/vocabulary#visa> (broader): There is no term “nowhere”.",
    ),
    "two preferred labels": (
        "a.ttl",
        PREFIX + ':visa a skos:Concept ; skos:prefLabel "a"@en, "b"@en .',
        "#visa>: 2 preferred labels in English: a, b. Keep one.",
    ),
    "only alternative labels": (
        "a.ttl",
        PREFIX + ':visa a skos:Concept ; skos:prefLabel "a"@en ; skos:altLabel "b"@fr .',
        "#visa>: no preferred label in Français.",
    ),
    "a URI that names nothing": (
        "a.ttl",
        PREFIX + '<https://a.example/T%C3%A9rm> a skos:Concept ; skos:prefLabel "a"@en .',
        "is not a URI whose last part is made of small letters",
    ),
    "a term without a URI": (
        "a.ttl",
        PREFIX + '[] a skos:Concept ; skos:prefLabel "a"@en .',
        "is not a URI",
    ),
    "the same term twice": (
        "a.ttl",
        PREFIX + ':visa a skos:Concept ; skos:prefLabel "a"@en .'
        '<https://a.example/visa> a skos:Concept ; skos:prefLabel "b"@en .',
        "the term “visa” stands at",
    ),
    "no term at all": ("a.ttl", PREFIX, "names no skos:Concept"),
    "no Turtle": ("a.ttl", "slug,en\nvisa,visa\n", "cannot be read as turtle"),
    "no text": ("a.ttl", b"\xff\xfe\x00\x01" * 50, "cannot be read as turtle"),
    "endless brackets": ("a.ttl", PREFIX + ":a :b " + "[ :c " * 20_000, "cannot be read"),
    "no XML": ("a.rdf", "{}", "Line 1: this is not XML"),
    "XML that is no RDF": ("a.rdf", "<html><body/></html>", "names no skos:Concept"),
    "a billion laughs": (
        "a.rdf",
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
        + "".join(
            f'<!ENTITY {b} "{f"&{a};" * 10}">'
            for a, b in zip("abcdefghi", "bcdefghij", strict=True)
        )
        + "]><l>&j;</l>",
        "document type declaration",
    ),
    "an entity in a file": (
        "a.rdf",
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>',
        "document type declaration",
    ),
    "a document type elsewhere, in UTF-16": (
        "a.rdf",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE l SYSTEM "http://a.example/l.dtd"><l/>'.encode(
            "utf-16"
        ),
        "document type declaration",
    ),
    "no JSON": ("a.jsonld", "@prefix", "is not JSON"),
    "JSON that is no JSON-LD": ("a.jsonld", '{"a": 1}', "names no skos:Concept"),
    "deep JSON": ("a.jsonld", "[" * 100_000, "is not JSON"),
    "a context elsewhere": (
        "a.jsonld",
        '{"@context": "https://a.example/skos.jsonld", "@id": "visa", "@type": "Concept"}',
        "refers to a JSON-LD context elsewhere",
    ),
    "a context elsewhere in a list": (
        "a.jsonld",
        '{"@context": [{"a": "b:c"}, "https://a.example/skos.jsonld"]}',
        "refers to a JSON-LD context elsewhere",
    ),
    "a context elsewhere in a term of a context": (
        "a.jsonld",
        '{"@context": {"a": {"@id": "b:c", "@context": "https://a.example/x"}}, "a": {}}',
        "refers to a JSON-LD context elsewhere",
    ),
    "an imported context": (
        "a.jsonld",
        '{"@context": {"@version": 1.1, "@import": "https://a.example/x"}}',
        "refers to a JSON-LD context elsewhere",
    ),
    "a table without slugs": ("a.csv", "name,en\nvisa,visa\n", "Line 1 must name the columns"),
    "an empty table": ("a.csv", "", "Line 1 must name the columns"),
    "a row without a slug": ("a.csv", "slug,en\n,visa\n", "Line 2 (slug)"),
    "a row without labels": ("a.csv", "slug,en\nvisa,\n", "Line 2 (labels.en)"),
    "a row that says maybe": ("a.csv", "slug,retired\nreturn,maybe\n", "Line 2: “retired”"),
    "an open quotation mark": ("a.csv", 'slug,en\nvisa,"visa\n', "this is not CSV"),
    "an endless cell": ("a.csv", "slug,en\nvisa," + "x" * 200_000, "this is not CSV"),
    "a table in Latin-1": ("a.csv", "slug,fr\nvisa,délivré\n".encode("latin-1"), "not in UTF-8"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_with_anything_wrong_is_refused_with_its_place_and_changes_nothing(
    session: Session, take_over: Callable[..., Result], what: str
) -> None:
    before = everything(session)
    name, content, sentence = REFUSED[what]
    result = take_over(name, content)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Nothing has been changed." in result.stderr
    assert "root:" not in result.stderr
    assert everything(session) == before


@pytest.mark.parametrize("suffix", exchange.SUFFIXES)
def test_a_file_of_fifty_megabytes_is_refused_unread(
    tmp_path: Path, run_command: Run, suffix: str
) -> None:
    file = tmp_path / f"terms{suffix}"
    with file.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    result = run_command("terms", "import", str(file))
    assert result.exit_code == 1
    assert f"at most {MOST_BYTES:,} are read" in result.stderr


@pytest.mark.parametrize("command", ["import", "export"])
def test_the_name_of_a_file_says_its_format(tmp_path: Path, run_command: Run, command: str) -> None:
    file = tmp_path / "terms.txt"
    file.touch()
    result = run_command("terms", command, str(file))
    assert result.exit_code == 2
    assert ".ttl, .rdf, .jsonld, .csv" in result.stderr


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, run_command: Run) -> None:
    result = run_command("terms", "export", str(tmp_path / "nowhere" / "terms.ttl"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_uris_are_the_addresses_of_the_terms(tmp_path: Path, run_command: Run) -> None:
    file = tmp_path / "terms.ttl"
    run_command("terms", "export", str(file))
    text = file.read_text()
    assert f"<{HERE}return> a skos:Concept" in text
    assert f"skos:broader <{HERE}return>" in text
