"""The application factory."""

from pathlib import Path

from flask import Flask, Response, g, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from rcp_platform import config, paths
from rcp_platform.accounts import sessions
from rcp_platform.accounts import views as accounts
from rcp_platform.api import views as api
from rcp_platform.core import headers, languages, rendering, web
from rcp_platform.core.access import AccessDenied
from rcp_platform.core.db import render_type
from rcp_platform.core.workflow import NotPossible
from rcp_platform.directory import views as directory
from rcp_platform.directory.queries import holds_samples
from rcp_platform.discovery import engine, home
from rcp_platform.discovery import views as discovery
from rcp_platform.extensions import babel, compress, csrf, db, login_manager, migrations
from rcp_platform.feedback import views as feedback
from rcp_platform.files.kinds import LABELS
from rcp_platform.following import views as following
from rcp_platform.following.collections import views as collections
from rcp_platform.following.forms import FREQUENCIES
from rcp_platform.intake import views as intake
from rcp_platform.intake.columns import views as intake_columns
from rcp_platform.intake.review import views as intake_review
from rcp_platform.letters import views as letters
from rcp_platform.meetings import views as meetings
from rcp_platform.meetings.agenda import views as agenda
from rcp_platform.meetings.agenda.presenters import views as presenters
from rcp_platform.meetings.calendar import views as calendar
from rcp_platform.meetings.documents import views as meeting_documents
from rcp_platform.meetings.invitations import views as invitations
from rcp_platform.meetings.invitations.answering import views as invitation_answers
from rcp_platform.meetings.outcomes import followed_views as followed_outcomes
from rcp_platform.meetings.outcomes import views as outcomes
from rcp_platform.meetings.presentation import clock_time, meeting_time, place_time
from rcp_platform.meetings.presentations import views as presentations
from rcp_platform.meetings.upcoming import upcoming_meetings
from rcp_platform.notifications import views as notifications
from rcp_platform.observers.grants import views as observers
from rcp_platform.observers.requests import letters as observer_letters
from rcp_platform.observers.requests import views as observer_requests
from rcp_platform.observers.requests.waiting import observer_requests_waiting
from rcp_platform.observers.rules import views as observer_rules
from rcp_platform.outputs import views as outputs
from rcp_platform.practices import views as practices
from rcp_platform.practices.attachments import views as attachments
from rcp_platform.practices.fields import ATTACHMENT_AUDIENCES, STATES
from rcp_platform.practices.quotations import views as quotations
from rcp_platform.practices.quotations.presentation import said_by
from rcp_platform.practices.review import views as review
from rcp_platform.practices.staying_true import views as staying_true
from rcp_platform.practices.translations import views as translations
from rcp_platform.practices.uptake import views as uptake
from rcp_platform.practices.versions import views as versions
from rcp_platform.thesaurus import views as thesaurus
from rcp_search import Embedder

#: Form posts: a practice's texts fit many times over.
_MAX_REQUEST_BYTES = 2 * 1024 * 1024
_A_YEAR = 365 * 24 * 3600


def create_app(
    settings: config.Settings | None = None,
    *,
    embedder: Embedder | None = None,
    overrides: dict[str, object] | None = None,
) -> Flask:
    """Return the application.

    Without ``settings`` they are read from the environment and the instance; ``embedder``
    replaces the configured model and ``overrides`` Flask's own configuration (tests).
    Raises :exc:`~rcp_platform.config.SettingsError` when a setting is missing or wrong.
    """
    settings = settings or config.load()
    app = Flask(
        __name__,
        template_folder=str(paths.TEMPLATES),
        instance_path=str(settings.instance),
    )
    app.config.from_mapping(_flask_configuration(settings))
    app.config.from_mapping(overrides or {})
    app.extensions["settings"] = settings

    web.init_app(app)
    csrf.init_app(app)
    db.init_app(app)
    compress.init_app(app)
    babel.init_app(app, locale_selector=languages.reader_locale)
    sessions.init_app(app, login_manager)
    rendering.init_app(app)
    engine.init_app(app, settings, embedder)
    app.cli.add_command(migrations)

    for module in (
        accounts,
        agenda,
        api,
        attachments,
        calendar,
        collections,
        directory,
        discovery,
        feedback,
        followed_outcomes,
        following,
        home,
        intake,
        intake_columns,
        intake_review,
        invitation_answers,
        invitations,
        letters,
        meeting_documents,
        meetings,
        notifications,
        observer_letters,
        observer_requests,
        observer_rules,
        observers,
        outcomes,
        outputs,
        practices,
        presentations,
        presenters,
        quotations,
        review,
        staying_true,
        thesaurus,
        translations,
        uptake,
        versions,
    ):
        app.register_blueprint(module.bp)

    app.after_request(headers.add_security_headers)
    app.context_processor(languages.page_language)
    app.context_processor(_sample_notice)
    # Pages of lower domains show what higher ones know, without importing them.
    app.jinja_env.globals.update(
        attachments_for=attachments.attachments_for,
        attachment_audiences=ATTACHMENT_AUDIENCES,
        documents_waiting=intake.documents_waiting,
        file_kinds=LABELS,
        practice_states=STATES,
        invitations_of=invitations.invitations_of,
        invitations_waiting=invitations.invitations_waiting,
        kept_of=following.kept_of,
        kept_searches=feedback.kept_searches,
        letters_of=observer_letters.letters_of,
        mail_frequencies=FREQUENCIES,
        mail_form=notifications.mail_form,
        meeting_clock=clock_time,
        meeting_time=meeting_time,
        may_change_uptake=uptake.may_change_uptake,
        may_invite_to_present=presenters.may_invite_to_present,
        may_record_uptake=uptake.may_record_uptake,
        outcomes_of=outcomes.outcomes_of,
        meetings_to_invite_to=presenters.meetings_to_invite_to,
        observer_requests_waiting=observer_requests_waiting,
        observing_of=observers.observing_of,
        phase_name=uptake.phase_name,
        place_time=place_time,
        practices_of=practices.practices_of,
        presentation_state=presentations.presentation_state,
        presentations_of=presentations.presentations_of,
        presentations_waiting=presentations.presentations_waiting,
        related_practices=discovery.related_practices,
        said_by=said_by,
        similar_practices=discovery.similar_practices,
        upcoming_meetings=upcoming_meetings,
        uptake_of=uptake.trail,
        versions_of=versions.versions_of,
    )
    _handle_errors(app)
    return app


def _flask_configuration(settings: config.Settings) -> dict[str, object]:
    engine_options: dict[str, object] = {"url": settings.database}
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_ENGINES": {"default": engine_options},
        "ALEMBIC_CONTEXT": {"render_item": render_type},
        "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
        "COMPRESS_MIMETYPES": ["text/html", "text/css", "application/json", "image/svg+xml"],
        "MAX_CONTENT_LENGTH": _MAX_REQUEST_BYTES,
        "MAX_FORM_MEMORY_SIZE": _MAX_REQUEST_BYTES,
        "SEND_FILE_MAX_AGE_DEFAULT": _A_YEAR,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.public_url.startswith("https://"),
        # A form may stay open over a weekend on a slow line; the session is the limit.
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _sample_notice() -> dict[str, bool]:
    """Tell the pages whether this instance holds the sample world."""
    if "without_database" in g:
        return {"sample_world": False}
    return {"sample_world": holds_samples(db.session)}


def _handle_errors(app: Flask) -> None:
    """Answer every error with a page (or JSON under /api) that says what to do."""

    @app.errorhandler(AccessDenied)
    def access_denied(_error: Exception) -> tuple[Response | str, int]:
        return _answer(
            403,
            _("You cannot open this"),
            _("Your account does not have access. If it should, ask the secretariat."),
        )

    @app.errorhandler(NoResultFound)
    def not_found(_error: Exception) -> tuple[Response | str, int]:
        return _answer(
            404, _("Page not found"), _("Check the address, or search for what you need.")
        )

    @app.errorhandler(NotPossible)
    def not_possible(_error: Exception) -> tuple[Response | str, int]:
        return _answer(
            409,
            _("This has already been dealt with"),
            _("Someone may have acted before you. Go back and reload the page to see it now."),
        )

    @app.errorhandler(StaleDataError)
    def changed_meanwhile(_error: Exception) -> tuple[Response | str, int]:
        return _answer(
            409,
            _("Someone else changed this while you were working on it"),
            _("Go back: your text is still in the form. Copy it, reload, and enter it again."),
        )

    @app.errorhandler(CSRFError)
    def form_expired(_error: Exception) -> tuple[Response | str, int]:
        return _answer(
            400,
            _("This form has expired"),
            _("Go back, reload the page and send it again. Nothing has been changed."),
        )

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[Response | str, int]:
        sentences = {
            403: (_("You cannot open this"), _("Your account does not have access.")),
            404: (_("Page not found"), _("Check the address, or search for what you need.")),
            405: (_("This cannot be done here"), _("Go back and use the buttons on the page.")),
            413: (_("This is too large"), _("Shorten the text and send it again.")),
        }
        code = error.code or 500
        title, advice = sentences.get(
            code, (_("This request cannot be answered"), _("Go back and try again."))
        )
        return _answer(code, title, advice)

    @app.errorhandler(500)
    def failed(_error: Exception) -> tuple[Response | str, int]:
        # The database may be what failed: the page must not ask it who is reading.
        g._login_user = login_manager.anonymous_user()
        g.without_database = True
        return _answer(
            500,
            _("Something went wrong on our side"),
            _("Nothing was changed. Try again in a moment; if it stays, tell the secretariat."),
        )


def _answer(status: int, title: str, advice: str) -> tuple[Response | str, int]:
    if request.path.startswith("/api/"):
        return jsonify(error=f"{title}. {advice}"), status
    return render_template("error.html", status=status, title=title, advice=advice), status
