"""Rows for tests, made the short way: a campaign with everything it needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from itertools import count
from uuid import uuid4

from evaluations.flow import start
from evaluations.models import (
    Anchor,
    Campaign,
    CheckOutcome,
    Criterion,
    EvidencePolicy,
    JobState,
    LanguageModel,
    Problem,
    ProblemCheck,
    ProblemSet,
    Rubric,
    Solution,
    TestSuite,
)
from evaluations.planning.service import Plan, create_campaign
from evaluations.rating.rules import Submission
from reviewers.models import Reviewer

NUMBERS = count(1)
CRITERIA = ("readability", "maintainability")


def make_rubric() -> Rubric:
    """Readability and maintainability from 1 to 5, every point in words."""
    rubric = Rubric.objects.create(name=f"Rubric {next(NUMBERS)}")
    for position, key in enumerate(CRITERIA):
        criterion = Criterion.objects.create(
            rubric=rubric, key=key, name=key.title(), position=position
        )
        Anchor.objects.bulk_create(
            Anchor(criterion=criterion, point=point, words=f"{key} at point {point}")
            for point in range(1, 6)
        )
    return rubric


def make_problems(number: int) -> list[Problem]:
    """A set of small problems, each with a suite that ``def double(n)`` passes."""
    problem_set = ProblemSet.objects.create(name=f"Set {next(NUMBERS)}")
    problems = [
        Problem.objects.create(
            problem_set=problem_set,
            key=f"double-{index}",
            position=index,
            title=f"Double, variant {index}",
            prompt="Return twice `n`.",
            entry_point="double",
            reference_files={"solution.py": "def double(n):\n    return 2 * n\n"},
            content_hash=hash_text(f"problem {index}"),
        )
        for index in range(number)
    ]
    for problem in problems:
        code = (
            "def check(candidate):\n    assert candidate(2) == 4\n    assert candidate(-1) == -2\n"
        )
        TestSuite.objects.create(
            problem=problem, format="check_function", code=code, content_hash=hash_text(code)
        )
        make_check(problem)
    return problems


def make_check(problem: Problem, outcome: str = CheckOutcome.SOUND) -> ProblemCheck:
    """A finished check of the problem as it is, without running anything."""
    return ProblemCheck.objects.create(
        problem=problem,
        problem_hash=problem.content_hash,
        attempt=problem.checks.count() + 1,
        state=JobState.FINISHED,
        outcome=outcome,
    )


def make_models(names: Sequence[str]) -> list[LanguageModel]:
    """Models of these names, by one provider."""
    return [
        LanguageModel.objects.get_or_create(name=name, provider="Example Labs")[0] for name in names
    ]


def make_solution(
    problem: Problem, model: LanguageModel, text: str | None = None, *, sample: int = 0
) -> Solution:
    """One file; without ``text`` a correct one whose style depends on the model."""
    variant = len(model.name) % 3 + model.pk % 7
    body = text or f"def double(n):\n    result = n * 2  # step {variant}\n    return result\n"
    files = [{"path": "solution.py", "text": body}]
    return Solution.objects.create(
        problem=problem,
        language_model=model,
        sample=sample,
        files=files,
        raw_completion=body,
        content_hash=hash_text(json.dumps(files)),
    )


def make_campaign(
    *,
    reviewers: Sequence[Reviewer] = (),
    problems: int = 3,
    models: Sequence[str] = ("Model one", "Model two", "Model three"),
    overlap: int = 2,
    evidence_policy: str = EvidencePolicy.FROM_START,
    started: bool = True,
) -> Campaign:
    """A campaign over new problems and models; started unless asked otherwise."""
    made_problems = make_problems(problems)
    made_models = make_models(models)
    for problem in made_problems:
        for model in made_models:
            make_solution(problem, model)
    plan = Plan(
        name=f"Campaign {next(NUMBERS)}",
        guidelines="Read both before you judge.",
        rubric=make_rubric(),
        problems=made_problems,
        language_models=made_models,
        reviewers=reviewers,
        overlap=overlap,
        evidence_policy=evidence_policy,
    )
    campaign = create_campaign(plan=plan, created_by=None)
    return start(campaign=campaign) if started else campaign


def make_submission(**changes: object) -> Submission:
    """A complete review; ``changes`` replace fields."""
    fields: dict[str, object] = {
        "idempotency_key": uuid4(),
        "preference": "left_better",
        "confidence": 2,
        "ratings": {key: {"left": 4, "right": 3} for key in CRITERIA},
        "comment": "The left one names things well.",
        "active_seconds": 60,
    }
    return Submission(**{**fields, **changes})  # type: ignore[arg-type]


def hash_text(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
