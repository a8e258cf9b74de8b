"""Files of the kinds that hold others, and slides, made here rather than kept."""

import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage

from pptx import Presentation


def slides(*titles: str) -> bytes:
    """Return a PowerPoint presentation with a slide for each title."""
    deck = Presentation()
    for title in titles:
        deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = title
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of files under these names."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def mail(text: str, subject: str = "Report", attached: Mapping[str, bytes] | None = None) -> bytes:
    """Return a mail with a text and files under these names."""
    message = EmailMessage()
    message["From"] = "desk@example.org"
    message["To"] = "secretariat@example.org"
    message["Subject"] = subject
    message["Date"] = "Tue, 12 May 2026 09:30:00 +0200"
    message.set_content(text)
    for name, content in (attached or {}).items():
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()
