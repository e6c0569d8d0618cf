"""A campaign whose models bear names that must never reach a reviewer."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from evaluations.assigning.service import lease_next_assignment
from evaluations.models import (
    Assignment,
    Campaign,
    CodeMetric,
    Finding,
    JobState,
    LanguageModel,
    ScanRun,
    Solution,
    TestResult,
    TestRun,
)
from evaluations.presenting.service import prepare_comparison
from tests.architecture.surfaces import Things, things_of
from tests.factories import hash_text, make_campaign
from tests.personas import Persona

CANARY = "zq-canary"
MODELS = (f"{CANARY}-one", f"{CANARY}-two")
LEAKING = "def double(n):\n    # written by {name} of {name} labs\n    return n * {factor}\n"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The campaign, the reviewer's leased comparison, and ids for every address."""

    campaign: Campaign
    assignment: Assignment
    things: Things

    @property
    def secrets(self) -> list[str]:
        """What would tell a reviewer who wrote what, or find it elsewhere."""
        models = LanguageModel.objects.filter(campaigns=self.campaign)
        rows = [*models, *Solution.objects.filter(problem__campaigns=self.campaign)]
        return [CANARY, *(str(row.public_id) for row in rows)]


@pytest.fixture
def stage(reviewer: Persona, other_reviewer: Persona) -> Stage:
    campaign = make_campaign(
        reviewers=[reviewer.rater, other_reviewer.rater], models=MODELS, problems=2
    )
    LanguageModel.objects.update(provider=f"{CANARY}-labs", version=f"{CANARY}-v9")
    for solution in Solution.objects.select_related("language_model"):
        _write(solution)
        _give_evidence(solution)
    for comparison in campaign.comparisons.all():
        prepare_comparison(comparison_id=comparison.pk)
    assignment = lease_next_assignment(campaign=campaign, reviewer=reviewer.rater)
    assert assignment is not None
    return Stage(campaign=campaign, assignment=assignment, things=things_of(campaign, assignment))


def _write(solution: Solution) -> None:
    """Code that names its author, as real completions do; both models write the same length."""
    name = solution.language_model.name
    text = LEAKING.format(name=name, factor=2 if name == MODELS[0] else 3)
    solution.files = [{"path": "solution.py", "text": text}]
    solution.raw_completion = text
    solution.content_hash = hash_text(text)
    solution.latency_ms = 1234
    solution.save()


def _give_evidence(solution: Solution) -> None:
    name = solution.language_model.name
    run = TestRun.objects.create(
        solution=solution,
        suite=solution.problem.suites.get(),
        state=JobState.FINISHED,
        verdict="failed",
        integrity="split",
        passed_cases=1,
        total_cases=2,
        message=f"as {name} would say",
        stderr=f"Traceback of {name}",
        wall_ms=12,
    )
    TestResult.objects.create(
        run=run, position=0, name="first", outcome="failed", got=f"'{name}'", message=name
    )
    scan = ScanRun.objects.create(
        solution=solution, scanner="ruff", state=JobState.FINISHED, outcome="scanned"
    )
    Finding.objects.create(
        scan_run=scan,
        rule="S105",
        tools=["ruff"],
        severity="low",
        path="solution.py",
        line=2,
        end_line=2,
        message=f"A password of {name}",
        fingerprint=hash_text(name),
    )
    CodeMetric.objects.create(scan_run=scan, name="lines", value=3, unit="lines")
