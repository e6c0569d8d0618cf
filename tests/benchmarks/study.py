"""A campaign of realistic size: 1,000 problems, 5 models, 10,000 comparisons, 16 reviewers.

Solutions are pieces of the standard library of 2 to 4 KB; each has a test run of five cases, the
scanners' runs, numbers and a finding, as a worker would have stored them.
"""

from __future__ import annotations

import hashlib
import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice, product
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from evaluations.assigning.service import lease_next_assignment
from evaluations.flow import start
from evaluations.models import (
    Anchor,
    Campaign,
    CodeMetric,
    Criterion,
    EvidencePolicy,
    Finding,
    JobState,
    LanguageModel,
    Problem,
    ProblemSet,
    Rubric,
    ScanOutcome,
    ScanRun,
    Solution,
    TestResult,
    TestRun,
    TestSuite,
    Verdict,
)
from evaluations.planning.service import Plan, create_campaign
from evaluations.presenting.service import prepare_solution
from evaluations.scanning.scanners import scanners_for
from reviewers.models import Reviewer
from reviewers.service import create_reviewer, create_user

PROBLEMS = 1_000
MODELS = ("Alder 7B", "Birch 13B", "Cedar 34B", "Dogwood 70B", "Elm 120B")
REVIEWERS = 16
PIECES = 200
PIECE_BYTES = (2_000, 4_000)
CASES = 5
CRITERIA = ("readability", "maintainability")

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Study:
    """The campaign and its reviewers, each with a token for the API."""

    campaign: Campaign
    reviewers: Sequence[Reviewer]
    tokens: Sequence[str]

    @property
    def public_id(self) -> UUID:
        return self.campaign.public_id

    def session_of(self, number: int) -> str:
        """Key of a signed-in session of one reviewer."""
        client = Client()
        client.force_login(self.reviewers[number].user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def next_token(self, number: int) -> UUID:
        """Token of the comparison one reviewer has to rate next."""
        assignment = lease_next_assignment(campaign=self.campaign, reviewer=self.reviewers[number])
        if assignment is None:
            raise RuntimeError("nothing is left to rate: the campaign is too small")
        return assignment.token


def make_study() -> Study:
    """All rows, in about a minute of one core."""
    with transaction.atomic():
        problems = _make_problems()
        models = [LanguageModel.objects.create(name=name) for name in MODELS]
        solutions = _make_solutions(problems, models)
        _make_evidence(solutions)
        reviewers = [_make_reviewer(number) for number in range(REVIEWERS)]
        plan = Plan(
            name="Benchmark",
            rubric=_make_rubric(),
            problems=problems,
            language_models=models,
            reviewers=reviewers,
            overlap=2,
            evidence_policy=EvidencePolicy.FROM_START,
        )
        campaign = start(campaign=create_campaign(plan=plan, created_by=None))
        for solution in {one.content_hash: one for one in solutions}.values():
            prepare_solution(solution_id=solution.pk)
        tokens = [AuthToken.objects.create(one.user)[1] for one in reviewers]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Study(campaign=campaign, reviewers=reviewers, tokens=tokens)


def library_pieces(number: int) -> list[str]:
    """Pieces of the standard library, each 2 to 4 KB of whole lines."""
    return list(islice(_pieces(), number))


def _pieces() -> Iterator[str]:
    sizes = cycle(range(*PIECE_BYTES, 137))
    for path in sorted(Path(textwrap.__file__).parent.glob("*.py")):
        piece, size = "", next(sizes)
        for line in path.read_text().splitlines(keepends=True):
            piece += line
            if len(piece) >= size:
                yield piece
                piece, size = "", next(sizes)


def _store(rows: Iterable[Row]) -> list[Row]:
    made = list(rows)
    manager = type(made[0])._default_manager
    return manager.bulk_create(made, batch_size=5_000)


def _make_problems() -> list[Problem]:
    problem_set = ProblemSet.objects.create(name="Benchmark")
    problems = _store(
        Problem(
            problem_set=problem_set,
            key=f"problem-{number}",
            position=number,
            title=f"Problem {number}",
            prompt=f"Write `solve(text)` for case {number}.\n\n" + "It has to be *readable*. " * 20,
            entry_point="solve",
            content_hash=_hash(f"problem {number}"),
        )
        for number in range(PROBLEMS)
    )
    _store(
        TestSuite(
            problem=problem,
            format="check_function",
            code="def check(candidate):\n    assert candidate('a') == 'a'\n",
            content_hash=_hash("suite"),
        )
        for problem in problems
    )
    return problems


def _make_solutions(problems: Sequence[Problem], models: Sequence[LanguageModel]) -> list[Solution]:
    pieces = [[{"path": "solution.py", "text": text}] for text in library_pieces(PIECES)]
    hashed = cycle([(files, _hash(json.dumps(files))) for files in pieces])
    return _store(
        Solution(problem=problem, language_model=model, files=files, content_hash=content_hash)
        for (problem, model), (files, content_hash) in zip(
            product(problems, models), hashed, strict=False
        )
    )


def _make_evidence(solutions: Sequence[Solution]) -> None:
    suites = dict(TestSuite.objects.values_list("problem_id", "pk"))
    runs = _store(
        TestRun(
            solution=solution,
            suite_id=suites[solution.problem_id],
            state=JobState.FINISHED,
            verdict=Verdict.PASSED,
            integrity="split",
            passed_cases=CASES,
            total_cases=CASES,
            started_at=timezone.now(),
            finished_at=timezone.now(),
        )
        for solution in solutions
    )
    _store(
        TestResult(
            run=run,
            position=position,
            name=f"solve('{position}') == '{position}'",
            outcome=Verdict.PASSED,
            input=f"solve('{position}')",
            expected=f"'{position}'",
            got=f"'{position}'",
            duration_ms=0.1,
        )
        for run, position in product(runs, range(CASES))
    )
    _make_scans(solutions)


def _make_scans(solutions: Sequence[Solution]) -> None:
    names = [scanner.name for scanner in scanners_for("python")]
    scans = _store(
        ScanRun(
            solution=solution,
            scanner=name,
            state=JobState.FINISHED,
            outcome=ScanOutcome.SCANNED,
            finished_at=timezone.now(),
        )
        for solution, name in product(solutions, names)
    )
    _store(
        Finding(
            scan_run=scan,
            rule="S105",
            tools=["ruff"],
            severity="medium",
            path="solution.py",
            line=3,
            end_line=3,
            message="Possible hardcoded password",
            fingerprint=_hash("finding"),
        )
        for scan in scans[:: len(names)]
    )
    _store(
        CodeMetric(scan_run=scan, name=f"metric {number}", value=number, unit="lines")
        for scan, number in product(scans[1 :: len(names)], range(6))
    )


def _make_reviewer(number: int) -> Reviewer:
    user = create_user(username=f"reviewer-{number}", display_name=f"Reviewer {number}")
    return create_reviewer(user=user, pseudonym=f"Reviewer {number}")


def _make_rubric() -> Rubric:
    rubric = Rubric.objects.create(name="Benchmark")
    for position, key in enumerate(CRITERIA):
        criterion = Criterion.objects.create(
            rubric=rubric, key=key, name=key.title(), position=position
        )
        _store(
            Anchor(criterion=criterion, point=point, words=f"{key} at point {point}")
            for point in range(1, 6)
        )
    return rubric


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
