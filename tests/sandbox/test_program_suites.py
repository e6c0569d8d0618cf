"""Programs that read and print: what honest ones meet, and what dishonest ones do not get."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evaluations.running.grading import Grade, Integrity, Verdict
from evaluations.running.languages import Language, ProgramPlan, find_language
from evaluations.running.languages.python import Python
from evaluations.running.programs.run import run_programs
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import LimitHit, Sandbox
from evaluations.sandboxes.bubblewrap import Bubblewrap
from evaluations.sandboxes.limits import MEBIBYTE, Limits
from tests.sandbox.backends import BUBBLEWRAP, make_judge, on_docker_too

pytestmark = pytest.mark.sandbox

LIMITS = Limits(wall_seconds=2.0, cpu_seconds=2)
SUMS: list[dict[str, Any]] = [
    {"stdin": "1 2\n", "stdout": "3\n"},
    {"stdin": "5 6\n", "stdout": "11\n"},
    {"stdin": "-1 1\n", "stdout": "0\n"},
]
HONEST = "a, b = map(int, input().split())\nprint(a + b)\n"


@pytest.fixture(scope="module")
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return make_judge(getattr(request, "param", BUBBLEWRAP))


def task_of(
    source: str, cases: list[dict[str, Any]], limits: Limits = LIMITS, **files: str
) -> Task:
    suite = SuiteSource(format=SuiteFormat.PROGRAMS, code=json.dumps(cases))
    return Task(suite=suite, files={"main.py": source, **files}, limits=limits)


def run(sandbox: Sandbox, source: str, cases: list[dict[str, Any]] | None = None) -> SuiteRun:
    return run_task(sandbox, "python", task_of(source, cases or SUMS))


def verdicts(grade: Grade) -> list[str]:
    return [case.verdict.value for case in grade.cases]


@on_docker_too
def test_it_passes_a_program_that_prints_what_it_must(sandbox: Sandbox) -> None:
    done = run(sandbox, HONEST)
    assert (done.grade.verdict, done.grade.integrity) == (Verdict.PASSED, Integrity.SPLIT)
    assert verdicts(done.grade) == ["passed"] * 3
    assert all((case.duration_seconds or 0) > 0 for case in done.grade.cases)
    assert {"seed", "hash seed", "time zone", "locale", "harness"} <= set(done.outcome.environment)


def test_it_shows_what_was_asked_expected_and_printed(sandbox: Sandbox) -> None:
    done = run(sandbox, "a, b = map(int, input().split())\nprint(max(a, b) + 1)\n")
    assert verdicts(done.grade) == ["passed", "failed", "failed"]
    case = done.grade.cases[1]
    assert (case.input, case.expected, case.got) == ("5 6\n", "11\n", "7\n")
    assert case.message == "Of what it printed, line 1 is '7', not '11'."
    assert (done.outcome.stdout, done.outcome.exit_code) == (b"7\n", 0)


def test_it_gives_arguments_and_looks_at_exit_codes(sandbox: Sandbox) -> None:
    source = "import sys\nprint(sys.argv[1:])\nsys.exit(len(sys.argv[1]))\n"
    cases: list[dict[str, Any]] = [
        {"args": ["ab", "c d"], "stdout": "['ab', 'c d']", "exit_code": 2},
        {"args": [""], "stdout": "['']", "exit_code": 3},
        {"args": ["a"], "stdout": "['a']"},
    ]
    done = run(sandbox, source, cases)
    assert verdicts(done.grade) == ["passed", "failed", "error"]
    assert "exit code 0, not 3" in done.grade.cases[1].message
    assert "exit code 1" in done.grade.cases[2].message


@on_docker_too
@pytest.mark.parametrize(
    ("source", "verdict", "words"),
    [
        ("1 / 0", Verdict.ERROR, "ZeroDivisionError: division by zero"),
        ("def f(:", Verdict.ERROR, "SyntaxError"),
        ("import os; os.abort()", Verdict.ERROR, "SIGABRT"),
        ("while True: pass", Verdict.TIMEOUT, "limit"),
        ("while True: print('x' * 5000)", Verdict.ERROR, "output limit"),
        ("import sys\nwhile True: sys.stderr.write('x' * 5000)", Verdict.ERROR, "output limit"),
        ("x = []\nwhile True: x.append(bytearray(10**7))", Verdict.OUT_OF_MEMORY, "memory"),
    ],
)
def test_it_says_how_a_program_came_to_its_end(
    sandbox: Sandbox, source: str, verdict: Verdict, words: str
) -> None:
    done = run(sandbox, source, SUMS[:1])
    assert done.grade.verdict is verdict
    assert words in done.grade.cases[0].message


def test_it_goes_on_after_a_case_that_hangs(sandbox: Sandbox) -> None:
    source = (
        "import time\na, b = map(int, input().split())\nif a == 5: time.sleep(99)\nprint(a + b)"
    )
    done = run(sandbox, source)
    assert verdicts(done.grade) == ["passed", "timeout", "passed"]
    assert done.outcome.limit_hit is LimitHit.WALL_TIME


def test_it_stops_when_three_cases_hung(sandbox: Sandbox) -> None:
    quick = Limits(wall_seconds=0.3)
    done = run_task(sandbox, "python", task_of("import time; time.sleep(99)", SUMS * 3, quick))
    assert verdicts(done.grade) == ["timeout"] * 3 + ["not_run"] * 6
    assert done.grade.verdict is Verdict.TIMEOUT


def test_it_feeds_much_to_a_program_and_takes_much_from_it(sandbox: Sandbox) -> None:
    text = "".join(f"{number}\n" for number in range(100_000))
    source = "import sys\nfor line in sys.stdin: print(line, end='')\n"
    cases = [{"stdin": text, "stdout": text}]
    assert run(sandbox, source, cases).grade.verdict is Verdict.PASSED


def test_it_lets_a_program_leave_its_input_unread(sandbox: Sandbox) -> None:
    cases = [{"stdin": "x" * 1_000_000, "stdout": "done"}] * 3
    assert run(sandbox, "print('done')", cases).grade.verdict is Verdict.PASSED


def test_it_finds_the_other_files_of_a_program(sandbox: Sandbox) -> None:
    files = {"parts/__init__.py": "", "parts/adding.py": "def add(a, b): return a + b"}
    source = "from parts.adding import add\nprint(add(*map(int, input().split())))"
    done = run_task(sandbox, "python", task_of(source, SUMS, LIMITS, **files))
    assert done.grade.verdict is Verdict.PASSED


COUNTS_ITS_STARTS = """
import os
a, b = map(int, input().split())
for folder in {folders}:
    try:
        found = os.listdir(folder)
        os.makedirs(folder + "/" + "/".join("d" * 40 for _ in range(20)), exist_ok=True)
        os.symlink("/src", folder + "/link")
    except OSError as error:
        found = [str(error)]
    if found:
        print("was here before:", found)
print(a + b)
"""
LEAVES_A_DAEMON = """
import os, sys, time
a, b = map(int, input().split())
alive = [name for name in os.listdir("/proc") if name.isdigit()]
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
        print(a + b)
    os._exit(0)
print(a + b if len(alive) == 3 else alive)
"""


@on_docker_too
@pytest.mark.parametrize(
    "source",
    [
        COUNTS_ITS_STARTS.format(folders=["/box", "/tmp", "/dev/shm"]),
        LEAVES_A_DAEMON,
        HONEST + "import os\nos.makedirs('/box/a/b')\nos.chmod('/box/a', 0)\nos.chmod('/box', 0)\n",
    ],
    ids=["files", "processes", "modes"],
)
def test_it_leaves_nothing_of_one_case_to_the_next(sandbox: Sandbox, source: str) -> None:
    done = run(sandbox, source)
    assert verdicts(done.grade) == ["passed"] * 3, [case.got for case in done.grade.cases]


def test_it_removes_folders_too_deep_to_name(sandbox: Sandbox) -> None:
    source = HONEST + (
        "import os\nfor _ in range(500):\n    os.mkdir('d' * 200)\n    os.chdir('d' * 200)\n"
    )
    assert run(sandbox, source).grade.verdict is Verdict.PASSED


KILLS_THE_HARNESS = "import os, signal\nprint(3)\nos.kill(os.getppid(), signal.{signal})\n"
ENDS_EVERYTHING = "import os, signal\nprint(3)\nos.kill(-1, signal.SIGKILL)\n"
WRITES_THE_REPORT = """
import os
for parent in (os.getpid(), os.getppid(), 1):
    for number in range(3, 20):
        try:
            with open(f"/proc/{parent}/fd/{number}", "wb") as channel:
                channel.write(b"x" * 100)
        except OSError:
            pass
for number in range(3, 20):
    try:
        os.write(number, b"x" * 100)
    except OSError:
        pass
"""
READS_THE_HARNESS = """
import os
for name in ("mem", "environ", "cmdline", "maps"):
    try:
        with open(f"/proc/{os.getppid()}/{name}", "rb") as file:
            print(name, len(file.read(100)))
    except OSError:
        continue
"""
ANSWERS_FOR_THE_NEXT = """
import os, sys, time
a, b = map(int, input().split())
if os.fork() == 0:
    os.setsid()
    time.sleep(0.05)
    while True:
        for name in os.listdir("/proc"):
            try:
                with open(f"/proc/{name}/fd/1", "w") as other:
                    other.write("11\\n")
            except OSError:
                pass
print(a + b if a != 5 else "")
"""


@on_docker_too
@pytest.mark.parametrize(
    "trick",
    [
        *(KILLS_THE_HARNESS.format(signal=name) for name in ("SIGKILL", "SIGINT", "SIGSTOP")),
        *(ENDS_EVERYTHING, WRITES_THE_REPORT, READS_THE_HARNESS, ANSWERS_FOR_THE_NEXT),
        "print(3)",
        "print(open('/src/.review/harness.pyc', 'rb').read())",
    ],
)
def test_it_does_not_pass_what_tricks_the_harness(sandbox: Sandbox, trick: str) -> None:
    done = run(sandbox, trick)
    assert done.grade.verdict not in (Verdict.PASSED, Verdict.INFRASTRUCTURE_ERROR)
    assert done.grade.cases[1].verdict is not Verdict.PASSED


@on_docker_too
def test_it_reads_nothing_of_the_harness(sandbox: Sandbox) -> None:
    cases = [{"stdout": "cmdline 100"}]  # which every process may read, and which says nothing
    done = run(sandbox, READS_THE_HARNESS, cases)
    assert done.grade.cases[0].got.splitlines() == ["cmdline 100"]


class Compiled(Python):
    """Python that copies its source to the box first, as a compiler would."""

    def __init__(self, *commands: str) -> None:
        self.commands = commands

    def plan_program(self, task: Task) -> ProgramPlan:
        build = tuple(("sh", "-c", command) for command in self.commands)
        return ProgramPlan(argv=("/box/made/program",), build=build)


COMPILES = "mkdir made && { echo '#!/usr/bin/python3 -s'; cat /src/main.py; } > made/program"


def built(sandbox: Sandbox, language: Language, source: str = HONEST) -> Grade:
    return run_programs(sandbox, language, task_of(source, SUMS)).grade


def test_it_builds_once_and_keeps_what_was_built(sandbox: Sandbox) -> None:
    language = Compiled(COMPILES, "chmod +x made/program", "touch /tmp/leftover")
    assert built(sandbox, language).verdict is Verdict.PASSED


@on_docker_too
def test_it_builds_again_what_a_program_changed(sandbox: Sandbox) -> None:
    language = Compiled(COMPILES, "chmod +x made/program")
    source = HONEST + "import os\nos.unlink('/box/made/program')\nopen('/box/made/x', 'w')\n"
    assert verdicts(built(sandbox, language, source)) == ["passed"] * 3


@pytest.mark.parametrize(
    ("command", "verdict", "words"),
    [
        ("echo main.py:1: oh no >&2; exit 2", Verdict.ERROR, "does not compile: main.py:1: oh no"),
        ("sleep 9", Verdict.TIMEOUT, "ended the compiler"),
        ("true", Verdict.ERROR, "cannot start /box/made/program: No such file"),
    ],
)
def test_it_says_why_there_is_no_program(
    sandbox: Sandbox, command: str, verdict: Verdict, words: str
) -> None:
    grade = built(sandbox, Compiled(command))
    assert grade.verdict is verdict
    assert words in grade.message + grade.cases[0].message


def test_it_does_not_blame_the_solution_for_a_missing_compiler(sandbox: Sandbox) -> None:
    class Missing(Python):
        def plan_program(self, task: Task) -> ProgramPlan:
            return ProgramPlan(argv=("true",), build=(("no-such-compiler",),))

    grade = built(sandbox, Missing())
    assert grade.verdict is Verdict.INFRASTRUCTURE_ERROR
    assert "cannot start no-such-compiler" in grade.message


def test_it_holds_memory_where_no_cgroup_does(sandbox: Sandbox) -> None:
    watched = Bubblewrap(use_cgroup=False)
    limits = Limits(wall_seconds=5.0, memory_bytes=64 * MEBIBYTE)
    source = "import time\nx = [bytearray(b'x' * 10**6) for _ in range(90)]\ntime.sleep(9)"
    done = run_programs(watched, find_language("python"), task_of(source, SUMS, limits))
    assert done.grade.verdict is Verdict.OUT_OF_MEMORY
