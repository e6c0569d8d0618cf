"""The planted corpora: files with labelled faults (``# fault: NAME CWE``) and clean twins.

``corpus/<language>/faulty`` and ``.../clean``; a label is a comment of the file's language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from evaluations.sandboxes.base import Sandbox
from evaluations.scanning.normalise import family
from evaluations.scanning.results import Finding, Severity, Source, SourceFile
from evaluations.scanning.scan import Scan, scan_sources
from evaluations.scanning.scanners import SCANNERS
from tests.unit.scanning.scanning_helpers import findings_of

CORPUS = Path(__file__).parent / "corpus"
LABEL = re.compile(r"(?:#|//|--) fault: (?P<name>\S+) (?P<what>\S+)")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One planted fault: where it is and the rule or weakness that names it."""

    name: str
    what: str
    line: int

    def is_found_by(self, found: Finding) -> bool:
        """On its line, by its name, and worse than a remark on style."""
        names = {found.rule, family(found.cwe)}
        here = found.line <= self.line <= found.end_line
        return here and family(self.what) in names and found.severity is not Severity.INFO


@dataclass(frozen=True, kw_only=True)
class PlantedFile:
    """A file of the corpus and, once scanned, what was said of it."""

    name: str
    source: Source
    faults: tuple[Fault, ...]
    scan: Scan = ()

    @property
    def language(self) -> str:
        """The language of its corpus."""
        return self.source.language

    @property
    def is_faulty(self) -> bool:
        """Whether it is no clean twin."""
        return "/faulty/" in self.name

    @property
    def alarms(self) -> list[Finding]:
        """What was said of it that is medium or worse."""
        findings = findings_of(self.scan)
        return [found for found in findings if found.severity.rank <= Severity.MEDIUM.rank]

    @property
    def found(self) -> list[Fault]:
        """Faults that a scanner reported."""
        findings = findings_of(self.scan)
        return [fault for fault in self.faults if any(map(fault.is_found_by, findings))]

    @property
    def missed(self) -> list[Fault]:
        """Faults that none did."""
        return [fault for fault in self.faults if fault not in self.found]

    def with_scan(self, scan: Scan) -> PlantedFile:
        """The same file, scanned."""
        return replace(self, scan=scan)


def planted_files() -> list[PlantedFile]:
    """The corpora, in order."""
    return [_read(path) for path in sorted(CORPUS.glob("*/*/*.*")) if path.suffix != ".pyc"]


def scan_planted(sandbox: Sandbox) -> list[PlantedFile]:
    """Every file as a solution of its own, scanned by all scanners."""
    scanned: list[PlantedFile] = []
    for _, group in groupby(planted_files(), key=lambda file: file.language):
        files = list(group)
        scans = scan_sources(sources=[file.source for file in files], sandbox=sandbox)
        scanned += [file.with_scan(scan) for file, scan in zip(files, scans, strict=True)]
    return scanned


def recall_table(files: Sequence[PlantedFile]) -> str:
    """For each faulty file: faults found of those planted, and the names of the missed."""
    rows = [
        f"{file.name:42} {len(file.found):2} of {len(file.faults):2}  "
        + " ".join(fault.name for fault in file.missed)
        for file in files
        if file.is_faulty
    ]
    return "\n".join(rows)


def absent_scanners() -> frozenset[str]:
    """Optional tools that are not installed here."""
    return frozenset(scanner.name for scanner in SCANNERS if not scanner.installed_version)


def _read(path: Path) -> PlantedFile:
    text = path.read_text()
    faults = tuple(
        Fault(name=label["name"], what=label["what"], line=number)
        for number, line in enumerate(text.splitlines(), start=1)
        if (label := LABEL.search(line))
    )
    language = path.parts[-3]
    return PlantedFile(
        name="/".join(path.parts[-3:]),
        source=Source(
            language=language, files=(SourceFile(path=path.name, content=text.encode()),)
        ),
        faults=faults,
    )
