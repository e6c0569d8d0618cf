"""``reviewplatform demo``: everything, with the sample campaign."""

from __future__ import annotations

from pathlib import Path

import click

from reviewplatform.cli.installation import chosen_directory
from reviewplatform.cli.serve import server_options


@click.command()
@server_options
def command(
    *, host: str, port: int, data_dir: Path | None, ready_file: Path | None, reset: bool
) -> None:
    """Start everything on this machine with a sample campaign in it.

    Example: reviewplatform demo --port 0
    """
    from reviewplatform.cli.platform import Platform

    Platform(
        directory=chosen_directory(data_dir),
        host=host,
        port=port,
        ready_file=ready_file,
        reset=reset,
        with_sample=True,
    ).run()
