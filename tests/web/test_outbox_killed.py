"""Nothing is lost and nothing leaves twice, whatever processes are killed or work side by side."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.outbox import Inbox, mails, put

from rcp_platform.notifications.models import MailState

DELIVERER = Path(__file__).parents[1] / "deliverer.py"


class Deliverer:
    """Processes that deliver, one after the other."""

    def __init__(self) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, str(DELIVERER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._line()

    def begin(self, outbox: sa.Engine, where: str, dies_at: int = 0) -> int:
        """Start one and return its number."""
        assert self._parent.stdin is not None
        url = outbox.url.render_as_string(hide_password=False)
        self._parent.stdin.write(f"{url} {where} {dies_at}\n")
        return int(self._line())

    def wait(self) -> None:
        """Wait until it has ended or was killed."""
        self._line()

    def close(self) -> None:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.close()
        self._parent.wait(timeout=60)
        self._parent.stdout.close()

    def _line(self) -> str:
        assert self._parent.stdout is not None
        return self._parent.stdout.readline().strip()


@pytest.fixture
def new_deliverer() -> Iterator[Callable[[], Deliverer]]:
    with ExitStack() as stack:

        def new() -> Deliverer:
            deliverer = Deliverer()
            stack.callback(deliverer.close)
            return deliverer

        yield new


def test_two_deliverers_side_by_side_never_send_the_same(
    outbox: sa.Engine, inbox: Inbox, smtp_url: str, new_deliverer: Callable[[], Deliverer]
) -> None:
    ids = put(outbox, 60)
    outbox.dispose()
    both = new_deliverer(), new_deliverer()
    for each in both:
        each.begin(outbox, smtp_url)
    for each in both:
        each.wait()
    assert inbox.ids == Counter(ids)
    assert inbox.connections == 2


class Killer:
    """Kills the process it is told of when the mail server hears of it for the n-th time."""

    def __init__(self, inbox: Inbox) -> None:
        self.kills = 0
        self._process = 0
        self._events = 0
        inbox.on_event = self._hear

    def aim(self, process: int, events: int) -> None:
        self._process, self._events = process, events

    def _hear(self, _name: str) -> None:
        self._events -= 1
        if self._events == 0:
            os.kill(self._process, signal.SIGKILL)
            self.kills += 1


def test_processes_killed_at_any_point_lose_nothing_and_send_nothing_twice(
    outbox: sa.Engine,
    inbox: Inbox,
    smtp_url: str,
    new_deliverer: Callable[[], Deliverer],
) -> None:
    ids = put(outbox, 80)
    outbox.dispose()
    killer, chance = Killer(inbox), random.Random(7)  # noqa: S311  the same points every time
    deliverer = new_deliverer()
    for round_number in range(20):
        # Half of them by the server while it hears from them, half by themselves between
        # transactions.
        by_server = round_number % 2
        dies_at = 0 if by_server else chance.randint(1, 20)
        killer.aim(0, 0)
        process = deliverer.begin(outbox, smtp_url, dies_at)
        if by_server:
            killer.aim(process, chance.randint(1, 8))
        deliverer.wait()
    deliverer.begin(outbox, smtp_url)
    deliverer.wait()

    states = {id_: mail.state for id_, mail in mails(outbox).items()}
    uncertain = {id_ for id_ in ids if states[id_] == MailState.UNCERTAIN}
    assert killer.kills == 10
    assert set(inbox.ids.values()) == {1}
    assert set(ids) - uncertain <= set(inbox.ids)
    assert {states[id_] for id_ in ids} == {MailState.SENT, MailState.UNCERTAIN}
    assert 0 < len(uncertain) <= 20


def test_a_folder_has_each_mail_once_whatever_is_killed(
    outbox: sa.Engine, tmp_path: Path, new_deliverer: Callable[[], Deliverer]
) -> None:
    ids = put(outbox, 30)
    outbox.dispose()
    deliverer, chance = new_deliverer(), random.Random(7)  # noqa: S311
    for dies_at in [*(chance.randint(1, 20) for _round in range(12)), 0]:
        deliverer.begin(outbox, str(tmp_path / "out"), dies_at)
        deliverer.wait()
    assert sorted(file.stem for file in (tmp_path / "out").glob("*.eml")) == sorted(ids)
    assert {mail.state for mail in mails(outbox).values()} == {MailState.SENT}
