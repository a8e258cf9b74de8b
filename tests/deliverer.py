"""Deliver mail in processes of their own: one for each line of standard input, until killed.

A line is ``URL CARRIER DIES_AT``: the process kills itself at that begin or commit of a
transaction, or never where it is 0. Its number is printed when it begins, and when it has ended.
"""

import os
import signal
import sys
from datetime import timedelta
from itertools import count
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event

from rcp_platform.notifications.carriers import Carrier, Folder
from rcp_platform.notifications.delivery import deliver
from rcp_platform.notifications.smtp import SmtpServer


def deliver_in_child(url: str, where: str, dies_at: int) -> None:
    engine = sa.create_engine(url)
    numbers = count(1)

    def die(_connection: sa.Connection) -> None:
        if next(numbers) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "begin", die)
    event.listen(engine, "commit", die)
    smtp = where.startswith("smtp:")
    carrier: Carrier = SmtpServer(where, "test.example") if smtp else Folder(Path(where))
    deliver(engine, carrier, "no-reply@exchange.example", most=10_000, gone_after=timedelta(0))


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        url, where, dies_at = line.split()
        child = os.fork()
        if not child:
            deliver_in_child(url, where, int(dies_at))
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
