"""Solutions and imported results: all of a file or nothing of it, and a second time nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from evaluations.importing.limits import ImportLimits
from evaluations.importing.preview import FaultyFile
from evaluations.importing.reading import IncomingFile
from evaluations.importing.records import ModelIdentity
from evaluations.importing.service import (
    import_problems,
    import_solutions,
    preview_solutions,
)
from evaluations.models import (
    ImportRecord,
    JobState,
    LanguageModel,
    ProblemSet,
    RunOrigin,
    Solution,
    TestRun,
)
from tests.integration.importing.files import solution, three_problems, write_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def arithmetic(tmp_path: Path) -> ProblemSet:
    return three_problems(tmp_path)


@contextmanager
def nothing_changes() -> Iterator[None]:
    def rows() -> list[Any]:
        tables = (LanguageModel, Solution, TestRun, ImportRecord)
        return [list(table.objects.order_by("id").values()) for table in tables]

    before = rows()
    yield
    assert rows() == before


def faults_of(caught: pytest.ExceptionInfo[FaultyFile]) -> list[tuple[int | None, str]]:
    return [(fault.line, fault.message) for fault in caught.value.preview.faults]


def test_it_stores_solutions_with_all_they_bring(tmp_path: Path, arithmetic: ProblemSet):
    row = {
        "problem": "add",
        "model": "GPT",
        "provider": "openai",
        "version": "4",
        "files": {"b.py": "b", "a.py": "a"},
        "completion": "raw",
        "sample": 3,
        "latency_ms": 12,
        "input_tokens": 5,
        "output_tokens": 6,
        "cost_usd": 0.25,
    }
    preview = import_solutions(
        file=write_lines(tmp_path / "s.jsonl", [row]), problem_set=arithmetic
    )
    stored = Solution.objects.get()
    assert str(stored.language_model) == "GPT 4"
    assert stored.language_model.provider == "openai"
    assert stored.problem.key == "add"
    assert stored.files == [{"path": "b.py", "text": "b"}, {"path": "a.py", "text": "a"}]
    assert (stored.raw_completion, stored.sample, stored.latency_ms) == ("raw", 3, 12)
    assert (stored.input_tokens, stored.output_tokens) == (5, 6)
    assert stored.cost_usd == Decimal("0.25")
    assert stored.transcript == []
    assert stored.generation_run is None
    assert stored.import_record == ImportRecord.objects.get(file_name="s.jsonl")
    assert stored.import_record.counts == {"solutions": 1, "results": 0}
    assert (preview.new, preview.models[0].missing, preview.models[0].missing_keys) == (
        1,
        2,
        ("subtract", "multiply"),
    )


def test_it_changes_nothing_when_the_same_file_comes_again(tmp_path: Path, arithmetic: ProblemSet):
    rows = [solution(), solution("subtract"), solution(model="n")]
    file = write_lines(tmp_path / "s.jsonl", rows)
    import_solutions(file=file, problem_set=arithmetic)
    with nothing_changes():
        again = import_solutions(file=file, problem_set=arithmetic)
    assert [(m.model.name, m.new, m.unchanged) for m in again.models] == [("m", 0, 2), ("n", 0, 1)]


def test_it_adds_what_is_new_to_what_is_stored(tmp_path: Path, arithmetic: ProblemSet):
    import_solutions(file=write_lines(tmp_path / "a.jsonl", [solution()]), problem_set=arithmetic)
    rows = [solution(), solution("subtract")]
    preview = import_solutions(file=write_lines(tmp_path / "b.jsonl", rows), problem_set=arithmetic)
    assert (preview.models[0].new, preview.models[0].unchanged) == (1, 1)
    assert preview.models[0].missing == 1
    assert Solution.objects.count() == 2


def test_it_previews_without_writing(tmp_path: Path, arithmetic: ProblemSet):
    rows = [solution(), solution("subtract"), solution(model="n", completion="```\nx\n```")]
    file = write_lines(tmp_path / "s.jsonl", rows)
    with nothing_changes():
        preview = preview_solutions(file=file, problem_set=arithmetic)
    assert preview.is_sound
    assert [(m.model.name, m.recognised, m.new, m.missing, m.fenced) for m in preview.models] == [
        ("m", 2, 2, 1, 0),
        ("n", 1, 1, 2, 1),
    ]


def test_it_changes_nothing_for_a_file_with_a_fault(tmp_path: Path, arithmetic: ProblemSet):
    rows = [solution(), solution("divide"), solution("subtract", code=1)]
    file = write_lines(tmp_path / "s.jsonl", rows)
    with nothing_changes(), pytest.raises(FaultyFile) as caught:
        import_solutions(file=file, problem_set=arithmetic)
    assert [(f.line, f.field) for f in caught.value.preview.faults] == [(2, "problem"), (3, "code")]


def test_it_refuses_a_solution_that_stands_twice(tmp_path: Path, arithmetic: ProblemSet):
    rows = [solution(), solution("subtract"), solution(), solution(sample=1)]
    file = write_lines(tmp_path / "s.jsonl", rows)
    with nothing_changes(), pytest.raises(FaultyFile) as caught:
        import_solutions(file=file, problem_set=arithmetic)
    assert faults_of(caught) == [
        (3, "sample 0 of 'm' for problem 'add' stands on line 1 already"),
    ]
    preview = preview_solutions(file=file, problem_set=arithmetic)
    assert preview.models[0].doubled == 1


def test_it_refuses_other_code_for_a_stored_solution(tmp_path: Path, arithmetic: ProblemSet):
    import_solutions(file=write_lines(tmp_path / "a.jsonl", [solution()]), problem_set=arithmetic)
    rows = [solution("subtract"), solution(code="def add(a, b): return 0")]
    file = write_lines(tmp_path / "b.jsonl", rows)
    with nothing_changes(), pytest.raises(FaultyFile) as caught:
        import_solutions(file=file, problem_set=arithmetic)
    assert faults_of(caught) == [(2, "sample 0 of 'm' for problem 'add' is stored with other code")]


def test_it_takes_names_that_look_alike_for_one_model(tmp_path: Path, arithmetic: ProblemSet):
    rows = [solution(model="Caf\u00e9 1"), solution("subtract", model=" Cafe\u0301  1 ")]
    import_solutions(file=write_lines(tmp_path / "s.jsonl", rows), problem_set=arithmetic)
    assert LanguageModel.objects.get().name == "Caf\u00e9 1"


def test_it_refuses_a_file_of_too_many_models(tmp_path: Path, arithmetic: ProblemSet):
    path = write_lines(tmp_path / "s.jsonl", [solution(model=f"m{n}") for n in range(5)]).path
    file = IncomingFile(path=path, limits=ImportLimits(models=3))
    with nothing_changes(), pytest.raises(FaultyFile) as caught:
        import_solutions(file=file, problem_set=arithmetic)
    says = "the file names more than 3 models"
    assert faults_of(caught) == [(4, says), (5, says)]


def test_it_lists_as_many_faults_as_there_is_room_for_and_counts_all(
    tmp_path: Path, arithmetic: ProblemSet
):
    path = write_lines(tmp_path / "s.jsonl", [{"x": 1}, *[solution()] * 10]).path
    file = IncomingFile(path=path, format="jsonl", limits=ImportLimits(faults=3))
    preview = preview_solutions(file=file, problem_set=arithmetic)
    assert (len(preview.faults), preview.fault_count) == (3, 12)


HUMAN_EVAL_RESULTS = [
    {"task_id": "add", "completion": "    return a", "passed": False, "result": "failed: wrong"},
    {"task_id": "subtract", "completion": "    return a", "passed": True, "result": "passed"},
]


def test_it_keeps_imported_results_apart_from_own_runs(tmp_path: Path, arithmetic: ProblemSet):
    file = write_lines(tmp_path / "gpt4.jsonl_results.jsonl", HUMAN_EVAL_RESULTS)
    preview = import_solutions(file=file, problem_set=arithmetic)
    assert preview.format == "human-eval-results"
    assert (preview.new, preview.new_results) == (2, 2)
    runs = TestRun.objects.order_by("solution__problem__position")
    assert [(r.verdict, r.message) for r in runs] == [("failed", "wrong"), ("passed", "")]
    assert {(r.origin, r.imported_from, r.suite, r.state) for r in runs} == {
        (RunOrigin.IMPORTED, "human-eval", None, JobState.FINISHED)
    }
    with nothing_changes():
        again = import_solutions(file=file, problem_set=arithmetic)
    assert (again.new, again.new_results) == (0, 0)


def test_it_adds_results_to_samples_that_are_stored(tmp_path: Path, arithmetic: ProblemSet):
    samples = [{k: row[k] for k in ("task_id", "completion")} for row in HUMAN_EVAL_RESULTS]
    import_solutions(file=write_lines(tmp_path / "gpt4.jsonl", samples), problem_set=arithmetic)
    file = write_lines(tmp_path / "gpt4.jsonl_results.jsonl", HUMAN_EVAL_RESULTS)
    preview = import_solutions(file=file, problem_set=arithmetic)
    assert (preview.new, preview.new_results) == (0, 2)
    assert LanguageModel.objects.get().name == "gpt4"
    assert Solution.objects.count() == TestRun.objects.count() == 2


def test_it_refuses_a_result_that_contradicts_a_stored_one(tmp_path: Path, arithmetic: ProblemSet):
    file = write_lines(tmp_path / "gpt4.jsonl_results.jsonl", HUMAN_EVAL_RESULTS)
    import_solutions(file=file, problem_set=arithmetic)
    changed = [{**HUMAN_EVAL_RESULTS[0], "passed": True, "result": "passed"}]
    file = write_lines(tmp_path / "gpt4.jsonl_results.jsonl", changed)
    with nothing_changes(), pytest.raises(FaultyFile) as caught:
        import_solutions(file=file, problem_set=arithmetic)
    assert faults_of(caught) == [
        (
            1,
            "the human-eval result of sample 0 of 'gpt4' for problem 'add' is stored as failed, "
            "here it is passed",
        )
    ]


def test_it_stores_evalplus_results_of_both_suites(tmp_path: Path, arithmetic: ProblemSet):
    result = {
        "task_id": "add",
        "solution": "def add(a, b): ...",
        "base_status": "pass",
        "plus_status": "fail",
        "base_fail_tests": [],
        "plus_fail_tests": [[1, 2]],
    }
    path = tmp_path / "meta--Llama_vllm_temp_0.0_eval_results.json"
    path.write_text(json.dumps({"date": "today", "hash": "x", "eval": {"add": [result]}}))
    import_solutions(file=IncomingFile(path=path), problem_set=arithmetic)
    runs = TestRun.objects.order_by("imported_from")
    assert [(run.imported_from, run.verdict) for run in runs] == [
        ("evalplus base", "passed"),
        ("evalplus plus", "failed"),
    ]


def test_it_takes_the_model_it_is_told(tmp_path: Path, arithmetic: ProblemSet):
    rows = [{"task_id": "add", "completion": "    return a"}]
    model = ModelIdentity(provider="p", name="Told", version="2")
    import_solutions(
        file=write_lines(tmp_path / "gpt4.jsonl", rows), problem_set=arithmetic, model=model
    )
    stored = LanguageModel.objects.get()
    assert (stored.provider, stored.name, stored.version) == ("p", "Told", "2")


def test_it_tells_its_progress(tmp_path: Path, arithmetic: ProblemSet):
    rows = [solution(sample=n) for n in range(1_200)]
    file = write_lines(tmp_path / "s.jsonl", rows)
    told: list[tuple[int, int]] = []
    import_solutions(
        file=file, problem_set=arithmetic, progress=lambda done, total: told.append((done, total))
    )
    size = file.path.stat().st_size
    assert {total for _, total in told} == {size}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (size, size)
    assert len(told) == 4


def test_it_leaves_no_staging_table_behind(tmp_path: Path, arithmetic: ProblemSet):
    file = write_lines(tmp_path / "s.jsonl", [solution()])
    preview_solutions(file=file, problem_set=arithmetic)
    import_solutions(file=file, problem_set=arithmetic)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.incoming_solution')")
        assert cursor.fetchone() == (None,)


@pytest.mark.django_db(transaction=True)
def test_it_stores_a_file_once_when_two_import_it_at_the_same_time(tmp_path: Path):
    problem_set = three_problems(tmp_path)
    file = write_lines(tmp_path / "s.jsonl", [solution(sample=n) for n in range(500)])

    def take() -> int:
        try:
            return import_solutions(file=file, problem_set=problem_set).new
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        new = sorted(future.result() for future in [pool.submit(take) for _ in range(4)])
    assert new == [0, 0, 0, 500]
    assert Solution.objects.count() == 500
    assert ImportRecord.objects.filter(file_name="s.jsonl").count() == 1


def test_it_stores_a_patch_as_one(tmp_path: Path):
    problem = {"id": "p", "prompt": "Mend it.", "starter": {"lib/a.py": "x = 1\n"}}
    import_problems(file=write_lines(tmp_path / "p.jsonl", [problem]), set_name="patches")
    problem_set = ProblemSet.objects.get(name="patches")
    diff = "--- a/lib/a.py\n+++ b/lib/a.py\n@@ -1 +1 @@\n-x = 1\n+x = 2\n"
    rows = [{"problem": "p", "model": "m", "patch": diff}]
    rows += [{"problem": "p", "model": "n", "code": "x = 2\n"}]
    file = write_lines(tmp_path / "s.jsonl", rows)
    import_solutions(file=file, problem_set=problem_set)
    patch, whole = Solution.objects.order_by("id")
    assert (patch.form, patch.files) == ("patch", [{"path": "changes.patch", "text": diff}])
    assert (whole.form, whole.files) == ("files", [{"path": "lib/a.py", "text": "x = 2\n"}])
    again = import_solutions(file=file, problem_set=problem_set)
    assert [model.unchanged for model in again.models] == [1, 1]
