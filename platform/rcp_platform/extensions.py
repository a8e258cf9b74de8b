"""Flask extensions, created unbound and attached to the app in ``create_app``."""

from flask_alembic import Alembic
from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect

from rcp_platform.core.db import Base

alembic = Alembic(metadatas=Base.metadata)
babel = Babel()
compress = Compress()
csrf = CSRFProtect()
db = SQLAlchemy()
login_manager = LoginManager()
