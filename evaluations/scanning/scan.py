"""Source -> what every scanner says of it. The one entry to the scanners; it knows no database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from evaluations.sandboxes.base import Sandbox
from evaluations.scanning.normalise import normalise
from evaluations.scanning.packages import settle
from evaluations.scanning.program import (
    NamedFile,
    build_program,
    files_for,
    name_files,
    read_lines,
    why_cut_off,
)
from evaluations.scanning.results import ScannerResult, Source
from evaluations.scanning.scanners import SCANNERS, Parsed, Scanner

MAX_FINDINGS = 1000
"""Of one scanner in one solution; a file made to produce more is not worth more rows."""

NEUTRAL = re.compile(r"\bfile\d+[\w.-]*\.\w+")
"""The names that tools know and quote; see :func:`name_files`."""

Scan = tuple[ScannerResult, ...]
"""One solution's results, in the order of the scanners that read its language."""


def scan_sources(
    *, sources: Sequence[Source], sandbox: Sandbox, scanners: Sequence[Scanner] = SCANNERS
) -> tuple[Scan, ...]:
    """Scan many solutions in one start of the sandbox.

    Each is read by the scanners of its problem's language and of the languages of its files. What
    was cut off because of its neighbours is scanned again alone.

    Raises:
        SandboxUnavailable: the sandbox failed; nothing may be said of any solution.
    """
    solutions = [name_files(source) for source in sources]
    asked = [
        [
            scanner
            for scanner in scanners
            if scanner.reads(source.language) or files_for(scanner, files)
        ]
        for source, files in zip(sources, solutions, strict=True)
    ]
    scans = _scan(solutions, asked, sandbox)
    return tuple(map(share_findings, scans, sources))


def _scan(
    solutions: Sequence[Sequence[NamedFile]], asked: Sequence[Sequence[Scanner]], sandbox: Sandbox
) -> list[Scan]:
    """For each solution what the scanners that are asked say of it, in their order."""
    wanted = {scanner.name: scanner for scanners in asked for scanner in scanners}
    installed = [scanner for scanner in wanted.values() if scanner.installed_version]
    outcome = sandbox.run(build_program(solutions, installed))
    lines, why = read_lines(outcome), why_cut_off(outcome)
    scans: list[Scan] = []
    for number, (files, scanners) in enumerate(zip(solutions, asked, strict=True)):
        results = [read_result(each, files, lines.get((number, each.name))) for each in scanners]
        cut_off = [each for each, result in zip(scanners, results, strict=True) if not result]
        if cut_off and len(solutions) > 1:
            [again] = _scan([files], [cut_off], sandbox)
        else:
            again = tuple(refuse(scanner, why) for scanner in cut_off)
        missing = iter(again)
        scans.append(tuple(result or next(missing) for result in results))
    return scans


def read_result(
    scanner: Scanner, files: Sequence[NamedFile], line: Mapping[str, Any] | None
) -> ScannerResult | None:
    """What a scanner says of one solution; ``None`` when it was cut off before it could."""
    own = files_for(scanner, files)
    if not scanner.installed_version:
        return refuse(scanner, f"{scanner.distribution} is not installed")
    if not own:
        return refuse(scanner, f"no file in {_or(sorted(scanner.languages))}")
    left_out = {file.name: file.left_out for file in own if file.left_out}
    if line is None:
        return refuse(scanner, _words(left_out, files)) if len(left_out) == len(own) else None
    if "error" in line:
        return refuse(scanner, str(line["error"]), line)
    try:
        parsed = scanner.parse(line["said"])
        return _result(scanner, files, parsed, left_out, line)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return refuse(scanner, f"its answer makes no sense ({type(error).__name__})", line)


def refuse(scanner: Scanner, why: str, line: Mapping[str, Any] | None = None) -> ScannerResult:
    """Not scanned, and why."""
    return ScannerResult(
        scanner=scanner.name,
        version=scanner.installed_version,
        rules_hash=scanner.rules_hash,
        scanned=False,
        message=f"not scanned: {why}",
        seconds=line.get("seconds") if line else None,
    )


def share_findings(results: Sequence[ScannerResult], source: Source) -> Scan:
    """Merge what several scanners saw; each finding stays with the first one that named it."""
    merged = normalise((found for result in results for found in result.findings), source)
    return tuple(
        replace(result, findings=tuple(f for f in merged if f.tools[0] == result.scanner))
        for result in results
    )


def _result(
    scanner: Scanner,
    files: Sequence[NamedFile],
    parsed: Parsed,
    left_out: Mapping[str, str],
    line: Mapping[str, Any],
) -> ScannerResult:
    """The parsed answer with the solution's own paths; too many findings make it incomplete."""
    paths = {file.name: file.path for file in files}
    findings = [replace(found, path=paths[found.path]) for found in parsed.findings]
    packages = [replace(package, path=paths[package.path]) for package in parsed.dependencies]
    not_scanned = {**left_out, **parsed.not_scanned}
    if len(findings) > MAX_FINDINGS:
        not_scanned[""] = f"only the worst {MAX_FINDINGS} of {len(findings)} findings are kept"
        findings = sorted(findings, key=lambda found: found.severity.rank)[:MAX_FINDINGS]
    return ScannerResult(
        scanner=scanner.name,
        version=str(line["version"] or scanner.installed_version),
        rules_hash=scanner.rules_hash,
        scanned=not not_scanned,
        message=f"not scanned: {_words(not_scanned, files)}" if not_scanned else "",
        findings=tuple(findings),
        metrics=() if left_out else parsed.metrics,
        dependencies=settle(packages, paths.values()),
        seconds=float(line["seconds"]),
    )


def _words(not_scanned: Mapping[str, str], files: Sequence[NamedFile]) -> str:
    """``a.py: syntax error in line 3; b.py: larger than ...``."""
    paths = {file.name: file.path for file in files}
    told = {
        name: NEUTRAL.sub(lambda found: paths.get(found[0], found[0]), why)
        for name, why in not_scanned.items()
    }
    return "; ".join(
        f"{paths[name]}: {why}" if name in paths else why for name, why in told.items()
    )


def _or(words: Sequence[str]) -> str:
    """``a, b or c``."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
