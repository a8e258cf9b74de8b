"""Every text of the pages is there in every language of the exchange."""

import io
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from rcp_platform.core.vocabularies import LANGUAGES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "platform/rcp_platform/translations"
TRANSLATED = sorted(LANGUAGES.keys() - {"en"})
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]


def read(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def texts() -> set[str]:
    """The texts that the code marks for translation, by their (first) English form."""
    found = [
        message
        for folder in ("platform", "templates")
        for _file, _line, message, *_rest in extract_from_dir(
            ROOT / folder, METHODS, keywords=KEYWORDS
        )
    ]
    assert len(found) > 300
    return {message[0] if isinstance(message, tuple) else message for message in found}


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string]


def english(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str, texts: set[str]) -> None:
    translated = {english(m) for m in read(language) if m.id and all(forms(m)) and not m.fuzzy}
    assert sorted(texts - translated) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_nothing_that_its_text_does_not(language: str) -> None:
    for message in read(language):
        known = set(
            re.findall(
                r"%\(\w+\)[sd]",
                " ".join([message.id] if isinstance(message.id, str) else message.id),
            )
        )
        for form in forms(message):
            assert set(re.findall(r"%\(\w+\)[sd]", form)) <= known, message.id


def by_text(messages: Iterable[Message]) -> dict[str, list[str]]:
    return {english(message): forms(message) for message in messages if message.id}


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, read(language))
    compiled.seek(0)
    with (FOLDER / language / "LC_MESSAGES/messages.mo").open("rb") as file:
        assert by_text(read_mo(file)) == by_text(read_mo(compiled))
