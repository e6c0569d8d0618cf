"""Who the servers run as.

PostgreSQL refuses to run as root. As root, both servers run as a system user of their own; a
program that this user cannot reach is copied and such a folder refused, neither is opened up:
loosening the modes above it (as the wheel's own starter does, up to ``/``) would show private files
to every user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from reviewplatform.embedded.errors import DataDirectoryUnusable
from reviewplatform.embedded.layout import ROOT_BASE, DataDirectory

SYSTEM_USER = "reviewplatform"
HOMES = (Path("/root"), Path("/home"))


@dataclass(frozen=True, kw_only=True)
class Account:
    """The user and group a server runs as; ``other`` is true where that is not ourselves."""

    uid: int
    gid: int
    other: bool

    def own(self, folder: Path) -> None:
        """Make ``folder`` and give it to this account alone."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_uid != self.uid:
            _take_over(folder, self)
        folder.chmod(0o700)


def server_account() -> Account:
    """The account of the servers: ourselves, or the system user when we are root."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), other=False)
    entry = _find_user() or _add_user()
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, other=True)


def make_root_folder(directory: DataDirectory, account: Account) -> None:
    """Make the data directory itself, closed to all but us; the servers must pass through it.

    Raises:
        DataDirectoryUnusable: the path is no folder, not writable, or out of the servers' reach.
    """
    if account.other:
        _refuse_homes(directory.root)
    try:
        _refuse_foreign_content(directory)
        directory.root.mkdir(parents=True, exist_ok=True, mode=0o755)
        directory.root.chmod(0o711 if account.other else 0o700)
    except OSError as error:
        raise DataDirectoryUnusable(
            f"The data directory {directory.root} cannot be made or written: {error.strerror}. "
            "Choose another with --data-dir."
        ) from error
    if account.other and not reachable(directory.root):
        raise DataDirectoryUnusable(
            f"As root, the database runs as the system user '{SYSTEM_USER}', and a folder above "
            f"{directory.root} is closed to it. Choose one under {ROOT_BASE} with --data-dir."
        )


def reachable(path: Path) -> bool:
    """Whether every folder on the way to ``path``, and ``path`` itself, lets other users pass."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.parents))


def copy_if_unreachable(tree: Path, copy: Path, account: Account) -> Path:
    """``tree`` itself, or a copy of it that ``account`` can reach."""
    if not account.other or reachable(tree):
        return tree
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        half = copy.with_name(copy.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(tree, half, symlinks=True)
        half.rename(copy)
    return copy


def _refuse_foreign_content(directory: DataDirectory) -> None:
    """A folder with other things in it is not ours to close, fill or wipe."""
    root = directory.root
    if root.exists() and not directory.lock_file.exists() and any(root.iterdir()):
        raise DataDirectoryUnusable(
            f"{root} holds other files and is no data directory of this platform. Choose an empty "
            "or a new folder with --data-dir."
        )


def _refuse_homes(root: Path) -> None:
    if any(root.is_relative_to(home) for home in HOMES):
        raise DataDirectoryUnusable(
            f"As root, {root} lies in a home directory, where the database's own user has no "
            f"business. Choose a folder under {ROOT_BASE} with --data-dir."
        )


def _find_user() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None


def _add_user() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--shell", "/usr/sbin/nologin", SYSTEM_USER]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    entry = _find_user()  # another process may have been first, so the result is what counts
    if entry is None:
        raise DataDirectoryUnusable(
            f"PostgreSQL does not run as root, and the system user '{SYSTEM_USER}' could not be "
            f"added ({done.stderr.strip()}). Run as an ordinary user, or add it yourself."
        )
    return entry


def _take_over(folder: Path, account: Account) -> None:
    """Give an existing tree to ``account``: the data may come from a copy or another machine."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
