"""radon: lines, cyclomatic complexity and maintainability index of Python."""

from __future__ import annotations

from statistics import fmean

from evaluations.scanning.results import Metric
from evaluations.scanning.scanners.base import Parsed, Said, Scanner


def parse(said: Said) -> Parsed:
    """Numbers of the whole solution; none at all when one of its files could not be measured."""
    files = list(said["files"].values())
    if said["skipped"] or not files:
        return Parsed(not_scanned=said["skipped"])
    lines = sum(file["raw"]["loc"] for file in files)
    comments = sum(file["raw"]["comments"] for file in files)
    complexities = [paths for file in files for paths in file["complexities"]]
    metrics = (
        Metric(name="lines", value=lines, unit="lines"),
        Metric(name="source_lines", value=sum(file["raw"]["sloc"] for file in files), unit="lines"),
        Metric(name="comment_lines", value=comments, unit="lines"),
        Metric(name="blank_lines", value=sum(file["raw"]["blank"] for file in files), unit="lines"),
        *([Metric(name="comment_share", value=comments / lines, unit="share")] if lines else []),
        Metric(name="complexity_max", value=max(complexities), unit="paths"),
        Metric(name="complexity_mean", value=fmean(complexities), unit="paths"),
        Metric(name="maintainability_index", value=_maintainability(files), unit="points"),
    )
    return Parsed(metrics=metrics)


def _maintainability(files: list[Said]) -> float:
    """Index of a solution: the mean over its files, each with the weight of its source lines."""
    weights = [max(1, file["raw"]["sloc"]) for file in files]
    return fmean([file["maintainability_index"] for file in files], weights=weights)


RADON = Scanner(name="radon", languages=frozenset({"python"}), distribution="radon", parse=parse)
