"""Numbers of our own: cognitive complexity, nesting, repetition, comments, names, type hints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import fmean
from typing import Any

from evaluations.scanning.results import Metric
from evaluations.scanning.scanners.base import Parsed, Said, Scanner

LANGUAGES = frozenset({"python", "javascript", "typescript", "bash", "shell", "sql", "go", "rust"})


def parse(said: Said) -> Parsed:
    """Numbers of the whole solution; none at all when one of its files could not be measured."""
    if said["skipped"] or not said["files"]:
        return Parsed(not_scanned=said["skipped"])
    files = list(said["files"].values())
    lines = said["code_lines"]
    metrics = (*_understanding(files), *_text(files), *_names(files), *_hints(files))
    repeated = Metric(
        name="duplicated_share", value=said["repeated_lines"] / max(1, lines), unit="share"
    )
    return Parsed(metrics=(*metrics, repeated) if lines else metrics)


def _understanding(files: list[Mapping[str, Any]]) -> Iterator[Metric]:
    points = [each for file in files for each in file["cognitive"] or ()]
    if points:
        yield Metric(name="cognitive_complexity_max", value=max(points), unit="points")
        yield Metric(name="cognitive_complexity_mean", value=fmean(points), unit="points")
    levels = [file["nesting"] for file in files if file["nesting"] is not None]
    if levels and not _has_python(files):
        yield Metric(name="nesting_max", value=max(levels), unit="levels")


def _text(files: list[Mapping[str, Any]]) -> Iterator[Metric]:
    lines = sum(file["lines"] for file in files)
    if lines and not _has_python(files):
        comments = sum(file["comment_lines"] for file in files)
        yield Metric(name="lines", value=lines, unit="lines")
        yield Metric(name="comment_lines", value=comments, unit="lines")
        yield Metric(name="comment_share", value=comments / lines, unit="share")


def _names(files: list[Mapping[str, Any]]) -> Iterator[Metric]:
    names = sum(file["names"] for file in files)
    if names:
        letters = sum(file["letters"] for file in files)
        yield Metric(name="name_length_mean", value=letters / names, unit="letters")


def _has_python(files: list[Mapping[str, Any]]) -> bool:
    """Lines, comments and nesting of Python are told by scanners that know it better."""
    return any(file["hints"] is not None for file in files)


def _hints(files: list[Mapping[str, Any]]) -> Iterator[Metric]:
    hints = [file["hints"] for file in files if file["hints"] is not None]
    slots = sum(each["slots"] for each in hints)
    if slots:
        hinted = sum(each["hinted"] for each in hints)
        yield Metric(name="type_hint_share", value=hinted / slots, unit="share")


SHAPE = Scanner(name="shape", languages=LANGUAGES, distribution="lizard", parse=parse)
