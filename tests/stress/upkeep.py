"""A process that does an operator's work in the middle of everything."""

import io
import time
from contextlib import redirect_stdout

from flask.cli import ScriptInfo
from tests.stress.world import RUNNING, Board, Setup

from rcp_platform.cli import group


def keep_up(setup: Setup, board: Board, place: int, generation: int, instance: str) -> None:
    """Index anew, now all and now what is missing, until the phase is over."""
    chance = setup.choices("upkeep", generation)
    with setup.app(instance) as app:
        info = ScriptInfo(create_app=lambda: app)
        while board.phase == RUNNING:
            reindex(info, everything=chance.random() < 0.5)
            board.tick(place)
            time.sleep(chance.uniform(0.1, 1))


def reindex(info: ScriptInfo, *, everything: bool) -> None:
    """Run the command in this process."""
    arguments = ["reindex", "--all"] if everything else ["reindex"]
    with redirect_stdout(io.StringIO()):
        group.main(arguments, obj=info, standalone_mode=False)
