"""A mail is its subject, its text and what is attached; who wrote to whom is left out."""

import io
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from tests import documents
from tests.ingest import file_making as making

from rcp_ingest.document import Block, Part, Piece
from rcp_ingest.limits import Limits
from rcp_ingest.readers import mail, mail_lines
from rcp_ingest.refusals import Refusal, Refused

SENTENCE = "Labour inspectors of two States visit recruitment agencies together every spring."
RUSSIAN = "Инспекторы труда двух государств вместе посещают агентства по найму каждую весну."


def read(content: bytes) -> list[Piece]:
    return list(mail.read(io.BytesIO(content), Limits()))


def texts(content: bytes) -> list[str]:
    return [piece.text for piece in read(content) if isinstance(piece, Block)]


def parts(content: bytes) -> list[Part]:
    return [piece for piece in read(content) if isinstance(piece, Part)]


def raw(body: bytes, *headers: str) -> bytes:
    return "\n".join(["Subject: Visits", *headers, "", ""]).encode() + body


def test_the_subject_is_a_heading_and_the_day_is_kept() -> None:
    first, second, third = read(making.mail(SENTENCE, "Joint visits"))[:3]
    assert isinstance(first, Block)
    assert (first.is_heading, first.level, first.text) == (True, 1, "Joint visits")
    assert isinstance(second, Block)
    assert second.text == "Date: 2026-05-12"
    assert isinstance(third, Block)
    assert third.text == SENTENCE


def test_nobody_who_wrote_or_received_it_is_named() -> None:
    assert "example.org" not in " ".join(texts(making.mail(SENTENCE)))


@pytest.mark.parametrize("prefix", ["Re: ", "FW: ", "Fwd: RE: ", "TR : ", "RV: ", "Отв: ", "رد: "])
def test_what_replies_put_before_a_subject_is_left_out(prefix: str) -> None:
    assert texts(making.mail(SENTENCE, f"{prefix}Joint visits"))[0] == "Joint visits"


def test_files_attached_come_after_the_text_under_their_names() -> None:
    attached = {"Отчёт 2026.docx": documents.word("Annex"), "table.csv": b"a,b\n"}
    found = read(making.mail(SENTENCE, attached=attached))
    assert [type(piece) for piece in found[-3:]] == [Block, Part, Part]
    assert {part.name: part.content for part in found[-2:] if isinstance(part, Part)} == attached


@pytest.mark.parametrize(
    "disposition",
    [
        "attachment; filename*=UTF-8''%D0%9E%D1%82%D1%87%D1%91%D1%82.txt",
        "attachment; filename*0*=UTF-8''%D0%9E%D1%82; filename*1*=%D1%87%D1%91%D1%82.txt",
        "attachment; filename==?utf-8?B?0J7RgtGH0ZHRgi50eHQ=?=",
        'attachment; filename="=?utf-8?B?0J7RgtGH0ZHRgi50eHQ=?="',
        'attachment; filename="Отчёт.txt"',
    ],
)
def test_names_are_understood_however_they_are_written(disposition: str) -> None:
    content = raw(b"text", f"Content-Disposition: {disposition}", "Content-Type: text/plain")
    assert [part.name for part in parts(content)] == ["Отчёт.txt"]


def test_a_file_without_a_name_is_named_after_its_kind() -> None:
    content = raw(b"%PDF-1.7", "Content-Type: application/pdf")
    assert [part.name for part in parts(content)] == ["attachment.pdf"]


def test_a_forwarded_mail_is_a_file_of_its_own() -> None:
    message = EmailMessage()
    message["Subject"] = "See below"
    message.set_content(SENTENCE)
    inner = EmailMessage()
    inner["Subject"] = "Joint visits"
    inner.set_content(RUSSIAN)
    message.add_attachment(inner)
    (part,) = parts(message.as_bytes())
    assert part.name == "Joint visits.eml"
    assert RUSSIAN in texts(part.content)
    assert RUSSIAN not in texts(message.as_bytes())


def test_of_two_ways_to_say_the_same_the_plain_one_is_read() -> None:
    message = EmailMessage()
    message.set_content(SENTENCE)
    message.add_alternative(f"<p>{SENTENCE}</p>", subtype="html")
    assert texts(message.as_bytes()) == [SENTENCE]


def test_a_page_is_read_where_the_plain_text_is_empty() -> None:
    message = EmailMessage()
    message.set_content("\n")
    message.add_alternative(f"<h2>Visits</h2><p>{SENTENCE}</p>", subtype="html")
    assert texts(message.as_bytes()) == ["Visits", SENTENCE]


def test_what_lies_beside_the_richer_way_to_say_it_is_not_lost() -> None:
    message = MIMEMultipart("alternative")
    message.attach(MIMEText(SENTENCE))
    richer = MIMEMultipart("mixed")
    richer.attach(MIMEText(f"<p>{SENTENCE}</p>", "html"))
    annex = MIMEText("Annex")
    annex.add_header("Content-Disposition", "attachment", filename="annex.txt")
    richer.attach(annex)
    message.attach(richer)
    assert texts(message.as_bytes()) == [SENTENCE]
    assert [part.name for part in parts(message.as_bytes())] == ["annex.txt"]


def test_images_inside_the_text_are_skipped_but_attached_ones_are_named() -> None:
    message = EmailMessage()
    message.set_content(f"<p>{SENTENCE}</p><img src='cid:logo'>", subtype="html")
    message.add_related(documents.PNG, "image", "png", cid="<logo>")
    message.add_attachment(documents.PNG, "image", "png", filename="map.png")
    assert [part.name for part in parts(message.as_bytes())] == ["map.png"]


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("koi8-r", "koi8-r"),
        ("windows-1251", "windows-1251"),
        ("iso-8859-1", "utf-8"),
        ("us-ascii", "utf-8"),
        ("iso-8859-1", "windows-1251"),
        ("x-unknown", "windows-1251"),
    ],
)
def test_letters_are_understood_whatever_encoding_is_said(charset: str, encoding: str) -> None:
    header = f"Content-Type: text/plain; charset={charset}"
    content = raw(RUSSIAN.encode(encoding), header, "Content-Transfer-Encoding: 8bit")
    assert texts(content)[-1] == RUSSIAN


def test_lines_that_flow_are_put_together() -> None:
    body = SENTENCE.replace("visit ", "visit \n").encode()
    content = raw(body, "Content-Type: text/plain; format=flowed")
    assert texts(content)[-1] == SENTENCE


def test_flowing_lines_of_other_depth_and_signatures_stand_apart() -> None:
    given = ["a ", "b", "> c ", "> d", " > e", "-- ", "f"]
    assert mail_lines.unflowed(given, delete_space=False) == ["a b", ">c d", "> e", "-- ", "f"]
    assert mail_lines.unflowed(["tra ", "de"], delete_space=True) == ["trade"]


def test_what_is_said_now_comes_before_the_signature_and_earlier_mails() -> None:
    given = ["On Monday somebody wrote:", "> old", ">> older", "new", "", "-- ", "Desk"]
    assert list(mail_lines.in_order(given)) == [
        ["new", ""],
        ["Desk"],
        ["On Monday somebody wrote:", "", "old", "older"],
    ]


@pytest.mark.parametrize(
    "kind", ["multipart/encrypted; boundary=x", "application/pkcs7-mime; name=smime.p7m"]
)
def test_an_encrypted_mail_is_said_to_be_protected(kind: str) -> None:
    with pytest.raises(Refused) as refused:
        read(raw(b"--x\n\nsecret\n--x--", f"Content-Type: {kind}"))
    assert refused.value.refusal == Refusal.PROTECTED


@pytest.mark.parametrize(
    "header",
    [
        "Content-Type: multipart/mixed",
        "Content-Type: text/plain; charset*=x'y'%ZZ; charset=",
        "Content-Type: =?utf-8?q?=",
        'Content-Disposition: attachment; filename*0*=""; filename*zz*=x',
        "Date: yesterday",
        "Date: Tue, 99 Foo 99999 99:99:99 +9999",
        "Content-Transfer-Encoding: base64",
        f"X-Long: {'a ' * 400_000}",
        f"Subject: {'=?utf-8?q?x?= ' * 20_000}",
    ],
)
def test_broken_headers_do_not_keep_a_mail_from_being_read(header: str) -> None:
    assert texts(f"{header}\nSubject: Visits\n\n{SENTENCE}".encode())


def test_parts_within_parts_without_end_are_no_endless_work() -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
        for number in range(1200)
    )
    with pytest.raises(RecursionError):
        read(deep)
