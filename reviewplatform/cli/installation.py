"""Django on the right servers, for verbs that need the database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from reviewplatform.embedded.layout import DataDirectory, data_directory, default_data_directory
from reviewplatform.embedded.lock import DirectoryLock
from reviewplatform.embedded.preparation import load_django, migrate

data_dir_option = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the embedded database; not used where DATABASE_URL is set.",
)


def needs_django(function: Callable[..., None]) -> Callable[..., None]:
    """Decorate a verb under ``@click.command``: adds ``--data-dir`` and sets Django up."""

    @data_dir_option
    @wraps(function)
    def wrapped(*, data_dir: Path | None, **arguments: Any) -> None:
        with setup_django(data_dir):
            function(**arguments)

    return wrapped


def chosen_directory(data_dir: Path | None) -> DataDirectory:
    """The folder named on the command line, else in the environment, else the usual one."""
    return data_directory(data_dir) if data_dir else default_data_directory()


@contextmanager
def setup_django(data_dir: Path | None = None) -> Iterator[None]:
    """Set Django up on the servers ``DATABASE_URL`` names, or on embedded ones.

    A running ``demo`` or ``serve`` of the data directory is joined; else its servers are started
    for the time of the block.

    Raises:
        EvaluationError: the embedded servers cannot be started.
    """
    if "DATABASE_URL" in os.environ:
        load_django()
        yield
        return
    directory = chosen_directory(data_dir)
    if is_running(directory):
        join(directory)
        load_django()
        yield
        return
    from reviewplatform.embedded.services import EmbeddedServices

    with EmbeddedServices(directory):
        join(directory)
        load_django()
        migrate()
        yield


def is_running(directory: DataDirectory) -> bool:
    """Whether a process holds the data directory."""
    if not directory.lock_file.exists():
        return False
    lock = DirectoryLock(directory.lock_file)
    free = lock.try_acquire()
    lock.release()
    return not free


def join(directory: DataDirectory) -> None:
    """Let the settings of this process name the directory's servers."""
    from reviewplatform.embedded.services import environment_of

    os.environ.update(environment_of(directory))
