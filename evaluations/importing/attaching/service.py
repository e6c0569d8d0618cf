"""Results of other tools, attached to one solution. All of a file or nothing of it.

The same file again changes nothing. What is attached stays apart from what the platform finds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from evaluations.errors import Conflict, NotFound
from evaluations.importing.attaching.junit import read_junit
from evaluations.importing.attaching.results import AttachedCase, AttachedScan, AttachedTests
from evaluations.importing.attaching.sarif import read_sarif
from evaluations.importing.faults import Fault, FaultLog
from evaluations.importing.reading import IncomingFile
from evaluations.importing.records import ModelIdentity
from evaluations.importing.refusal import RefusedFile
from evaluations.models import (
    Finding,
    ImportRecord,
    JobState,
    ProblemSet,
    RunOrigin,
    ScanOutcome,
    ScanRun,
    Solution,
    TestResult,
    TestRun,
    Verdict,
)

LONGEST_SOURCE = 80
GRAVEST_FIRST = (Verdict.ERROR, Verdict.FAILED, Verdict.FLAKY, Verdict.PASSED, Verdict.NOT_RUN)


@dataclass(frozen=True, kw_only=True)
class AttachedScans:
    """The rows of a SARIF file; ``is_new`` is false when they were there already."""

    runs: tuple[ScanRun, ...]
    is_new: bool


def find_solution(
    *, problem_set: ProblemSet, problem: str, model: ModelIdentity, sample: int = 0
) -> Solution:
    """The solution that a model gave to a problem of the set.

    Raises:
        NotFound: there is none; the message says what is missing.
    """
    found = Solution.objects.filter(
        problem__problem_set=problem_set,
        problem__key=problem,
        language_model__name=model.name,
        sample=sample,
    )
    if model.provider or model.version:
        found = found.filter(
            language_model__provider=model.provider, language_model__version=model.version
        )
    solutions = list(found.select_related("problem", "language_model")[:2])
    if len(solutions) == 1:
        return solutions[0]
    if solutions:
        raise Conflict(
            f"Several models are called '{model.name}': give --provider and --model-version too."
        )
    where = f"problem '{problem}' in {problem_set}"
    if not problem_set.problems.filter(key=problem).exists():
        raise NotFound(f"There is no {where}. Its page lists the keys of its problems.")
    raise NotFound(
        f"There is no sample {sample} of '{model}' for {where}. "
        "Import solutions first: reviewplatform import solutions"
    )


@transaction.atomic
def attach_sarif(*, file: IncomingFile, solution: Solution) -> AttachedScans:
    """Store one :class:`ScanRun` for each run of a SARIF log, as imported from this file.

    Raises:
        RefusedFile: the file is no SARIF 2.1.0, or speaks of files that the solution has not.
    """
    sha256 = _lock_and_hash(solution, file)
    stored = ScanRun.objects.filter(solution=solution, origin=RunOrigin.IMPORTED, rules_hash=sha256)
    if stored:
        return AttachedScans(runs=tuple(stored), is_new=False)
    with file.open() as source:
        document = source.document()
    if isinstance(document, list):
        raise _refusal(file, document)
    texts = {each["path"]: each["text"] for each in solution.files}
    scans, faults = read_sarif(document, texts)
    if faults:
        raise _refusal(file, faults)
    runs = [_store_scan(solution, scan, file, sha256) for scan in scans]
    _record(file, sha256, "sarif", findings=sum(len(scan.findings) for scan in scans))
    return AttachedScans(runs=tuple(runs), is_new=True)


@transaction.atomic
def attach_junit(*, file: IncomingFile, solution: Solution) -> TestRun:
    """Store a JUnit report as one imported :class:`TestRun` with its cases.

    Raises:
        RefusedFile: the file is no JUnit XML, or has no case.
        Conflict: another report of the same file name is attached already.
    """
    sha256 = _lock_and_hash(solution, file)
    name = file.known_as[-LONGEST_SOURCE:]
    stored = TestRun.objects.filter(
        solution=solution, origin=RunOrigin.IMPORTED, imported_from=name
    ).first()
    if stored is not None:
        if stored.environment.get("sha256") == sha256:
            return stored
        raise Conflict(
            f"Other results from '{name}' are attached already: give the file a new name."
        )
    read = read_junit(file)
    if isinstance(read, list):
        raise _refusal(file, read)
    run = _store_tests(solution, read, name, sha256)
    _record(file, sha256, "junit", cases=len(read.cases))
    return run


def _lock_and_hash(solution: Solution, file: IncomingFile) -> str:
    """Attachments to one solution take turns: what was judged new is still new when stored."""
    Solution.objects.select_for_update(no_key=True).get(pk=solution.pk)
    with file.path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _refusal(file: IncomingFile, faults: Sequence[Fault]) -> RefusedFile:
    log = FaultLog(most=file.limits.faults)
    for fault in faults:
        log.add(fault)
    return RefusedFile(file.known_as, log)


def _record(file: IncomingFile, sha256: str, format_name: str, **counts: int) -> None:
    ImportRecord.objects.create(
        file_name=file.known_as[-255:], sha256=sha256, format=format_name, counts=counts
    )


def _store_scan(solution: Solution, scan: AttachedScan, file: IncomingFile, sha256: str) -> ScanRun:
    own = ScanRun.objects.filter(solution=solution, scanner=scan.scanner, origin=RunOrigin.IMPORTED)
    run = ScanRun.objects.create(
        solution=solution,
        origin=RunOrigin.IMPORTED,
        imported_from=file.known_as[-255:],
        scanner=scan.scanner,
        scanner_version=scan.version,
        rules_hash=sha256,
        attempt=(own.aggregate(last=Max("attempt"))["last"] or 0) + 1,
        state=JobState.FINISHED,
        outcome=ScanOutcome.NOT_SCANNED if scan.message else ScanOutcome.SCANNED,
        message=scan.message,
        finished_at=timezone.now(),
    )
    Finding.objects.bulk_create(
        Finding(scan_run=run, tools=[scan.scanner], **asdict(found)) for found in scan.findings
    )
    return run


def _store_tests(solution: Solution, tests: AttachedTests, name: str, sha256: str) -> TestRun:
    outcomes = [case.outcome for case in tests.cases]
    times = [case.duration_ms for case in tests.cases if case.duration_ms is not None]
    run = TestRun.objects.create(
        solution=solution,
        origin=RunOrigin.IMPORTED,
        imported_from=name,
        state=JobState.FINISHED,
        verdict=next(verdict for verdict in GRAVEST_FIRST if verdict in outcomes),
        message=_first_words(tests.cases),
        passed_cases=outcomes.count(Verdict.PASSED),
        total_cases=len(outcomes) - outcomes.count(Verdict.NOT_RUN),
        stdout=tests.stdout,
        stderr=tests.stderr,
        wall_ms=round(sum(times)) if times else None,
        environment={"sha256": sha256, "properties": tests.properties},
        finished_at=timezone.now(),
    )
    TestResult.objects.bulk_create(
        TestResult(run=run, position=position, **asdict(case))
        for position, case in enumerate(tests.cases)
    )
    return run


def _first_words(cases: Sequence[AttachedCase]) -> str:
    """What the first case that did not pass says."""
    bad = (case for case in cases if case.outcome not in {Verdict.PASSED, Verdict.NOT_RUN})
    first = next(bad, None)
    return f"{first.name}: {first.message}".rstrip(": ") if first else ""
