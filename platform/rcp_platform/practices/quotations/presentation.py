"""How a quotation is attributed, in words."""

from flask_babel import gettext as _

from rcp_platform.core import countries
from rcp_platform.practices.reading import Reading, ReadQuotation


def said_by(quotation: ReadQuotation, reading: Reading) -> str:
    """Return who said it, as far as the reader may know."""
    if quotation.speaker:
        return quotation.speaker
    if quotation.country:
        return str(_("A delegate of %(state)s", state=countries.name_of(quotation.country)))
    if quotation.names_rcp and reading.rcp is not None:
        return str(_("A participant from %(rcp)s", rcp=reading.rcp.short_name))
    return str(_("A participant"))
