"""What scanners find of what was planted, what they say of clean code, and the time they take.

Run with ``python -m tests.benchmarks scans``. Planted are the corpora of tests/unit/scanning, one
for each language; a false alarm is a finding of medium or worse on one of their clean twins.
HumanEval-X holds reference solutions that nobody wrote for scanners: what is said of them is a
false alarm or a fault of the reference, and only a person can tell which.
"""

from __future__ import annotations

import gzip
import json
import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.base import Sandbox
from evaluations.scanning.results import Severity, Source, SourceFile
from evaluations.scanning.scan import Scan, scan_sources
from tests.benchmarks.figures import Figure, at_least, at_most
from tests.benchmarks.workbench import Workbench
from tests.data import shared_data
from tests.unit.scanning.planted import PlantedFile, absent_scanners, scan_planted
from tests.unit.scanning.scanning_helpers import findings_of

BATCH = 20
RECALL = {"python": 12 / 13, "javascript": 8 / 10}
"""Least share of the planted faults to be found; elsewhere at least one."""

REFERENCES = {"javascript": "js", "go": "go", "rust": "rust", "python": "python"}


def measure(_workbench: Workbench) -> Iterator[Figure]:
    """Recall and false alarms of each corpus, then alarms and time on real solutions."""
    sandbox = find_sandbox()
    for name in sorted(absent_scanners()):
        yield Figure(f"NOT MEASURED: {name} is not installed", 0, "findings")
    planted = sorted(scan_planted(sandbox), key=lambda file: file.language)
    for language, group in groupby(planted, key=lambda file: file.language):
        yield from _planted_figures(language, list(group))
    for language, name in REFERENCES.items():
        yield from _reference_figures(language, name, sandbox)


def _planted_figures(language: str, files: Sequence[PlantedFile]) -> Iterator[Figure]:
    faults = sum(len(file.faults) for file in files)
    found = sum(len(file.found) for file in files)
    missed = " ".join(fault.name for file in files for fault in file.missed)
    least = max(1, math.ceil(RECALL.get(language, 0) * faults))
    what = f"{language}: found of {faults} planted" + (f" (missed: {missed})" if missed else "")
    yield Figure(what, found, "faults", at_least(least))
    clean = [file for file in files if not file.is_faulty]
    alarms = sum(len(file.alarms) for file in clean)
    yield Figure(
        f"{language}: false alarms, {len(clean)} clean files", alarms, "alarms", at_most(0)
    )


def _reference_figures(language: str, name: str, sandbox: Sandbox) -> Iterator[Figure]:
    sources = _references(language, name)
    started = time.perf_counter()
    scans = [
        scan
        for at in range(0, len(sources), BATCH)
        for scan in scan_sources(sources=sources[at : at + BATCH], sandbox=sandbox)
    ]
    seconds = time.perf_counter() - started
    what = f"{language}: {len(sources)} references of HumanEval-X"
    yield Figure(f"{what}, alarms ({_most_frequent(scans)})", _alarms(scans).total(), "alarms")
    unread = sum(any(not result.scanned for result in scan) for scan in scans)
    yield Figure(f"{what}, not read to the end by every scanner", unread, "solutions")
    yield Figure(f"{what}, time of each", seconds / len(sources) * 1000, "ms")


def _references(language: str, name: str) -> list[Source]:
    path = shared_data(f"problems/humaneval-x/humaneval_{name}.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [_source(language, row) for row in rows]


def _source(language: str, row: dict[str, str]) -> Source:
    head = row.get("import", "") if language == "go" else ""
    text = head + row["declaration"] + row["canonical_solution"]
    content = text.encode()
    return Source(language=language, files=(SourceFile(path="solution", content=content),))


def _alarms(scans: Sequence[Scan]) -> Counter[str]:
    return Counter(
        found.rule
        for scan in scans
        for found in findings_of(scan)
        if found.severity.rank <= Severity.MEDIUM.rank
    )


def _most_frequent(scans: Sequence[Scan]) -> str:
    return ", ".join(f"{rule} {count}" for rule, count in _alarms(scans).most_common(4)) or "none"
