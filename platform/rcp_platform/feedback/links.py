"""Results as signed words in an address or a form, so that nobody can write their own."""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from rcp_platform.feedback.services import Result

#: The parameter of a practice's address that says from which result it was opened.
FROM = "from"


def signed(result: Result) -> str:
    """Return a result as a short text, fit for a URL."""
    return str(_serializer().dumps([result.question_id, result.practice_id, result.rank]))


def result_of(text: str) -> Result | None:
    """Return the result that this site signed; None for any other text."""
    try:
        return Result(*_serializer().loads(text))
    except BadData:
        return None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="search result")
