"""Progress of long work in the terminal; nothing where there is no terminal."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

# Rich is loaded when there is progress to show: a server has no terminal.
Item = TypeVar("Item")


def tracked(items: Iterable[Item], description: str, total: int | None = None) -> Iterator[Item]:
    """Yield the items and show on standard error how many are done."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(
        items, description, total, console=console, transient=True, disable=not console.is_terminal
    )


@contextmanager
def working(description: str) -> Iterator[Callable[[str], None]]:
    """Show on standard error that work goes on; what is yielded changes the description."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _description: None
        return
    with console.status(description) as status:
        yield status.update
