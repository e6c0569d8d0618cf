"""The verbs that work here and now, without a worker: check, run, scan."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from evaluations import tasks
from evaluations.errors import SandboxUnavailable
from evaluations.models import ProblemCheck, ProblemSet, ScanJob, TestRun, TestSuite
from evaluations.running import service as running
from evaluations.running.checking import service as checking
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.base import Sandbox
from reviewplatform.cli import FAILED, main
from reviewplatform.cli.check import UNSOUND
from tests.factories import make_models, make_problems, make_solution

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sandbox]


@pytest.fixture
def name(monkeypatch: pytest.MonkeyPatch) -> str:
    """A set of two problems, never checked, with a right and a wrong solution to the first."""
    try:
        sandbox = find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"no sandbox: {error.message}")
    monkeypatch.setattr(tasks, "the_sandbox", lambda: sandbox)
    first, _ = make_problems(2)
    ProblemCheck.objects.all().delete()
    for model, answer in zip(make_models(["One", "Two"]), ("2 * n", "n"), strict=True):
        make_solution(first, model, f"def double(n):\n    return {answer}\n")
    return ProblemSet.objects.get().name


def work(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--jobs", "1"])


def test_it_checks_a_set_once(name: str) -> None:
    result = work("check", name, "--times", "1")
    assert result.exit_code == 0, result.output
    assert result.stdout.split() == ["sound", "2"]
    assert "Nothing to check" in work("check", name).stdout
    assert work("check", name, "--again", "--times", "1").stdout.split() == ["sound", "2"]


def test_it_names_what_is_unsound_and_why(name: str) -> None:
    suite = TestSuite.objects.order_by("pk")[0]
    suite.code = "def check(candidate):\n    assert candidate(2) == 5\n"
    suite.save()
    result = work("check", name, "--times", "2")
    assert result.exit_code == UNSOUND
    assert "double-0: tests: the reference solution passes 0 of 2 times" in result.stderr
    assert result.stdout.split() == ["sound", "1", "unsound", "1"]


def test_it_runs_a_set_with_replicates_and_again(name: str) -> None:
    result = work("run", name, "--replicates", "2")
    assert sorted(result.stdout.split()) == ["1", "1", "failed", "passed"], result.output
    assert {len(run.replicates) for run in TestRun.objects.all()} == {2}
    assert "Nothing to run" in work("run", name).stdout
    assert work("run", name, "--again", "failed").stdout.split() == ["failed", "1"]
    assert work("run", name, "--all").stdout.split() == ["passed", "1", "failed", "1"]
    assert TestRun.objects.count() == 5


def test_it_counts_what_a_worker_took_too(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    execute = running.execute_run

    def beside_a_worker(*, run_id: int, sandbox: Sandbox) -> object:
        if run_id == TestRun.objects.order_by("pk")[0].pk:
            execute(run_id=run_id, sandbox=sandbox)
        return None

    monkeypatch.setattr(running, "execute_run", beside_a_worker)
    verdict, *rest = work("run", name).stdout.split()
    assert verdict in {"passed", "failed"}
    assert rest == ["1", "with", "a", "worker", "1"]


def test_it_says_which_checks_a_worker_has(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "execute_check", lambda **_: None)
    assert work("check", name).stdout.split() == ["with", "a", "worker", "2"]


def test_it_scans_a_set_once(name: str) -> None:
    result = work("scan", name)
    assert result.exit_code == 0, result.output
    assert ScanJob.objects.filter(attempt=1, state="finished").count() == 2
    assert "Nothing to scan" in work("scan", name).stdout
    work("scan", name, "--all")
    assert ScanJob.objects.filter(attempt=2).count() == 2


def test_it_names_a_set_it_does_not_know(name: str) -> None:
    for verb in ("check", "run", "scan"):
        result = work(verb, "no such set")
        assert result.exit_code == FAILED
        assert "no such set" in result.stderr
