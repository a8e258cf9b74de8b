"""What the roles are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from rcp_platform.core.access import Role

ROLE_NAMES: dict[Role, LazyString] = {
    Role.FOCAL_POINT: _("Focal point"),
    Role.CHAIR: _("Chair"),
    Role.SECRETARIAT: _("Secretariat"),
    Role.MEMBER: _("Member"),
}
