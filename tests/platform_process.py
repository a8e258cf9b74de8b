"""``rcp-exchange`` in a process of its own, on a database with every table, with a job to watch.

The job ``test.watch`` writes the numbers of its process and of that process's parent into the
FIFO ``began`` of the instance, and ends once somebody writes into the FIFO ``end``.
"""

import os
import sys
from pathlib import Path

from flask.cli import ScriptInfo
from sqlalchemy.orm import Session

from rcp_platform import create_app
from rcp_platform.cli import group, worker
from rcp_platform.config import Settings
from rcp_platform.core.schedule import job
from rcp_search import HashingEmbedder


def main(instance: Path, database_url: str, smtp_url: str, *arguments: str) -> None:
    settings = Settings(
        instance=instance,
        secret_key="k" * 40,
        database_url=database_url,
        smtp_url=smtp_url,
        mail_from="no-reply@exchange.example",
    )

    @job("test.watch", every="week")
    def watch(_session: Session) -> None:
        (instance / "began").write_text(f"{os.getpid()} {os.getppid()}\n")
        (instance / "end").read_text()

    worker._START_AGAIN_AFTER_SECONDS = 0
    app = create_app(settings, embedder=HashingEmbedder())
    group(arguments, obj=ScriptInfo(create_app=lambda: app))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
