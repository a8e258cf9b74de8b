"""Officials send reports as they are, look through the drafts, and make practices of them."""

import io
import re
import time
from collections.abc import Callable

import docx
import typst
from playwright.sync_api import expect

from .conftest import Reader, Site

FOCAL_POINT = "focal-point@bali-process"
ELSEWHERE = "focal-point@colombo-process"
PAGES = 60
GOOD_PRACTICES = 41
CENTRES = "Offices at bus stations in Kenya gave free advice in five languages"
LINE = "A telephone line in Nepal tells whether a recruiter holds a licence"
SPEAKER = "Maria Unnamed"


def long_report() -> bytes:
    """Return a report of sixty pages; its good practices and a quotation stand near the end."""
    pages = []
    for number in range(1, PAGES + 1):
        if number == 1:
            body = "= Summary\nThe session looked at advice before departure."
        elif number == GOOD_PRACTICES:
            body = (
                f"= Good practices\n- {CENTRES}, before people left. Queues became shorter.\n"
                f"- {LINE}. It answers at night as well.\n"
                f"= Inspiring quotes\n“Nobody leaves alone” – {SPEAKER}, Ministry of Roads"
            )
        elif number == 20:
            body = "= Challenges\n- Offices close when the funds end.\n"
        else:
            body = f"The talks of part {number} went on. #lorem(220)"
        pages.append(body)
    text = (
        '#set page(numbering: "1")\n#set text(size: 10pt)\n'
        "Name of Rapporteur: Amina Example\n\nRoundtable session: 4.3\n\n"
        + "\n#pagebreak()\n".join(pages)
    )
    return typst.compile(text.encode())


def arabic_report() -> bytes:
    document = docx.Document()
    for style, text in (
        ("Heading 1", "تقرير المقرر عن الجلسة"),
        (None, "اسم المقرر: أمينة مثال"),
        ("Heading 2", "١. الملخص"),
        (None, "ناقشت الجلسة تقديم المشورة قبل المغادرة."),
        ("Heading 2", "٢. التحديات"),
        ("List Bullet", "تُغلق المكاتب عندما ينتهي التمويل."),
        ("Heading 2", "٣. الممارسات الجيدة"),
        ("List Bullet", "قدمت مكاتب في محطات الحافلات في كينيا مشورة مجانية بخمس لغات."),
        ("List Bullet", "خط هاتفي في نيبال يبين ما إذا كان مكتب التوظيف مرخصا."),
    ):
        document.add_paragraph(text, style)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def send(reader: Reader, **files: bytes) -> None:
    reader.open("/documents/new")
    reader.page.get_by_label("Documents", exact=False).first.set_input_files(
        [
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
            for name, content in files.items()
        ]
    )
    reader.page.get_by_role("button", name="Send and read").click()
    reader.page.wait_for_url(re.compile("/documents/batches/"))


def wait_until_read(reader: Reader, count: int) -> None:
    """Look again until nothing is being read any more, as somebody would who stays."""
    until = time.monotonic() + 90
    while reader.page.locator("main progress").count():
        assert time.monotonic() < until, "The documents were not read in time."
        reader.page.wait_for_timeout(500)
    expect(reader.page.locator("main .todo > li")).to_have_count(count)


def test_a_long_report_becomes_practices(reader: Callable, site: Site) -> None:
    official = reader(FOCAL_POINT)
    send(official, **{"report.pdf": long_report(), "تقرير.docx": arabic_report()})
    wait_until_read(official, 2)
    batch = official.page.url.removeprefix(official.address)
    official.press(official.page.get_by_role("link", name="report.pdf"))
    page = official.page

    # The document beside the drafts: the page the draft came from is shown, and marked.
    expect(page.get_by_text(f"Page {GOOD_PRACTICES}").first).to_be_visible()
    expect(page.locator(".document-text mark").first).to_contain_text("Offices at bus stations")
    assert page.locator(".draft-list li").count() == 2
    # Nobody is named; the document itself is the document.
    assert SPEAKER not in page.locator(".drafts-side").inner_text()
    expect(page.locator("#quotations + p")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 900})

    # Corrected and accepted, it is a practice in draft, with the original for members only.
    page.get_by_label("Title", exact=False).first.fill("Advice offices at bus stations")
    official.press("Make it a practice")
    expect(page.get_by_text("is a practice now, as a draft")).to_be_visible()
    official.press(page.get_by_role("link", name="Advice offices at bus stations"))
    official.press(page.get_by_role("link", name="Open the practice that was made of it"))
    expect(page.get_by_role("heading", name="Advice offices at bus stations")).to_be_visible()
    assert SPEAKER not in page.content()
    assert page.get_by_text("report.pdf").count()

    # Somebody of another Process finds no trace of it.
    stranger = reader(ELSEWHERE)
    stranger.open(batch, 404)
    assert "report.pdf" not in stranger.open("/documents/").content()


def test_an_arabic_report_is_looked_through_from_right_to_left(
    reader: Callable, site: Site, tmp_path_factory
) -> None:
    official = reader("focal-point@midsa", locale="ar")
    official.open("/documents/new")
    official.page.locator("input[type=file]").set_input_files(
        [{"name": "تقرير.docx", "mimeType": "application/zip", "buffer": arabic_report()}]
    )
    official.page.locator("main form button[type=submit]").click()
    official.page.wait_for_url(re.compile("/documents/batches/"))
    wait_until_read(official, 1)
    official.press(official.page.locator("main .todo a").first)
    page = official.page
    assert page.locator(".document-text").get_attribute("dir") == "rtl"
    assert page.locator(".draft-list li").count() == 2
    expect(page.locator(".document-text mark").first).to_contain_text("محطات الحافلات")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
