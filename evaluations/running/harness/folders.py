"""The folders a program may write to: emptied between programs, and what was built is looked at."""

from __future__ import annotations

import os

MOST_ENTRIES = 50_000
BOX = "/box"
WRITABLE = (BOX, "/tmp", "/dev/shm")  # noqa: S108 - the sandbox's own

Picture = dict[str, tuple[int, ...]]


def modes() -> dict[str, int]:
    """How the folders were to begin with: a program may change that."""
    return {folder: os.stat(folder).st_mode for folder in WRITABLE}


def clean(built: frozenset[str], modes: dict[str, int]) -> None:
    """Empty what can be written to, but for the entries of the box that are ``built``."""
    for folder, mode in modes.items():
        if os.stat(folder).st_mode != mode:
            os.chmod(folder, mode & 0o7777)
        for name in os.listdir(folder):
            if folder != BOX or name not in built:
                remove(f"{folder}/{name}")
    os.chdir(BOX)


def lay(files: dict[str, bytes]) -> None:
    """Write ``files`` (path below the box -> content)."""
    for path, content in files.items():
        os.makedirs(os.path.dirname(f"{BOX}/{path}"), exist_ok=True)
        with open(f"{BOX}/{path}", "wb") as file:
            file.write(content)


def remove(path: str) -> None:
    """Whatever it is and however deep: paths may be too long to name, so it walks."""
    if os.path.islink(path) or not os.path.isdir(path):
        os.unlink(path)
        return
    enter(path)
    above = [path]
    while above:
        below = empty_here()
        if below:
            enter(below)
            above.append(below)
        else:
            os.chdir("..")
            os.rmdir(above.pop())


def enter(path: str) -> None:
    os.chmod(path, 0o700)
    os.chdir(path)


def empty_here() -> str:
    """Remove what the working directory holds; name a folder that is not empty, if there is one."""
    while True:
        found = False
        for entry in os.scandir("."):
            found = True
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.name)
                continue
            try:
                os.rmdir(entry.name)
            except OSError:
                return entry.name
        if not found:
            return ""


def picture() -> Picture:
    """What lies in the box and when it was last changed, which nobody can set."""
    seen: Picture = {}
    waiting = [BOX]
    while waiting:
        for entry in os.scandir(waiting.pop()):
            stat = entry.stat(follow_symlinks=False)
            seen[entry.path] = (stat.st_ino, stat.st_mode, stat.st_size, stat.st_ctime_ns)
            if len(seen) > MOST_ENTRIES:
                raise OSError("too many files")
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
    return seen
