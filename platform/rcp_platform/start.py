"""The ``rcp-exchange`` command, as it is installed."""

import gc


def main() -> None:
    """Load the platform and run the command line."""
    # Nothing that is loaded here is ever garbage: to look for it would take a quarter of the start.
    gc.disable()
    from rcp_platform import cli

    gc.freeze()
    gc.enable()
    cli.main()
