"""Flask extensions, created unbound and attached to the app in ``create_app``."""

from inspect import iscoroutinefunction
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.sansio.app import App
from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect
from werkzeug.local import LocalProxy

from rcp_platform.core.db import Base

# Heavy: loaded by the commands that change tables, not by a server.
if TYPE_CHECKING:
    from flask_alembic import Alembic


class _Database(SQLAlchemy):
    """The sessions of an application, none of them asynchronous."""

    def init_app(self, app: App) -> None:
        """Attach them to an application."""
        super().init_app(app)
        # To close asynchronous ones it would start a thread and a loop at the end of each request.
        app.teardown_appcontext_funcs = [
            ends for ends in app.teardown_appcontext_funcs if not iscoroutinefunction(ends)
        ]


babel = Babel()
compress = Compress()
csrf = CSRFProtect()
db = _Database()
login_manager = LoginManager()


def _alembic() -> "Alembic":
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if "alembic" not in app.extensions:
        from flask_alembic import Alembic

        Alembic(metadatas=Base.metadata, command_name="").init_app(app)
    attached: Alembic = app.extensions["alembic"]
    return attached


#: Alembic for the running application, attached to it on first use.
alembic: "Alembic" = LocalProxy(_alembic)  # type: ignore[assignment]


class _Migrations(click.Group):
    """Alembic's commands."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return their names."""
        return _alembic_commands().list_commands(context)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return one of them."""
        return _alembic_commands().get_command(context, name)


def _alembic_commands() -> click.Group:
    from flask_alembic.cli import cli

    return cli


@click.command("db", cls=_Migrations)
@click.pass_context
def migrations(context: click.Context) -> None:
    """Perform database migrations."""
    context.obj = alembic
