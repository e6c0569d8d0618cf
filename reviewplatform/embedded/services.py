"""The two servers of a data directory, started together and stopped in order."""

from __future__ import annotations

import os
import secrets
import shutil
from types import TracebackType
from typing import Self

from reviewplatform.embedded.accounts import Account, make_root_folder, server_account
from reviewplatform.embedded.layout import DataDirectory
from reviewplatform.embedded.lock import DirectoryLock
from reviewplatform.embedded.postgres import STOP_SECONDS as POSTGRES_STOP_SECONDS
from reviewplatform.embedded.postgres import Postgres
from reviewplatform.embedded.postgres import end_leftover_server as end_leftover_postgres
from reviewplatform.embedded.processes import Child
from reviewplatform.embedded.valkey import STOP_SECONDS as VALKEY_STOP_SECONDS
from reviewplatform.embedded.valkey import Valkey
from reviewplatform.embedded.valkey import end_leftover_server as end_leftover_valkey


class EmbeddedServices:
    """PostgreSQL and Valkey of one data directory; as a context manager, started and stopped."""

    def __init__(self, directory: DataDirectory, *, durable: bool = True) -> None:
        self.directory = directory
        self.durable = durable
        self.database: Child | None = None
        self.broker: Child | None = None
        self._lock = DirectoryLock(directory.lock_file)
        self._account: Account | None = None

    def open(self) -> None:
        """Make the data directory and take its lock.

        Raises:
            DataDirectoryUnusable: it cannot be used, or (``DataDirectoryBusy``) is in use.
        """
        account = server_account()
        make_root_folder(self.directory, account)
        self._lock.acquire()
        self._account = account

    def start_database(self) -> None:
        """Start PostgreSQL. Raises :class:`ServiceUnavailable` with its last words."""
        self.database = Postgres(
            directory=self.directory, account=self._opened(), durable=self.durable
        ).start()

    def start_broker(self) -> None:
        """Start Valkey. Raises :class:`ServiceUnavailable` with its last words."""
        self.broker = Valkey(directory=self.directory, account=self._opened()).start()

    def wipe(self) -> None:
        """Delete everything in the data directory but its lock."""
        self._opened()
        end_leftover_postgres(self.directory.postgres)
        end_leftover_valkey(self.directory.valkey_socket)
        for path in self.directory.root.iterdir():
            if path == self.directory.lock_file:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    @property
    def children(self) -> tuple[Child, ...]:
        """What runs now."""
        return tuple(child for child in (self.database, self.broker) if child is not None)

    def stop(self) -> None:
        """Stop what runs and give the directory back. Safe to call at any time, and twice."""
        if self.broker is not None:
            self.broker.stop(patience_seconds=VALKEY_STOP_SECONDS)
        if self.database is not None:
            self.database.stop(patience_seconds=POSTGRES_STOP_SECONDS)
        self.broker = self.database = None
        self._lock.release()

    def __enter__(self) -> Self:
        try:
            self.open()
            self.start_database()
            self.start_broker()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _opened(self) -> Account:
        if self._account is None:
            raise RuntimeError("open() comes first: it takes the lock")
        return self._account


def environment_of(directory: DataDirectory) -> dict[str, str]:
    """The settings variables that make every process use this directory's servers."""
    settings = {
        "DATABASE_URL": directory.database_url,
        "REDIS_URL": directory.redis_url,
        "REVIEWPLATFORM_DATA_DIR": str(directory.root),
        "REVIEWPLATFORM_SECRET_KEY": read_or_make_secret_key(directory),
    }
    if directory.url_file.exists():
        settings["REVIEWPLATFORM_PUBLIC_URL"] = directory.url_file.read_text()
    return settings


def read_or_make_secret_key(directory: DataDirectory) -> str:
    """The installation's own key, made on first use and readable by its owner alone."""
    path = directory.secret_key_file
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
