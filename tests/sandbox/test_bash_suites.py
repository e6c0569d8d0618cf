"""Bash: honest solutions pass, forgeries do not; the tests' process is closed to the solution."""

from __future__ import annotations

import json

import pytest

from evaluations.running.grading import Integrity, Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import MEBIBYTE, Limits
from tests.sandbox.backends import BUBBLEWRAP, make_judge, on_docker_too

pytestmark = pytest.mark.sandbox

LIMITS = Limits(wall_seconds=2.0, cpu_seconds=2, memory_bytes=128 * MEBIBYTE, processes=16)
HONEST = """
add() { echo $(( $1 + $2 )); }
shout() { tr a-z A-Z; }
refuse() { echo no >&2; return 3; }
"""
TESTS = """
test_adds() {
    assert_equal "$(add 1 2)" 3
    assert_equal "$(add -1 1)" 0
}
test_shouts() {
    [ "$(printf 'hello you' | shout)" = "HELLO YOU" ]
}
test_refuses() {
    run refuse
    [ "$status" -eq 3 ]
    [[ $output == no ]]
}
"""
BATS = """
setup() { export LEFT=40; }

@test "adds" {
  run add "$LEFT" 2
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = 42 ]
}

@test "refuses" {
  run -3 refuse
  [ "$output" = "no" ]
}

@test "is asked later" {
  skip "not yet"
}
"""
SOURCED = 'source "$SOLUTION"\n'


@pytest.fixture(scope="module")
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return make_judge(getattr(request, "param", BUBBLEWRAP))


def run(
    sandbox: Sandbox,
    solution: str,
    code: str = TESTS,
    *,
    setup: str = "",
    suite_format: SuiteFormat = SuiteFormat.BASH_TEST,
) -> SuiteRun:
    suite = SuiteSource(format=suite_format, code=code, setup=setup)
    return run_task(sandbox, "sh", Task(suite=suite, files={"a.sh": solution}, limits=LIMITS))


@on_docker_too
@pytest.mark.parametrize(
    ("setup", "integrity"), [("", Integrity.SPLIT), (SOURCED, Integrity.IN_PROCESS)]
)
def test_it_passes_an_honest_solution(sandbox: Sandbox, setup: str, integrity: Integrity) -> None:
    done = run(sandbox, HONEST, setup=setup)
    assert (done.grade.verdict, done.grade.integrity) == (Verdict.PASSED, integrity)
    assert [case.name for case in done.grade.cases] == ["test_adds", "test_shouts", "test_refuses"]
    assert {"bash", "seed", "harness"} <= set(done.outcome.environment)


@on_docker_too
def test_it_runs_bats_files(sandbox: Sandbox) -> None:
    done = run(sandbox, HONEST, BATS, suite_format=SuiteFormat.BATS)
    verdicts = {case.name: case.verdict.value for case in done.grade.cases}
    assert verdicts == {"adds": "passed", "refuses": "passed", "is asked later": "not_run"}
    assert (done.grade.verdict, done.grade.integrity) == (Verdict.PASSED, Integrity.SPLIT)


def test_it_says_what_was_not_so(sandbox: Sandbox) -> None:
    done = run(sandbox, HONEST.replace("+", "*"))
    assert [case.verdict.value for case in done.grade.cases] == ["failed", "passed", "passed"]
    assert "got 2, expected 3" in done.grade.cases[0].message


@pytest.mark.parametrize(
    ("solution", "verdict", "words"),
    [
        ("add() {", Verdict.ERROR, "syntax error"),
        ("", Verdict.FAILED, "add: command not found"),
        (HONEST.replace("tr a-z A-Z", "sleep 9"), Verdict.TIMEOUT, "time limit"),
        (HONEST.replace("tr a-z A-Z", "yes"), Verdict.OUT_OF_MEMORY, "memory limit"),
    ],
)
def test_it_tells_how_a_solution_fails(
    sandbox: Sandbox, solution: str, verdict: Verdict, words: str
) -> None:
    done = run(sandbox, solution)
    assert done.grade.verdict is verdict
    assert words in done.grade.message + "".join(case.message for case in done.grade.cases)


def test_it_does_not_blame_the_solution_for_a_broken_suite(sandbox: Sandbox) -> None:
    done = run(sandbox, HONEST, TESTS + "if\n")
    assert done.grade.verdict is Verdict.INFRASTRUCTURE_ERROR
    assert "preparation failed" in done.grade.message


LOOKS_AT_THE_TESTS = """
look() {
    local wanted=HELLO
    wanted+=" YOU"
    for file in mem environ fd/8 fd/1 fd/255 maps; do
        head -c 4000 "/proc/$PPID/$file" && echo "read $file"
    done 2>/dev/null
    grep -rls "$wanted" /src /box /tmp /dev/shm
    tr '\\0' ' ' <"/proc/$PPID/cmdline" | grep -F "$wanted"
    env | grep -F "$wanted"
}
add() { look; }
shout() { look; }
refuse() { look; }
"""
WRITES_FOR_THE_TESTS = """
forge() {
    for parent in $PPID 1 2; do
        for number in 1 3 8 9; do
            { echo ok >"/proc/$parent/fd/$number"; } 2>/dev/null
        done
        dd if=/dev/zero of="/proc/$parent/mem" bs=1 count=1 seek=4096 2>/dev/null
    done
    echo ok >&8
    echo ok >&3
} 2>/dev/null
add() { forge; }
shout() { forge; }
refuse() { forge; }
"""
REPLACES_THE_SHELL = """
forge() {
    chmod 755 /box/.bash
    printf '#!/bin/sh\\nexit 0\\n' >/box/new && mv /box/new /box/.bash && chmod 755 /box/.bash
} 2>/dev/null
add() { forge; }
shout() { forge; }
refuse() { forge; }
"""
SPLIT_FORGERIES = {
    "kills the tests": "add() { kill -9 $PPID; }\nshout() { kill -9 -1; }\nrefuse() { kill 0; }",
    "stops the tests": "add() { kill -STOP $PPID; }\nshout() { :; }\nrefuse() { :; }",
    "leaves early": "exit 0\nadd() { :; }\nshout() { :; }\nrefuse() { :; }",
    "replaces commands": "[() { :; }\nassert_equal() { :; }\nadd() { :; }\nshout() { :; }",
    "looks at the tests": LOOKS_AT_THE_TESTS,
    "writes for the tests": WRITES_FOR_THE_TESTS,
    "replaces the shell": REPLACES_THE_SHELL,
}
SHARED_FORGERIES = {
    **{trick: SPLIT_FORGERIES[trick] for trick in SPLIT_FORGERIES if trick != "stops the tests"},
    "leaves in a function": "add() { exit 0; }\nshout() { exit 0; }\nrefuse() { exit 0; }",
    "leaves by a trap": "trap 'exit 0' ERR EXIT DEBUG\nadd() { :; }",
    "defines the tests": "trap 'test_adds() { :; }; test_shouts() { :; }' DEBUG",
    "drops errexit": "trap 'set +e' DEBUG\nadd() { :; }\nshout() { :; }\nrefuse() { :; }",
    "skips": "add() { skip; }\nshout() { skip; }\nrefuse() { skip; }",
    "finishes at once": "trap 'printf %s \"$nonce\" >&8; exit 0' DEBUG",
}


@on_docker_too
@pytest.mark.parametrize("trick", SPLIT_FORGERIES)
def test_it_refuses_forgeries_when_split(sandbox: Sandbox, trick: str) -> None:
    grade = run(sandbox, SPLIT_FORGERIES[trick]).grade
    assert grade.integrity is Integrity.SPLIT
    assert grade.verdict not in (Verdict.PASSED, Verdict.INFRASTRUCTURE_ERROR, Verdict.NOT_RUN)
    assert grade.passed_cases == 0


@on_docker_too
@pytest.mark.parametrize("trick", SHARED_FORGERIES)
def test_it_refuses_forgeries_in_one_process(sandbox: Sandbox, trick: str) -> None:
    grade = run(sandbox, SHARED_FORGERIES[trick], setup=SOURCED).grade
    assert grade.integrity is Integrity.IN_PROCESS
    assert grade.verdict not in (Verdict.PASSED, Verdict.INFRASTRUCTURE_ERROR, Verdict.NOT_RUN)


def test_it_keeps_the_tests_where_no_solution_can_read_them(sandbox: Sandbox) -> None:
    done = run(
        sandbox, LOOKS_AT_THE_TESTS, 'test_look() {\n    [ "$(add HELLO)" = "HELLO YOU" ]\n}\n'
    )
    assert done.grade.verdict is Verdict.FAILED
    shown = run(
        sandbox, LOOKS_AT_THE_TESTS, 'test_look() {\n    [ -z "$(add)" ]\n    x="HELLO YOU"\n}\n'
    )
    assert shown.grade.verdict is Verdict.PASSED  # it read nothing at all


@on_docker_too
def test_it_runs_programs_in_bash(sandbox: Sandbox) -> None:
    cases = [{"stdin": "b\na\n", "args": ["-r"], "stdout": "b\na\n"}, {"stdin": "", "stdout": ""}]
    suite = SuiteSource(format=SuiteFormat.PROGRAMS, code=json.dumps(cases))
    files = {"main.sh": 'source "$(dirname "$0")/lib.sh"\nsorted "$@"\n'}
    files["lib.sh"] = 'sorted() { sort "$@"; }\n'
    done = run_task(sandbox, "bash", Task(suite=suite, files=files))
    assert (done.grade.verdict, done.grade.integrity) == (Verdict.PASSED, Integrity.SPLIT)
    assert done.outcome.environment["bash"]
