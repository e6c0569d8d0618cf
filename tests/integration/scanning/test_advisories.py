"""Advisories come in as dated snapshots; packages are held against the newest, now and later."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from evaluations.errors import Conflict
from evaluations.importing.advisories.service import import_advisories
from evaluations.importing.reading import IncomingFile
from evaluations.importing.refusal import RefusedFile
from evaluations.models import (
    Advisory,
    AdvisorySnapshot,
    Dependency,
    Finding,
    JobState,
    ScanOutcome,
    ScanRun,
    Solution,
)
from evaluations.scanning.advisories.service import hold_against_advisories, hold_all_again
from evaluations.scanning.service import execute_scans, queue_scans, queue_scans_again
from tests.factories import make_models, make_problems, make_solution

pytestmark = pytest.mark.django_db


def make_record(osv_id: str, package: str, *, fixed: str = "2.0", **changes: Any) -> dict[str, Any]:
    """An advisory on the versions of a package before ``fixed``."""
    ecosystem = changes.pop("ecosystem", "PyPI")
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}]
    return {
        "id": osv_id,
        "modified": "2026-05-01T00:00:00Z",
        "summary": f"Weakness of {package}",
        "affected": [{"package": {"ecosystem": ecosystem, "name": package}, "ranges": ranges}],
        "database_specific": {"severity": "HIGH", "cwe_ids": ["CWE-400"]},
        **changes,
    }


@pytest.fixture
def bring(tmp_path):
    """Import advisories from a file of JSON lines."""

    def bring(
        *records: dict[str, Any], name: str = "osv.jsonl", **options: Any
    ) -> AdvisorySnapshot:
        path = Path(tmp_path, name)
        path.write_text("".join(json.dumps(each) + "\n" for each in records))
        return import_advisories(file=IncomingFile(path=path), **options)

    return bring


def make_run(packages: Sequence[tuple[str, str, str]], message: str = "") -> ScanRun:
    """A finished scan for dependencies that found these: ecosystem, name, version."""
    [problem] = make_problems(1)
    solution = make_solution(problem, make_models(["Model one"])[0])
    run = ScanRun.objects.create(
        solution=solution,
        scanner="dependencies",
        scanner_version="1",
        state=JobState.FINISHED,
        outcome=ScanOutcome.NOT_SCANNED if message else ScanOutcome.SCANNED,
        message=message,
        finished_at=timezone.now(),
    )
    for ecosystem, name, version in packages:
        Dependency.objects.create(
            scan_run=run,
            ecosystem=ecosystem,
            name=name,
            version=version,
            declared=True,
            path="requirements.txt",
            line=1,
        )
    return run


def told(run: ScanRun) -> tuple[str, str]:
    run.refresh_from_db()
    return run.outcome, run.message


def rules() -> list[str]:
    return list(Finding.objects.order_by("rule").values_list("rule", flat=True))


def test_it_dates_a_snapshot_by_its_newest_advisory_and_counts_it(bring):
    snapshot = bring(
        make_record("GHSA-1", "jinja2", modified="2026-03-01T00:00:00Z"),
        make_record("GHSA-2", "flask", modified="2026-04-30T23:59:59Z"),
        make_record("GHSA-3", "left-pad", ecosystem="npm"),
        make_record("GHSA-4", "flask", withdrawn="2026-01-01T00:00:00Z"),
        make_record("DSA-1", "jinja2", ecosystem="Debian"),
    )
    assert snapshot.taken_on == date(2026, 5, 1)
    assert snapshot.counts == {
        "ecosystems": {"PyPI": 2, "npm": 1},
        "withdrawn": 1,
        "other_ecosystems": 1,
    }
    assert Advisory.objects.count() == 3


def test_it_takes_the_day_that_is_given(bring):
    assert bring(make_record("GHSA-1", "x"), taken_on=date(2026, 6, 1)).taken_on == date(2026, 6, 1)


def test_it_changes_nothing_for_the_same_file(bring):
    first = bring(make_record("GHSA-1", "jinja2"))
    assert bring(make_record("GHSA-1", "jinja2")) == first
    assert Advisory.objects.count() == 1


def test_it_names_all_faults_and_stores_nothing(bring):
    with pytest.raises(RefusedFile) as refused:
        bring(
            make_record("GHSA-1", "jinja2"),
            make_record("GHSA-2", "jinja2", modified="soon"),
            make_record("GHSA-1", "flask"),
            make_record("GHSA-3", ""),
        )
    assert [(fault.line, fault.field) for fault in refused.value.faults] == [
        (None, ""),
        (2, "modified"),
        (4, "affected[0].package.name"),
    ]
    assert "given twice" in refused.value.faults[0].message
    assert not AdvisorySnapshot.objects.exists()
    assert not Advisory.objects.exists()


def test_it_refuses_a_file_that_helps_nobody(bring):
    with pytest.raises(RefusedFile, match="no advisory is of an ecosystem"):
        bring(make_record("DSA-1", "jinja2", ecosystem="Debian"))


def test_it_replaces_older_advisories_of_the_same_ecosystem_only(bring):
    bring(make_record("GHSA-1", "jinja2"), name="old.jsonl", taken_on=date(2026, 1, 1))
    bring(make_record("GHSA-2", "lodash", ecosystem="npm"), name="npm.jsonl")
    bring(make_record("GHSA-3", "jinja2"), name="new.jsonl", taken_on=date(2026, 2, 1))
    kept = Advisory.objects.order_by("osv_id").values_list("osv_id", flat=True)
    assert list(kept) == ["GHSA-2", "GHSA-3"]
    assert AdvisorySnapshot.objects.count() == 3


def test_it_refuses_to_go_back_in_time(bring):
    bring(make_record("GHSA-1", "jinja2"), name="new.jsonl", taken_on=date(2026, 2, 1))
    with pytest.raises(Conflict, match=r"newer new\.jsonl of 2026-02-01 is stored"):
        bring(make_record("GHSA-2", "jinja2"), name="old.jsonl", taken_on=date(2026, 1, 1))
    assert AdvisorySnapshot.objects.count() == 1


def test_it_says_that_nothing_was_scanned_without_a_snapshot():
    run = make_run([("PyPI", "jinja2", "1.0")])
    assert hold_against_advisories(runs=[run]) == 0
    assert told(run) == (ScanOutcome.NOT_SCANNED, "not scanned: no advisory snapshot")
    assert run.dependencies.count() == 1


def test_it_is_content_where_there_is_no_package():
    run = make_run([])
    hold_against_advisories(runs=[run])
    assert told(run) == (ScanOutcome.SCANNED, "")


def test_it_finds_what_the_snapshot_knows(bring):
    bring(make_record("GHSA-1", "jinja2"), make_record("GHSA-2", "flask"))
    run = make_run([("PyPI", "Jinja2", "1.0"), ("PyPI", "Flask", "2.0"), ("PyPI", "x", "")])
    assert hold_against_advisories(runs=[run]) == 1
    assert told(run) == (ScanOutcome.SCANNED, "advisories of 2026-05-01")
    found = Finding.objects.get()
    assert (found.rule, found.severity, found.cwe) == ("GHSA-1", "high", "CWE-400")
    assert (found.tools, found.path, found.line) == (["dependencies"], "requirements.txt", 1)


def test_it_keeps_why_a_file_was_not_read(bring):
    bring(make_record("GHSA-1", "jinja2"))
    run = make_run([("PyPI", "jinja2", "1.0")], message="not scanned: a.py: syntax error in line 1")
    hold_against_advisories(runs=[run])
    assert told(run) == (
        ScanOutcome.NOT_SCANNED,
        "not scanned: a.py: syntax error in line 1; advisories of 2026-05-01",
    )
    assert rules() == ["GHSA-1"]


def test_it_names_the_ecosystem_without_a_snapshot(bring):
    bring(make_record("GHSA-1", "jinja2"))
    run = make_run([("PyPI", "jinja2", "1.0"), ("npm", "lodash", "1.0.0")])
    hold_against_advisories(runs=[run])
    assert told(run)[0] == ScanOutcome.NOT_SCANNED
    assert "no advisory snapshot for npm" in told(run)[1]


def test_it_holds_what_was_found_long_ago_against_new_advisories(bring):
    run = make_run([("PyPI", "jinja2", "1.0")])
    hold_against_advisories(runs=[run])
    bring(make_record("GHSA-1", "jinja2"), name="first.jsonl", taken_on=date(2026, 1, 1))
    assert hold_all_again() == (1, 1)
    assert rules() == ["GHSA-1"]
    bring(
        make_record("GHSA-1", "jinja2", fixed="0.9"),
        make_record("GHSA-2", "jinja2"),
        name="second.jsonl",
        taken_on=date(2026, 2, 1),
    )
    steps: list[tuple[int, int]] = []
    assert hold_all_again(progress=lambda done, total: steps.append((done, total))) == (1, 1)
    assert (rules(), steps) == (["GHSA-2"], [(1, 1)])
    assert told(run) == (ScanOutcome.SCANNED, "advisories of 2026-02-01")


@pytest.mark.sandbox
def test_it_goes_from_a_manifest_to_a_finding_and_a_twin_gets_the_same(sandbox, bring):
    bring(make_record("GHSA-1", "pyyaml", fixed="5.4"))
    [problem] = make_problems(1)
    first, second = (make_solution(problem, each) for each in make_models(["One", "Two"]))
    files = [
        {"path": "solution.py", "text": "import yaml, flask\n"},
        {"path": "requirements.txt", "text": "PyYAML==5.3.1\n"},
    ]
    Solution.objects.update(files=files, content_hash="the same")
    for solution in (first, second):
        jobs = queue_scans(solutions=Solution.objects.filter(pk=solution.pk))
        execute_scans(job_ids=jobs, sandbox=sandbox)
    runs = ScanRun.objects.filter(scanner="dependencies").order_by("pk")
    assert [run.solution for run in runs] == [first, second]
    for run in runs:
        assert told(run) == (ScanOutcome.SCANNED, "advisories of 2026-05-01")
        listed = run.dependencies.order_by("name").values_list(
            "name", "version", "declared", "path"
        )
        assert list(listed) == [
            ("PyYAML", "5.3.1", True, "requirements.txt"),
            ("flask", "", False, "solution.py"),
        ]
        assert [found.rule for found in run.findings.all()] == ["GHSA-1"]


@pytest.mark.sandbox
def test_it_reads_no_solution_again_for_want_of_a_snapshot(sandbox):
    [problem] = make_problems(1)
    solution = make_solution(problem, make_models(["One"])[0], "import flask\n")
    chosen = Solution.objects.filter(pk=solution.pk)
    execute_scans(job_ids=queue_scans(solutions=chosen), sandbox=sandbox)
    run = ScanRun.objects.get(scanner="dependencies")
    assert told(run) == (ScanOutcome.NOT_SCANNED, "not scanned: no advisory snapshot")
    assert queue_scans_again(solutions=chosen, outdated_only=True) == []
