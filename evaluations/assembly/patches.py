"""A unified diff, read into changes of files: what ``diff -u`` and ``git diff`` write.

Prose between the changes is passed over. Counts that are wrong are faults: where a hunk ends must
not be guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from evaluations.errors import InvalidInput

NOTHING: Final = "/dev/null"
MOST_CHANGES: Final = 200
MOST_HUNKS: Final = 5000
MOST_PATCH_CHARACTERS: Final = 4 * 1024 * 1024

HUNK: Final = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
ESCAPE: Final = re.compile(rb"\\([0-7]{3}|.)")
ESCAPED: Final = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b'"': b'"', b"\\": b"\\"}
WITHOUT_END: Final = "\\"  # "\ No newline at end of file"
SIGNATURE: Final = "-- "  # ends what git format-patch writes


class PatchFailed(InvalidInput):
    """The patch cannot be read or does not apply; the details name file, hunk and line."""

    code = "patch_failed"


@dataclass(frozen=True, kw_only=True)
class Hunk:
    """``old`` is what must stand from line ``start`` (from 1) on, ``new`` what is to stand there.

    Lines keep their ends. ``kept`` pairs the positions of lines that are in both.
    """

    start: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    kept: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class FileChange:
    """One file's changes. A path is ``None`` where the file is new or is deleted.

    ``plain`` says that the paths are as they are (git's ``rename from``), without a prefix.
    """

    old_path: str | None
    new_path: str | None
    hunks: tuple[Hunk, ...] = ()
    plain: bool = False


def read_patch(text: str) -> tuple[FileChange, ...]:
    """The changes of a diff, in its order.

    Raises:
        PatchFailed: it is no diff, is binary or cut off; names the line of the patch.
    """
    if len(text) > MOST_PATCH_CHARACTERS:
        raise PatchFailed(f"The patch is longer than {MOST_PATCH_CHARACTERS:,} characters.")
    changes = tuple(_Reader(text.split("\n")).changes())
    if not changes:
        raise PatchFailed(
            "The patch changes nothing: it has no lines '--- a/file' and '+++ b/file'. "
            "Give a unified diff against the starter files."
        )
    if len(changes) > MOST_CHANGES or sum(len(each.hunks) for each in changes) > MOST_HUNKS:
        raise PatchFailed(f"The patch has more than {MOST_CHANGES} files or {MOST_HUNKS} hunks.")
    return changes


class _Reader:
    """Goes through the lines of a patch once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._at = 0
        # A patch whose own headers end in \r\n was converted as a whole: so were its lines.
        self._converted = any(line.startswith("@@ ") and line.endswith("\r") for line in lines)

    def changes(self) -> Iterator[FileChange]:
        while self._at < len(self._lines):
            if self._peek().startswith("diff --git "):
                yield from self._git_change()
            elif self._starts_paths():
                yield self._change(*self._paths())
            elif self._peek().startswith("@@ "):
                raise self._fault("a hunk stands before any file", "Put '--- a/file' above it")
            else:
                self._at += 1

    def _peek(self) -> str:
        return self._lines[self._at].rstrip("\r") if self._at < len(self._lines) else ""

    def _starts_paths(self) -> bool:
        following = self._lines[self._at + 1 : self._at + 2]
        return self._peek().startswith("--- ") and any(
            line.startswith("+++ ") for line in following
        )

    def _git_change(self) -> Iterator[FileChange]:
        """git tells in headers what hunks cannot: renames, and files that are made or go empty."""
        first, headers = self._peek(), dict[str, str]()
        self._at += 1
        while self._at < len(self._lines) and not self._starts_paths():
            line = self._peek()
            if line.startswith(("Binary files ", "GIT binary patch")):
                raise self._fault("a binary file is changed", "Give changes of texts only")
            header = re.match(
                r"(rename from|rename to|copy from|copy to|new file|deleted file) ?", line
            )
            if header:
                headers[header[1]] = line[header.end() :]
            elif not re.match(r"(old mode|new mode|index|similarity|dissimilarity)\b", line):
                break
            self._at += 1
        hunks: tuple[Hunk, ...] = ()
        if self._starts_paths():
            old, new = self._paths()
            hunks = tuple(self._hunks())
        elif "new file" in headers or "deleted file" in headers:
            path = _git_path(first)
            old, new = (None, path) if "new file" in headers else (path, None)
        else:
            old = new = None
        if "copy to" in headers:
            raise self._fault("a file is copied", "Write the copy as a new file")
        if "rename to" in headers:
            old, new = _unquoted(headers.get("rename from", "")), _unquoted(headers["rename to"])
            yield FileChange(old_path=old, new_path=new, hunks=hunks, plain=True)
        elif old is not None or new is not None:
            yield FileChange(old_path=old, new_path=new, hunks=hunks)

    def _paths(self) -> tuple[str | None, str | None]:
        old, new = self._path(), self._path()
        if old is None and new is None:
            raise self._fault(f"both files are {NOTHING}", "Name the file that is changed")
        return old, new

    def _path(self) -> str | None:
        """What follows ``---`` or ``+++``, without the time that ``diff`` appends after a tab."""
        path = self._peek()[4:].partition("\t")[0].rstrip()
        self._at += 1
        return None if path == NOTHING else _unquoted(path)

    def _change(self, old: str | None, new: str | None) -> FileChange:
        return FileChange(old_path=old, new_path=new, hunks=tuple(self._hunks()))

    def _hunks(self) -> Iterator[Hunk]:
        if not self._peek().startswith("@@"):
            raise self._fault("a file has no hunk", "Give its changes below '@@ -1,3 +1,4 @@'")
        while self._peek().startswith("@@"):
            head = HUNK.match(self._peek())
            if head is None:
                raise self._fault("the head of a hunk has no numbers", "Write '@@ -1,3 +1,4 @@'")
            self._at += 1
            start, old, _, new = (1 if number is None else int(number) for number in head.groups())
            yield self._hunk(start, old, new)
            self._refuse_more()

    def _hunk(self, start: int, old_left: int, new_left: int) -> Hunk:
        old: list[str] = []
        new: list[str] = []
        kept: list[tuple[int, int]] = []
        while old_left or new_left:
            sign, line = self._line()
            if sign == " ":
                kept.append((len(old), len(new)))
            if sign != "+":
                old.append(line)
                old_left -= 1
            if sign != "-":
                new.append(line)
                new_left -= 1
            if old_left < 0 or new_left < 0:
                raise self._fault("a hunk has more lines than its head says", "Count them again")
        return Hunk(start=start, old=tuple(old), new=tuple(new), kept=tuple(kept))

    def _line(self) -> tuple[str, str]:
        """One line of a hunk and its sign; editors cut the blank of an empty context line."""
        if self._at >= len(self._lines) - (self._lines[-1] == ""):
            raise self._fault("a hunk has fewer lines than its head says", "Is the patch cut off?")
        text = self._lines[self._at]
        sign, line = (text[0], text[1:]) if text.strip("\r") else (" ", text)
        if sign not in " +-":
            raise self._fault(
                "a line of a hunk starts with none of ' ', '+', '-'", "Count them again"
            )
        self._at += 1
        line = line.removesuffix("\r") if self._converted else line
        if self._peek().startswith(WITHOUT_END):
            self._at += 1
            return sign, line
        return sign, f"{line}\n"

    def _refuse_more(self) -> None:
        """What follows a hunk may be anything but one more line of it."""
        line = self._peek()
        is_one_more = line[:1] in ("+", "-", " ") and line.strip() and not self._starts_paths()
        if is_one_more and not f"{line} ".startswith(SIGNATURE):
            raise self._fault("a hunk has more lines than its head says", "Count them again")

    def _fault(self, what: str, remedy: str) -> PatchFailed:
        number = min(self._at + 1, len(self._lines))
        return PatchFailed(
            f"Line {number} of the patch: {what}. {remedy}{'' if remedy.endswith('?') else '.'}",
            details={"line": number},
        )


def _git_path(line: str) -> str:
    """The path of ``diff --git a/x b/x``, which is twice the same where nothing is renamed."""
    both = line.removeprefix("diff --git ")
    if both.startswith('"'):
        return _unquoted(both[: both.index('"', 1) + 1] if '"' in both[1:] else both)
    return both[: len(both) // 2]


def _unquoted(path: str) -> str:
    """git puts paths with unusual characters in quotes, as C would."""
    if len(path) < 2 or not (path.startswith('"') and path.endswith('"')):
        return path
    return ESCAPE.sub(_character, path[1:-1].encode()).decode("utf-8", "replace")


def _character(match: re.Match[bytes]) -> bytes:
    found = match[1]
    return bytes([int(found, 8) & 0xFF]) if len(found) == 3 else ESCAPED.get(found, found)
