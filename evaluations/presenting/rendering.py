"""Solutions and pairs made ready for display, once, and the keys under which they are found again.

Everything here is a function of content, language and masked names: whose code it is does not
enter, so two models with the same code look the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import PurePosixPath
from typing import Any

import pygments

from evaluations.presenting.diff import Diff, compare_lines, fold
from evaluations.presenting.highlighting import highlight
from evaluations.presenting.markup import aligned_html, unified_html
from evaluations.presenting.notices import Notice
from evaluations.presenting.redaction import redact
from evaluations.presenting.text import Overlay, OverlayKind, find_oddities, normalise

VERSION = f"1 pygments {pygments.__version__}"
"""Part of every key: raise the first number when the same input gives other HTML."""

_SUFFIXES = {
    "python": ".py",
    "javascript": ".js",
    "typescript": ".ts",
    "java": ".java",
    "go": ".go",
    "rust": ".rs",
    "c": ".c",
    "cpp": ".cpp",
    "csharp": ".cs",
    "ruby": ".rb",
    "php": ".php",
    "kotlin": ".kt",
    "swift": ".swift",
    "bash": ".sh",
    "sql": ".sql",
}
_OVERLAY_NOTICES = {
    OverlayKind.MASK: Notice.MASKED,
    OverlayKind.ODD: Notice.INVISIBLE,
    OverlayKind.LIKE: Notice.CONFUSABLE,
}


@dataclass(frozen=True, kw_only=True)
class RenderedFile:
    """One file as displayed: neutral path, normalised and masked text, HTML of each line.

    ``source`` is the path as its author wrote it, to be replaced wherever it turns up.
    """

    source: str
    path: str
    text: str
    lines_html: tuple[str, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, kw_only=True)
class RenderedDifference:
    """One file of two sides as two tables; both are empty where nothing could be compared."""

    path: str
    aligned: str
    unified: str
    notices: tuple[Notice, ...]


def solution_key(*, content_hash: str, language: str, names: Iterable[str]) -> str:
    """SHA-256 under which the rendering of one solution is stored."""
    return _digest("solution", VERSION, content_hash, language, *sorted(names))


def difference_key(*, left_key: str, right_key: str) -> str:
    """SHA-256 under which the comparison of two rendered solutions, left to right, is stored."""
    return _digest("comparison", left_key, right_key)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def neutral_paths(paths: Sequence[str], *, language: str, names: Iterable[str]) -> dict[str, str]:
    """Path as written to path as shown. A single file is ``solution`` whatever it was called."""
    if len(paths) == 1:
        suffix = _SUFFIXES.get(language.lower(), PurePosixPath(paths[0]).suffix or ".txt")
        return {paths[0]: f"solution{suffix}"}
    shown: dict[str, str] = {}
    for path in paths:
        shown[path] = _unused(redact(path, names=names).text, shown.values())
    return shown


def _unused(path: str, taken: Collection[str]) -> str:
    stem, dot, suffix = path.rpartition(".")
    candidates = (f"{stem or suffix}-{number}{dot}{suffix if stem else ''}" for number in count(2))
    return next(name for name in chain([path], candidates) if name not in taken)


def render_solution(
    files: Sequence[Mapping[str, str]], *, language: str, names: Iterable[str]
) -> tuple[RenderedFile, ...]:
    """Files (``path``, ``text``) of one solution, ready to be shown."""
    masked_names = frozenset(names)
    paths = neutral_paths([file["path"] for file in files], language=language, names=masked_names)
    return tuple(
        _render_file(file, paths[file["path"]], language=language, names=masked_names)
        for file in files
    )


def _render_file(
    file: Mapping[str, str], path: str, *, language: str, names: frozenset[str]
) -> RenderedFile:
    redacted = redact(normalise(file["text"]), names=names)
    masks = [Overlay(start=a, end=b, kind=OverlayKind.MASK) for a, b in redacted.masks]
    overlays = [*masks, *find_oddities(redacted.text)]
    shown = highlight(redacted.text, language=language, path=path, overlays=overlays)
    kinds = dict.fromkeys(_OVERLAY_NOTICES[overlay.kind] for overlay in overlays)
    return RenderedFile(
        source=file["path"],
        path=path,
        text=redacted.text,
        lines_html=shown.lines_html,
        notices=(*shown.notices, *kinds),
    )


def render_difference(
    left: Sequence[RenderedFile], right: Sequence[RenderedFile]
) -> tuple[RenderedDifference, ...]:
    """Two rendered solutions, file by file: the order of the left, then what only the right has."""
    left_files, right_files = _by_path(left), _by_path(right)
    paths = dict.fromkeys([*left_files, *right_files])
    return tuple(
        _render_pair(path, index, left_files.get(path), right_files.get(path))
        for index, path in enumerate(paths)
    )


def _by_path(files: Sequence[RenderedFile]) -> dict[str, RenderedFile]:
    return {file.path: file for file in files}


def _render_pair(
    path: str, index: int, left: RenderedFile | None, right: RenderedFile | None
) -> RenderedDifference:
    diff = _compare(left, right)
    rows = fold(diff.rows)
    left_html = left.lines_html if left else ()
    right_html = right.lines_html if right else ()
    return RenderedDifference(
        path=path,
        aligned=aligned_html(rows, left_html, right_html, file_index=index) if rows else "",
        unified=unified_html(rows, left_html, right_html, file_index=index) if rows else "",
        notices=diff.notices,
    )


def _compare(left: RenderedFile | None, right: RenderedFile | None) -> Diff:
    sides = [side for side in (left, right) if side]
    if any(Notice.BINARY in side.notices for side in sides):
        return Diff(rows=(), notices=(Notice.NOT_COMPARED,))
    return compare_lines(*(side.text.split("\n") if side else [] for side in (left, right)))


def pack_solution(files: Iterable[RenderedFile]) -> dict[str, Any]:
    """As JSON to store; HTML lines hold no line feed, so one string carries them all."""
    return {
        "files": [
            {
                "source": file.source,
                "path": file.path,
                "text": file.text,
                "html": "\n".join(file.lines_html),
                "notices": file.notices,
            }
            for file in files
        ]
    }


def unpack_solution(content: Mapping[str, Any]) -> tuple[RenderedFile, ...]:
    """What :func:`pack_solution` stored."""
    return tuple(
        RenderedFile(
            source=file["source"],
            path=file["path"],
            text=file["text"],
            lines_html=_unpack_lines(file),
            notices=_unpack_notices(file),
        )
        for file in content["files"]
    )


def _unpack_lines(file: Mapping[str, Any]) -> tuple[str, ...]:
    return () if Notice.BINARY in file["notices"] else tuple(file["html"].split("\n"))


def _unpack_notices(part: Mapping[str, Any]) -> tuple[Notice, ...]:
    return tuple(map(Notice, part["notices"]))


def pack_difference(differences: Iterable[RenderedDifference]) -> dict[str, Any]:
    """As JSON to store."""
    return {
        "differences": [
            {
                "path": each.path,
                "aligned": each.aligned,
                "unified": each.unified,
                "notices": each.notices,
            }
            for each in differences
        ]
    }


def unpack_difference(content: Mapping[str, Any]) -> tuple[RenderedDifference, ...]:
    """What :func:`pack_difference` stored."""
    return tuple(
        RenderedDifference(
            path=each["path"],
            aligned=each["aligned"],
            unified=each["unified"],
            notices=_unpack_notices(each),
        )
        for each in content["differences"]
    )
