"""What a PDF would do or hand over besides being read."""

import ctypes
from collections.abc import Iterator
from typing import Any

from rcp_ingest.document import Remark, RemarkKind

_MOST = 20
_NAME = 200


def remarks(document: Any) -> Iterator[Remark]:
    """Yield what is left out of a document: its scripts, and the files that are attached to it."""
    from pypdfium2 import raw

    scripts = raw.FPDFDoc_GetJavaScriptActionCount(document.raw)
    if scripts > 0:
        yield Remark(RemarkKind.NEUTRALISED, "scripts")
    attached = raw.FPDFDoc_GetAttachmentCount(document.raw)
    if attached > 0:
        names = [_name(document, place) for place in range(min(attached, _MOST))]
        more = ["…"] if attached > _MOST else []
        yield Remark(RemarkKind.NEUTRALISED, f"attached files: {', '.join(names + more)}")


def launches(page: Any) -> bool:
    """Whether something on a page would start a program or open another file."""
    from pypdfium2 import raw

    link, position = raw.FPDF_LINK(), ctypes.c_int()
    for _ in range(_NAME):
        if not raw.FPDFLink_Enumerate(page.raw, position, link):
            return False
        action = raw.FPDFLink_GetAction(link)
        if action and raw.FPDFAction_GetType(action) == raw.PDFACTION_LAUNCH:
            return True
    return False


def _name(document: Any, place: int) -> str:
    from pypdfium2 import raw

    attachment = raw.FPDFDoc_GetAttachment(document.raw, place)
    buffer = ctypes.create_string_buffer(2 * _NAME)
    length = raw.FPDFAttachment_GetName(attachment, ctypes.cast(buffer, _wide()), 2 * _NAME)
    written = buffer.raw[: max(min(length, 2 * _NAME) - 2, 0)].decode("utf-16-le", "replace")
    return "".join(character for character in written if character.isprintable()) or "?"


def _wide() -> Any:
    from pypdfium2 import raw

    return ctypes.POINTER(raw.FPDF_WCHAR)
