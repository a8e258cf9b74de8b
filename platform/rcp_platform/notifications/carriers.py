"""What carries mail away: a folder, or a mail server."""

import os
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from rcp_platform.notifications.message import bytes_of


class Unreachable(Exception):
    """The carrier takes no mail at all just now; the message says why."""


class Refused(Exception):
    """The carrier does not take this mail, now or for good; the message says why."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Carrier(Protocol):
    """Takes one message after the other."""

    def announce(self, message: EmailMessage) -> None:
        """Say that a message comes; however this ends, the message has not left.

        Raises :exc:`Unreachable` or :exc:`Refused`.
        """

    def hand_over(self, message: EmailMessage) -> None:
        """Give the announced message away.

        Raises :exc:`Refused` where it surely has not left; after any other error nobody knows.
        """

    def has_taken(self, message_id: str) -> bool | None:
        """Return whether a message has left in the end; None where that cannot be known."""

    def close(self) -> None:
        """Let go of what is held."""


class Folder:
    """Keeps each message as a file named by its message id: whole, and once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def announce(self, message: EmailMessage) -> None:
        """See to it that the folder is there."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(str(error)) from error

    def hand_over(self, message: EmailMessage) -> None:
        """Write the message beside its place, then move it there."""
        file = self._file(str(message["Message-ID"]).strip("<>"))
        part = file.with_suffix(".part")
        try:
            with part.open("wb") as stream:
                stream.write(bytes_of(message))
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(file)
        except OSError as error:
            raise Refused(str(error), for_good=False) from error

    def has_taken(self, message_id: str) -> bool:
        """Look for the file."""
        return self._file(message_id).exists()

    def close(self) -> None:
        """Nothing is held."""

    def _file(self, message_id: str) -> Path:
        return self._folder / f"{message_id}.eml"
