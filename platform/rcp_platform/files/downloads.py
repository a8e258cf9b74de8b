"""Answers with stored files. Whether somebody may have one is for the caller to say."""

from flask import Response, current_app, send_file

from rcp_platform.config import Settings
from rcp_platform.files import storage
from rcp_platform.files.models import StoredFile


def file_answer(file: StoredFile, name: str) -> Response:
    """Return a stored file as a download that no browser opens by itself and no cache keeps."""
    settings: Settings = current_app.extensions["settings"]
    answer = send_file(
        storage.path_of(settings.files_folder, file.sha256),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=name,
        etag=file.sha256,
        max_age=0,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
