"""Why files are not taken."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why a file is not taken."""

    UNKNOWN_KIND = "unknown_kind"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    #: Other programs would find another file in it.
    TWO_IN_ONE = "two_in_one"
    #: A page or a drawing with scripts under the name of a text.
    WEB_PAGE = "web_page"
    #: Where letters must be in UTF-8.
    NOT_UTF_8 = "not_utf_8"
    DAMAGED = "damaged"
    PROTECTED = "protected"
    #: Word, Excel and PowerPoint before 2007; some protected newer files look the same.
    OLD_FORMAT = "old_format"
    OUTLOOK_MAIL = "outlook_mail"
    HAS_PROGRAMS = "has_programs"
    #: Objects of other programs that open unasked.
    HAS_OBJECTS = "has_objects"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    #: Inside a mail or an archive: too many files, or too deep in one another.
    TOO_MANY = "too_many"
    #: Inside an archive: it leads to another file.
    LINK = "link"


class Refused(Exception):
    """The file is not taken."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
