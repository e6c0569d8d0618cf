"""Where everything lies under one data directory, and the addresses that follow from it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE_NAME = "reviewplatform"
DATABASE_SUPERUSER = "postgres"
ROOT_BASE = Path("/var/lib/reviewplatform")
LONGEST_SOCKET_PATH = 107
"""Bytes; the kernel's ``sun_path`` holds 108 with the closing NUL."""

POSTGRES_SOCKET = ".s.PGSQL.5432"
VALKEY_SOCKET = "valkey.sock"


@dataclass(frozen=True, kw_only=True)
class DataDirectory:
    """The folders of one installation. Nothing here touches the disk."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def programs(self) -> Path:
        """A copy of the servers' programs, made only where root installed them out of reach."""
        return self.root / "programs"

    @property
    def lock_file(self) -> Path:
        return self.root / "lock"

    @property
    def url_file(self) -> Path:
        """Address of the last web server, for the links that other verbs print."""
        return self.root / "url"

    @property
    def secret_key_file(self) -> Path:
        return self.root / "secret_key"

    @property
    def sockets(self) -> Path:
        """Folder of the unix sockets: inside the data directory while the path is short enough."""
        inside = self.root / "run"
        if len(os.fsencode(inside / POSTGRES_SOCKET)) <= LONGEST_SOCKET_PATH:
            return inside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"reviewplatform-{digest}"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / VALKEY_SOCKET

    @property
    def database_url(self) -> str:
        host = quote(str(self.sockets), safe="/")
        return f"postgresql:///{DATABASE_NAME}?host={host}&user={DATABASE_SUPERUSER}"

    @property
    def redis_url(self) -> str:
        return f"unix://{quote(str(self.valkey_socket), safe='/')}?db=0"


def default_data_directory() -> DataDirectory:
    """The data directory where none is named: ``REVIEWPLATFORM_DATA_DIR``, else the user's own."""
    named = os.environ.get("REVIEWPLATFORM_DATA_DIR")
    if named:
        return data_directory(Path(named))
    return data_directory(_base() / "data")


def data_directory(path: Path) -> DataDirectory:
    """The data directory at ``path``, made absolute."""
    return DataDirectory(root=path.expanduser().resolve())


def _base() -> Path:
    if os.geteuid() == 0:
        return ROOT_BASE
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "reviewplatform"
