"""``reviewplatform serve``: everything, for your own campaigns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from reviewplatform.cli.installation import chosen_directory, data_dir_option

DEFAULT_PORT = 8000


def server_options(function: Callable[..., None]) -> Callable[..., None]:
    """The options ``demo`` and ``serve`` share."""
    options = [
        click.option(
            "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
        ),
        click.option(
            "--port",
            type=click.IntRange(0, 65535),
            default=DEFAULT_PORT,
            show_default=True,
            help="Port to listen on; 0 picks a free one.",
        ),
        data_dir_option,
        click.option(
            "--ready-file",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Write url, admin_url, reviewer_url, data_dir and pid here (JSON) once ready.",
        ),
        click.option("--reset", is_flag=True, help="Delete the data directory's content first."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@click.command()
@server_options
def command(
    *, host: str, port: int, data_dir: Path | None, ready_file: Path | None, reset: bool
) -> None:
    """Start everything on this machine, without the sample campaign.

    Example: reviewplatform serve --data-dir /srv/reviews --port 8080
    """
    from reviewplatform.cli.platform import Platform

    Platform(
        directory=chosen_directory(data_dir),
        host=host,
        port=port,
        ready_file=ready_file,
        reset=reset,
        with_sample=False,
    ).run()
