"""lizard: size of code and shape of functions. Python's own parser counts its functions better."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from statistics import fmean

from evaluations.scanning.results import Metric
from evaluations.scanning.scanners.base import Parsed, Said, Scanner

LANGUAGES = frozenset({"python", "javascript", "typescript", "go", "rust"})


def parse(said: Said) -> Parsed:
    """Numbers of the whole solution; none at all when one of its files could not be measured."""
    if said["skipped"]:
        return Parsed(not_scanned=said["skipped"])
    files = said["files"]
    tokens = sum(file["tokens"] for file in files.values())
    others = [file for name, file in files.items() if PurePath(name).suffix != ".py"]
    return Parsed(metrics=(Metric(name="tokens", value=tokens, unit="count"), *_shape(others)))


def _shape(files: list[Said]) -> Iterator[Metric]:
    """Of languages that no tool of their own measures."""
    functions = [function for file in files for function in file["functions"]]
    if files:
        lines = sum(file["lines"] for file in files)
        yield Metric(name="source_lines", value=lines, unit="lines")
        yield Metric(name="functions", value=len(functions), unit="count")
    if not functions:
        return
    for name, key, unit in (
        ("complexity_max", "complexity", "paths"),
        ("parameters_max", "parameters", "count"),
        ("function_length_max", "lines", "lines"),
    ):
        yield Metric(name=name, value=max(each[key] for each in functions), unit=unit)
    mean = fmean(each["complexity"] for each in functions)
    yield Metric(name="complexity_mean", value=mean, unit="paths")


LIZARD = Scanner(name="lizard", languages=LANGUAGES, distribution="lizard", revision=2, parse=parse)
