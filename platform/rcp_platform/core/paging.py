"""Long lists, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

PAGE_SIZE = 20
#: Nobody reads further; deeper requests only cost.
MAX_PAGES = 500


@dataclass(frozen=True)
class Page:
    """Some rows of a list and where they stand in it."""

    items: Sequence[Any]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many pages the list has, at least one."""
        return max(1, min(MAX_PAGES, ceil(self.total / self.size)))


def page_number(arguments: Mapping[str, str]) -> int:
    """Return the page asked for; anything that is not a page number is the first page."""
    written = arguments.get("page", "1")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 1
    return min(max(number, 1), MAX_PAGES)


def page_of(
    session: Session,
    statement: sa.Select[Any],
    arguments: Mapping[str, str],
    size: int = PAGE_SIZE,
) -> Page:
    """Return the page of a list that the request asks for, in two queries."""
    number = page_number(arguments)
    counted = sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())
    rows = session.scalars(statement.limit(size).offset((number - 1) * size)).all()
    return Page(rows, number, session.scalar(counted) or 0, size)
