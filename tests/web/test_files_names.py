"""Names of files are fit for every page, header and system that they come to."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rcp_platform.files.names import LONGEST_NAME, clean_name, suffix_of

SUFFIXES = st.sampled_from([".pdf", ".docx", ".jpg"])


@given(st.text(), SUFFIXES)
@example("\u202egnp.exe\u202c.pdf", ".pdf")
@example("é" * 400 + ".pdf", ".pdf")
@example("a\u0300\u200e\u0301.pdf", ".pdf")
@example(" . .. .pdf", ".pdf")
@example("aux . x.pdf", ".pdf")
def test_every_name_becomes_one_that_is_safe_everywhere(name: str, suffix: str) -> None:
    cleaned = clean_name(name, suffix)
    stem = cleaned.removesuffix(suffix)
    assert cleaned.endswith(suffix)
    assert stem == stem.strip(" .") != ""
    assert len(cleaned) <= LONGEST_NAME
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not set(cleaned) & set('/\\<>:"|?*')
    assert {unicodedata.category(c) for c in set(cleaned) - set("\u200c\u200d")}.isdisjoint(
        {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    assert stem.split(".")[0].strip().lower() not in {"con", "prn", "aux", "nul", "com1", "lpt²"}


@given(st.text(), SUFFIXES)
def test_a_name_that_was_cleaned_stays_as_it_is(name: str, suffix: str) -> None:
    cleaned = clean_name(name, suffix)
    assert clean_name(cleaned, suffix) == cleaned
    assert suffix_of(cleaned) == suffix


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Report 2015.pdf", "Report 2015.pdf"),
        ("تقرير عن التوظيف.pdf", "تقرير عن التوظيف.pdf"),
        ("Отчёт – №5.PDF", "Отчёт – №5.pdf"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\fakepath\\report.pdf", "report.pdf"),
        ("report\u202efdp.pdf", "reportfdp.pdf"),
        ("re\r\nport\0.pdf", "report.pdf"),
        ("CON.pdf", "file CON.pdf"),
        ("lpt1.old.pdf", "file lpt1.old.pdf"),
        ("console.pdf", "console.pdf"),
        ("a<b>|c?.pdf", "a-b--c-.pdf"),
        ("", "file.pdf"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_letters_of_every_script_stay_and_what_misleads_goes(sent: str, kept: str) -> None:
    assert clean_name(sent, ".pdf") == kept
