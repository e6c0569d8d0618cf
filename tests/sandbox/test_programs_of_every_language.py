"""One suite of programs, whatever the language: what is right passes, what is wrong does not."""

from __future__ import annotations

import json

import pytest

from evaluations.errors import SandboxUnavailable, ToolchainMissing
from evaluations.running.grading import Integrity, Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.bubblewrap import Bubblewrap

pytestmark = pytest.mark.sandbox

CASES = json.dumps(
    [{"stdin": f"{n}\n", "stdout": f"{2 * n}\n", "args": ["-v"]} for n in (0, 4, -3, 123456)]
)
DOUBLES = {
    "python": ("main.py", "print(2 * int(input()))\n"),
    "javascript": (
        "main.js",
        'console.log(2 * Number(require("node:fs").readFileSync(0, "utf8")))\n',
    ),
    "typescript": (
        "main.ts",
        'import { readFileSync } from "node:fs";\n'
        'const n: number = Number(readFileSync(0, "utf8"));\nconsole.log(2 * n);\n',
    ),
    "bash": ("main.sh", 'read -r n\necho "$(( 2 * n ))"\n'),
    "go": (
        "main.go",
        'package main\n\nimport "fmt"\n\nfunc main() {\n\tvar n int\n\tfmt.Scan(&n)\n'
        "\tfmt.Println(2 * n)\n}\n",
    ),
    "rust": (
        "main.rs",
        "fn main() {\n    let mut line = String::new();\n"
        "    std::io::stdin().read_line(&mut line).unwrap();\n"
        "    let n: i64 = line.trim().parse().unwrap();\n"
        '    println!("{}", 2 * n);\n}\n',
    ),
}


@pytest.fixture(scope="module")
def sandbox() -> Bubblewrap:
    try:
        return Bubblewrap()
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX HERE, no program is tested: {error.message}")


def run(sandbox: Bubblewrap, language: str, source: str) -> SuiteRun:
    path, _ = DOUBLES[language]
    suite = SuiteSource(format=SuiteFormat.PROGRAMS, code=CASES)
    try:
        return run_task(sandbox, language, Task(suite=suite, files={path: source}))
    except ToolchainMissing as error:
        pytest.skip(error.message)


@pytest.mark.parametrize("language", DOUBLES)
def test_it_runs_programs(sandbox: Bubblewrap, language: str) -> None:
    done = run(sandbox, language, DOUBLES[language][1])
    assert (done.grade.verdict, done.grade.integrity) == (Verdict.PASSED, Integrity.SPLIT), done
    assert done.grade.passed_cases == 4


@pytest.mark.parametrize("language", DOUBLES)
def test_it_fails_programs_that_print_something_else(sandbox: Bubblewrap, language: str) -> None:
    done = run(sandbox, language, DOUBLES[language][1].replace("2 * ", "3 * "))
    verdicts = [case.verdict.value for case in done.grade.cases]
    assert verdicts == ["passed", "failed", "failed", "failed"]


@pytest.mark.parametrize("language", [name for name in DOUBLES if name != "python"])
def test_it_says_that_a_program_does_not_compile(sandbox: Bubblewrap, language: str) -> None:
    done = run(sandbox, language, DOUBLES[language][1] + "\n)(\n")
    assert done.grade.verdict is Verdict.ERROR, done
    assert done.grade.passed_cases == 0
