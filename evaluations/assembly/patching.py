"""Applying a patch to files: every line of context must be there, nothing is guessed.

A hunk stands where its head says, as earlier hunks moved it; or else at the only other place where
all of its lines stand. Line ends are the file's: a line that differs in nothing but its end is the
same, and lines added beside such a one end as the file's lines do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from evaluations.assembly.patches import FileChange, Hunk, PatchFailed, read_patch

SHOWN_CHARACTERS: Final = 80


def apply_patch(files: Mapping[str, str], patch: str) -> dict[str, str]:
    """``files`` (path -> text) with the changes of ``patch``.

    Raises:
        PatchFailed: it cannot be read or does not apply; names file, hunk and line.
    """
    changes = read_patch(patch)
    level = find_level(changes, files)
    result = dict(files)
    for change in changes:
        _apply(result, change, level)
    return result


def find_level(changes: Sequence[FileChange], files: Mapping[str, str]) -> int:
    """How many leading folders of the paths are none: 1 for ``a/`` and ``b/``, else 0.

    The likelier of the two by the look of the paths, unless only the other finds all the files.
    """
    paths = [path for change in changes for path in _prefixed(change)]
    likely = 1 if all(path.startswith(("a/", "b/")) for path in paths) else 0
    for level in (likely, 1 - likely):
        if all(_finds(change, level, files) for change in changes):
            return level
    return likely


def _prefixed(change: FileChange) -> list[str]:
    return [] if change.plain else [path for path in (change.old_path, change.new_path) if path]


def _finds(change: FileChange, level: int, files: Mapping[str, str]) -> bool:
    old = change.old_path
    if old is None or change.plain:
        return level == 0 or change.plain or "/" in (change.new_path or "")
    return _stripped(old, level) in files


def _stripped(path: str, level: int) -> str:
    return path.partition("/")[2] if level else path


def _apply(files: dict[str, str], change: FileChange, level: int) -> None:
    level = 0 if change.plain else level
    old = None if change.old_path is None else _plain(_stripped(change.old_path, level))
    new = None if change.new_path is None else _plain(_stripped(change.new_path, level))
    if old is not None and old not in files:
        raise _refused(old, "is not among the starter files, so it cannot be changed")
    if new is not None and new != old and new in files:
        raise _refused(new, "is there already, so it cannot be made")
    text = _changed(files[old] if old is not None else "", change.hunks, old or new or "")
    if old is not None:
        del files[old]
    if new is not None:
        files[new] = text
    elif text:
        raise _refused(old or "", "is deleted, but not all of its lines are removed")


def _plain(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path or "\0" in path:
        raise _refused(path, "is no path below the starter files")
    return str(PurePosixPath(path))


def _changed(text: str, hunks: Sequence[Hunk], path: str) -> str:
    lines, end = _lines(text), _line_end(text)
    result: list[str] = []
    done = moved = 0
    for number, hunk in enumerate(hunks, start=1):
        expected = max(0, hunk.start - 1 if hunk.old else hunk.start) + moved
        place = _find(hunk, lines, expected, done)
        if place is None:
            raise _does_not_apply(path, number, hunk, lines, max(expected, done))
        moved += place - expected
        found = lines[place : place + len(hunk.old)]
        result += lines[done:place]
        result += _new_lines(hunk, found, end)
        done = place + len(hunk.old)
    result += lines[done:]
    ended = [line if line.endswith("\n") else line + end for line in result[:-1]]
    return "".join(ended + result[-1:])


def _lines(text: str) -> list[str]:
    """Lines with their ends; only ``\\n`` ends one."""
    *whole, last = text.split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def _find(hunk: Hunk, lines: Sequence[str], expected: int, first: int) -> int | None:
    """Where the hunk's old lines stand: as expected, or at the only other place."""
    if not hunk.old:
        return expected if first <= expected <= len(lines) else None
    wanted = [_without_end(line) for line in hunk.old]
    there = [_without_end(line) for line in lines]
    if expected >= first and there[expected : expected + len(wanted)] == wanted:
        return expected
    places = [
        place
        for place in range(first, len(there) - len(wanted) + 1)
        if there[place] == wanted[0] and there[place : place + len(wanted)] == wanted
    ]
    return places[0] if len(places) == 1 else None


def _without_end(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")


def _new_lines(hunk: Hunk, found: Sequence[str], end: str) -> list[str]:
    """The hunk's new lines. Kept lines stay as they are in the file."""
    new = list(hunk.new)
    if tuple(found) != hunk.old:
        new = [_without_end(line) + end if line.endswith("\n") else line for line in new]
    for in_old, in_new in hunk.kept:
        new[in_new] = found[in_old]
    return new


def _line_end(text: str) -> str:
    """How most of its lines end."""
    return "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"


def _does_not_apply(
    path: str, number: int, hunk: Hunk, lines: Sequence[str], expected: int
) -> PatchFailed:
    """The first line that is not as the hunk has it, where the hunk should stand."""
    for line, wanted in enumerate(hunk.old, start=expected):
        there = lines[line] if line < len(lines) else None
        if there is None or _without_end(there) != _without_end(wanted):
            got = "the file has ended" if there is None else f"there is {_shown(there)}"
            what = f"line {line + 1} should be {_shown(wanted)}, but {got}"
            break
    else:
        line, what = expected, f"the file has fewer than {expected} lines"
    return PatchFailed(
        f"Hunk {number} of {path} does not apply: {what}.",
        details={"file": path, "hunk": number, "line": line + 1},
    )


def _shown(line: str) -> str:
    text = _without_end(line)
    return repr(text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…")


def _refused(path: str, what: str) -> PatchFailed:
    return PatchFailed(f"The file {path!r} of the patch {what}.", details={"file": path})
