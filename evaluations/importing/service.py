"""A harness's file -> Problem, Solution, imported results. All of a file or nothing of it.

``preview_*`` change nothing and return what an import would do; ``import_*`` do it and return the
same, or raise :class:`FaultyFile`. Importing the same file again changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Max, Model

from evaluations.errors import Conflict, NotFound
from evaluations.importing.faults import Fault, FaultLog
from evaluations.importing.formats import PROBLEM_FORMATS, SOLUTION_FORMATS, choose_format
from evaluations.importing.formats.base import KnownProblem, SolutionContext
from evaluations.importing.identity import require_name
from evaluations.importing.preview import FaultyFile, ProblemPreview, ProblemTally, SolutionPreview
from evaluations.importing.reading import IncomingFile, Source
from evaluations.importing.records import ModelIdentity, ProblemRecord, SolutionRecord
from evaluations.importing.staging import (
    NEW_RESULTS,
    NEW_SOLUTIONS,
    RESULT_COLUMNS,
    SOLUTION_COLUMNS,
    Staging,
)
from evaluations.models import (
    ImportRecord,
    JobState,
    LanguageModel,
    Problem,
    ProblemSet,
    RunOrigin,
    Solution,
    TestRun,
    TestSuite,
)

Record = TypeVar("Record", ProblemRecord, SolutionRecord)
Progress = Callable[[int, int], None]
"""Told the bytes done and the bytes in all."""

RECORDS_PER_PROGRESS = 500
PROBLEMS_PER_INSERT = 500
LONGEST_SET_NAME = 120
LONGEST_SET_VERSION = 40

TABLES = {
    "problem": Problem._meta.db_table,
    "solution": Solution._meta.db_table,
    "run": TestRun._meta.db_table,
}


def find_problem_set(*, name: str, version: str | None = None) -> ProblemSet:
    """The set of that name; without a version the one that was made last.

    Raises:
        NotFound: there is none; the message names those there are.
    """
    sets = ProblemSet.objects.filter(name=name)
    found = (sets if version is None else sets.filter(version=version)).order_by("-id").first()
    if found is not None:
        return found
    known = ", ".join(str(each) for each in ProblemSet.objects.order_by("name", "id")[:20])
    raise NotFound(
        f"There is no problem set '{f'{name} {version or str()}'.strip()}'. "
        f"There are: {known or 'none yet'}. Import one with: reviewplatform import problems FILE"
    )


def preview_problems(
    *, file: IncomingFile, set_name: str, set_version: str = "1"
) -> ProblemPreview:
    """What :func:`import_problems` would do, faults included. Changes nothing."""
    preview, _ = _tally_problems(file, *_set_identity(set_name, set_version))
    return preview


@transaction.atomic
def import_problems(*, file: IncomingFile, set_name: str, set_version: str = "1") -> ProblemPreview:
    """Add the file's problems to a set, which is made if need be.

    Raises:
        FaultyFile: the file has faults, or a problem is stored with another content.
        InvalidInput: the name or the version of the set cannot be used.
        Conflict: the file changed while it was read.
    """
    set_name, set_version = _set_identity(set_name, set_version)
    problem_set, _ = ProblemSet.objects.get_or_create(name=set_name, version=set_version)
    _lock(problem_set)
    preview, new = _tally_problems(file, set_name, set_version)
    if not preview.is_sound:
        raise FaultyFile(preview)
    if new:
        _store_problems(problem_set, _read_again(file, preview.format, new))
        _record_import(file, preview.format, {"problems": len(new)})
    return preview


def preview_solutions(
    *,
    file: IncomingFile,
    problem_set: ProblemSet,
    model: ModelIdentity | None = None,
    take_fences: bool = False,
    progress: Progress | None = None,
) -> SolutionPreview:
    """What :func:`import_solutions` would do, faults included. Changes nothing."""
    with transaction.atomic(), _staging(file) as staging:
        preview = _stage(staging, file, problem_set, model, take_fences, progress)
        transaction.set_rollback(True)
    return preview


@transaction.atomic
def import_solutions(
    *,
    file: IncomingFile,
    problem_set: ProblemSet,
    model: ModelIdentity | None = None,
    take_fences: bool = False,
    progress: Progress | None = None,
) -> SolutionPreview:
    """Add the file's solutions and imported results; memory stays constant.

    ``model`` is for files whose rows name none; without it the file name does. What is stored of a
    solution already (latency, tokens, cost) stays as it is.

    Raises:
        FaultyFile: the file has faults, or contradicts itself or what is stored.
    """
    _lock(problem_set)
    with _staging(file) as staging:
        preview = _stage(staging, file, problem_set, model, take_fences, progress)
        if not preview.is_sound:
            raise FaultyFile(preview)
        if preview.new or preview.new_results:
            _store_solutions(staging, file, preview)
        staging.drop()
    return preview


def _lock(problem_set: ProblemSet) -> None:
    """Imports into one set take turns: what was judged new is still new when it is stored."""
    ProblemSet.objects.select_for_update().get(pk=problem_set.pk)


def _without_faults(found: Iterable[Record | Fault], log: FaultLog) -> Iterator[Record]:
    for each in found:
        if isinstance(each, Fault):
            log.add(each)
        else:
            yield each


def _record_import(file: IncomingFile, format_name: str, counts: dict[str, int]) -> ImportRecord:
    with file.path.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    return ImportRecord.objects.create(
        file_name=file.known_as[-255:], sha256=sha256, format=format_name, counts=counts
    )


# --- Problems ---------------------------------------------------------------------------------


def _set_identity(name: str, version: str) -> tuple[str, str]:
    return (
        require_name(name, what="problem set", longest=LONGEST_SET_NAME),
        require_name(version, what="set's version", longest=LONGEST_SET_VERSION),
    )


def _tally_problems(
    file: IncomingFile, set_name: str, set_version: str
) -> tuple[ProblemPreview, Mapping[str, str]]:
    """The preview, and key -> content hash of what is new."""
    in_set = Problem.objects.filter(problem_set__name=set_name, problem_set__version=set_version)
    log = FaultLog(most=file.limits.faults)
    tally = ProblemTally(dict(in_set.values_list("key", "content_hash")), log)
    with file.open() as source:
        chosen = choose_format(source, PROBLEM_FORMATS, name=file.format)
        if isinstance(chosen, Fault):
            log.add(chosen)
        else:
            for problem in _without_faults(chosen.read(source), log):
                tally.add(problem)
    preview = ProblemPreview(
        file_name=file.known_as,
        format="" if isinstance(chosen, Fault) else chosen.name,
        problem_set=f"{set_name} {set_version}",
        faults=log.in_order(),
        fault_count=log.total,
        **tally.counts(),
    )
    return preview, tally.new


def _read_again(
    file: IncomingFile, format_name: str, new: Mapping[str, str]
) -> Iterator[ProblemRecord]:
    """The new problems: the first reading kept only their hashes."""
    chosen = next(known for known in PROBLEM_FORMATS if known.name == format_name)
    left = dict(new)
    with file.open() as source:
        for problem in chosen.read(source):
            if isinstance(problem, Fault):
                raise Conflict(f"{file.known_as} changed while it was read; import it again.")
            if left.pop(problem.key, None) == problem.content_hash:
                yield problem
    if left:
        raise Conflict(f"{file.known_as} changed while it was read; import it again.")


def _store_problems(problem_set: ProblemSet, records: Iterator[ProblemRecord]) -> None:
    last = problem_set.problems.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    while batch := list(islice(records, PROBLEMS_PER_INSERT)):
        problems = Problem.objects.bulk_create(
            _problem(problem_set, record, position + index) for index, record in enumerate(batch)
        )
        TestSuite.objects.bulk_create(
            suite
            for problem, record in zip(problems, batch, strict=True)
            for suite in _suites(problem, record)
        )
        position += len(batch)


def _problem(problem_set: ProblemSet, record: ProblemRecord, position: int) -> Problem:
    return Problem(
        problem_set=problem_set,
        key=record.key,
        position=position,
        title=record.title,
        language=record.language,
        prompt=record.prompt,
        entry_point=record.entry_point,
        starter_files=dict(record.starter),
        reference_files=dict(record.reference),
        tags=list(record.tags),
        content_hash=record.content_hash,
    )


def _suites(problem: Problem, record: ProblemRecord) -> Iterator[TestSuite]:
    for suite in record.suites:
        yield TestSuite(
            problem=problem,
            name=suite.name,
            kind=suite.kind,
            format=suite.format,
            setup=suite.setup,
            code=suite.code,
            path=suite.path,
            files=dict(suite.files),
            replicates=suite.replicates,
            limits=dict(suite.limits),
            content_hash=suite.content_hash,
        )


# --- Solutions --------------------------------------------------------------------------------


@contextmanager
def _staging(file: IncomingFile) -> Iterator[Staging]:
    with connection.cursor() as cursor:
        yield Staging(cursor.cursor, TABLES, most_models=file.limits.models)


def _stage(
    staging: Staging,
    file: IncomingFile,
    problem_set: ProblemSet,
    model: ModelIdentity | None,
    take_fences: bool,
    progress: Progress | None,
) -> SolutionPreview:
    """Read the file into the staging tables and judge it."""
    ids, known = _problems_of(problem_set)
    context = SolutionContext(problems=known, model=model, take_fences=take_fences)
    log = FaultLog(most=file.limits.faults)
    with file.open() as source:
        chosen = choose_format(source, SOLUTION_FORMATS, name=file.format)
        if isinstance(chosen, Fault):
            log.add(chosen)
        else:
            records = _without_faults(chosen.read(source, context), log)
            staging.fill(_telling(progress, source, records), ids, log)
    staging.save_models([_model_id(identity) for identity in staging.models])
    staging.log_faults(log)
    return SolutionPreview(
        file_name=file.known_as,
        format="" if isinstance(chosen, Fault) else chosen.name,
        problem_set=str(problem_set),
        faults=log.in_order(),
        fault_count=log.total,
        models=staging.model_previews(problem_set_id=problem_set.pk),
    )


def _problems_of(problem_set: ProblemSet) -> tuple[dict[str, int], dict[str, KnownProblem]]:
    """Row ids and what the readers need to know, both by key."""
    ids: dict[str, int] = {}
    known: dict[str, KnownProblem] = {}
    fields = ("language", "prompt", "entry_point", "starter_files")
    for pk, key, *facts in problem_set.problems.values_list("pk", "key", *fields):
        language, prompt, entry_point, starter = facts
        ids[key] = pk
        known[key] = KnownProblem(
            language=language, prompt=prompt, entry_point=entry_point, starter=tuple(starter)
        )
    return ids, known


def _telling(
    progress: Progress | None, source: Source, records: Iterator[SolutionRecord]
) -> Iterator[SolutionRecord]:
    for count, record in enumerate(records):
        if progress is not None and count % RECORDS_PER_PROGRESS == 0:
            progress(source.position, source.size)
        yield record
    if progress is not None:
        progress(source.size, source.size)


def _model_id(identity: ModelIdentity) -> int:
    model, _ = LanguageModel.objects.get_or_create(
        provider=identity.provider, name=identity.name, version=identity.version
    )
    return model.pk


def _store_solutions(staging: Staging, file: IncomingFile, preview: SolutionPreview) -> None:
    counts = {"solutions": preview.new, "results": preview.new_results}
    solution = Solution(import_record=_record_import(file, preview.format, counts))
    run = TestRun(origin=RunOrigin.IMPORTED, state=JobState.FINISHED)
    staging.insert(
        TABLES["solution"],
        selected=SOLUTION_COLUMNS,
        given=_other_columns(solution, SOLUTION_COLUMNS),
        source=NEW_SOLUTIONS,
    )
    staging.insert(
        TABLES["run"],
        selected=RESULT_COLUMNS,
        given=_other_columns(run, RESULT_COLUMNS),
        source=NEW_RESULTS,
    )


def _other_columns(row: Model, selected: Mapping[str, str]) -> dict[str, object]:
    """What ``row`` holds, Django's defaults included, in the columns that are not ``selected``."""
    return {
        str(field.column): field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.column not in selected
    }
