"""Files that forms send: larger requests where one is expected, and its file kept or refused."""

from collections.abc import Collection

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from rcp_ingest.safety import Refusal
from rcp_platform.config import Settings
from rcp_platform.core.web import current_actor
from rcp_platform.extensions import db
from rcp_platform.files import services, storage
from rcp_platform.files.kinds import ATTACHMENTS, DOCUMENTS
from rcp_platform.files.refusals import Refused

_MB = 1024 * 1024
#: The other fields of a form beside the file.
_REST_OF_FORM = _MB
#: Of a file that is too large so much is read and dropped, so that the answer is still heard.
_READ_IN_VAIN = 5


def take_files(
    bp: Blueprint, endpoints: Collection[str], *, back: str, by: str = "", files: int = 1
) -> None:
    """Let signed-in people send a file to these endpoints; other requests stay as small as ever.

    With ``files`` one request may carry so many of the largest. Whoever sends more is told so on
    the page ``back``, an endpoint of the blueprint whose address has the value named ``by``, if
    it has one, in common with theirs.
    """
    expecting = {f"{bp.name}.{endpoint}" for endpoint in endpoints}

    @bp.url_value_preprocessor
    def take_larger_requests(endpoint: str | None, _values: object) -> None:
        # It must be said before anyone looks at the form, which the check against forgery does.
        if endpoint in expecting and current_actor().user_id is not None:
            request.max_content_length = files * _most_bytes() + _REST_OF_FORM

    @bp.errorhandler(413)
    def too_large(_error: Exception) -> Response:
        left = _READ_IN_VAIN * files * _most_bytes() if current_actor().user_id is not None else 0
        while left > 0 and (piece := request.environ["wsgi.input"].read(min(left, _MB))):
            left -= len(piece)
        flash(too_large_sentence(), "error")
        values = {by: (request.view_args or {})[by]} if by else {}
        return redirect(url_for(f"{bp.name}.{back}", **values), 303)


def keep_sent(sent: FileStorage, *, to_be_read: bool = False) -> services.Kept:
    """Check and store a file that a form sent; raises Refused with a sentence for the sender.

    A document ``to_be_read`` may be of more kinds than one that people attach.
    """
    try:
        return services.keep(
            db.session,
            _settings().files_folder,
            sent.stream,
            sent.filename or "",
            _most_bytes(),
            DOCUMENTS if to_be_read else ATTACHMENTS,
        )
    except storage.TooLarge:
        raise Refused(_too_large(), Refusal.TOO_LARGE) from None


def most_mb() -> int:
    """Return how large a file may be, in MB."""
    return _settings().max_upload_mb


def too_large_sentence() -> str:
    """Return what is said of a file that is larger, in the reader's language."""
    return str(_too_large())


def _too_large() -> LazyString:
    return _(
        "This file is larger than %(most)s MB. Make it smaller, for example by saving it with "
        "smaller images.",
        most=most_mb(),
    )


def _most_bytes() -> int:
    return most_mb() * _MB


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
