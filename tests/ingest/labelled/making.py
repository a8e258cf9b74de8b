"""Labelled documents as files."""

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path, PurePath

from tests.ingest.labelled.office import opendocument, slides, word, workbook
from tests.ingest.labelled.paper import pdf
from tests.ingest.labelled.script import Labelled, Piece, final
from tests.ingest.labelled.texts import How, markdown, plain, rich, separated, web

_MAKERS = {
    ".docx": word,
    ".odt": opendocument,
    ".pptx": slides,
    ".xlsx": workbook,
    ".pdf": pdf,
    ".txt": plain,
    ".md": markdown,
    ".html": web,
    ".rtf": rich,
    ".csv": separated,
}


def written(document: Labelled, folder: Path) -> Path:
    """Return the file of a labelled document, written into a folder."""
    file = folder / document.file
    file.write_bytes(_content(document))
    return file


def _content(document: Labelled) -> bytes:
    (_, own), *held = document.parts
    made = [(name, _made(name, pieces, document)) for name, pieces in held]
    match PurePath(document.file).suffix:
        case ".eml":
            return _mail(own, made, document.how)
        case ".zip":
            return _archive(made)
    return _made(document.file, own, document)


def _made(name: str, pieces: Sequence[Piece], document: Labelled) -> bytes:
    return _MAKERS[PurePath(name).suffix](pieces, document.how, document.language)


def _mail(own: Sequence[Piece], held: Sequence[tuple[str, bytes]], how: How) -> bytes:
    message = EmailMessage()
    message["From"] = "Secretariat <secretariat@process.example>"
    message["To"] = "members@process.example"
    message["Date"] = "Tue, 03 Mar 2026 09:12:00 +0000"
    message["Subject"] = how.get("subject", "Fwd: documents")
    message.set_content("\n\n".join(final(piece.text) for piece in own))
    for name, content in held:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()


def _archive(held: Sequence[tuple[str, bytes]]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held:
            archive.writestr(name, content)
    return written.getvalue()
