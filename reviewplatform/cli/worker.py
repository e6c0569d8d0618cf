"""``reviewplatform worker``: one more worker, here or on another machine."""

from __future__ import annotations

import click

from reviewplatform.cli.installation import needs_django
from reviewplatform.embedded.commands import QUEUES, worker_arguments
from reviewplatform.environment import environment


@click.command()
@click.option(
    "--queue", "queues", type=click.Choice(QUEUES), multiple=True, help="Only these (default: all)."
)
@click.option(
    "--concurrency", type=click.IntRange(1), help="Tasks at once (default: one per core)."
)
@click.option(
    "--beat", is_flag=True, help="Also send the periodic tasks; exactly one worker should."
)
@needs_django
def command(*, queues: tuple[str, ...], concurrency: int | None, beat: bool) -> None:
    """Run background work until Ctrl-C.

    Example: reviewplatform worker --queue run --concurrency 8
    """
    from reviewplatform.celery import app

    arguments = worker_arguments(queues=queues or QUEUES, concurrency=concurrency)
    if beat:
        arguments += ["--beat", "--schedule", str(environment().data_dir / "beat-schedule")]
    app.worker_main(arguments[arguments.index("worker") :])
