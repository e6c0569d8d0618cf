"""The planted corpus: files with labelled faults (``# fault: NAME CWE``) and clean twins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evaluations.scanning.normalise import CWE_FAMILY
from evaluations.scanning.results import Finding, Severity, Source, SourceFile
from evaluations.scanning.scan import Scan
from tests.unit.scanning.scanning_helpers import findings_of

CORPUS = Path(__file__).parent / "corpus"
LABEL = re.compile(r"# fault: (?P<name>\S+) (?P<what>\S+)")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One planted fault: where it is and the rule or weakness that names it."""

    name: str
    what: str
    line: int

    def is_found_by(self, found: Finding) -> bool:
        """On its line, by its name, and worse than a remark on style."""
        names = {found.rule, CWE_FAMILY.get(found.cwe, found.cwe)}
        here = found.line <= self.line <= found.end_line
        return here and self.what in names and found.severity is not Severity.INFO


@dataclass(frozen=True, kw_only=True)
class PlantedFile:
    """A file of the corpus and, once scanned, what was said of it."""

    name: str
    source: Source
    faults: tuple[Fault, ...]
    scan: Scan = ()

    @property
    def is_faulty(self) -> bool:
        """Whether it is no clean twin."""
        return self.name.startswith("faulty/")

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
    """The corpus, in order."""
    return [_read(path) for path in sorted(CORPUS.glob("*/*.py"))]


def recall_table(files: Sequence[PlantedFile]) -> str:
    """For each file: faults found of those planted, and the names of the missed."""
    rows = [
        f"{file.name:32} {len(file.found):2} of {len(file.faults):2}  "
        + " ".join(fault.name for fault in file.missed)
        for file in files
        if file.is_faulty
    ]
    return "\n".join(rows)


def _read(path: Path) -> PlantedFile:
    text = path.read_text()
    faults = tuple(
        Fault(name=label["name"], what=label["what"], line=number)
        for number, line in enumerate(text.splitlines(), start=1)
        if (label := LABEL.search(line))
    )
    files = (SourceFile(path=path.name, content=text.encode()),)
    return PlantedFile(
        name=f"{path.parent.name}/{path.name}",
        source=Source(language="python", files=files),
        faults=faults,
    )
