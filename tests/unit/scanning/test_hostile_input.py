"""Whatever a model writes, a scan ends soon and says what it could not read."""

from __future__ import annotations

import pytest

from evaluations.scanning import program
from evaluations.scanning.results import Severity, Source, SourceFile
from evaluations.scanning.scan import scan_sources
from tests.unit.scanning.scanning_helpers import findings_of, numbers_of, result_of, source

pytestmark = pytest.mark.sandbox

PARSERS = ("bandit", "radon", "own-checks")


def scan_one(sandbox, *contents):
    [scan] = scan_sources(sources=[source(*contents)], sandbox=sandbox)
    return scan


def rules_of(scan):
    return {found.rule for found in findings_of(scan)}


@pytest.mark.parametrize(
    "content",
    [
        b"def f(:\n    pass\nx = (\n",
        b'x = """never closed\n',
        b"if 1:\n\tx = 1\n        y = 2\n",
        b'x = "\xff\xfe"\n',
        b"# -*- coding: nonsense -*-\nx = 1\n",
        b"x = " + b"(" * 5000 + b"1" + b")" * 5000 + b"\n",
        b"type X = int\n",
    ],
    ids=["syntax", "open string", "tabs", "not UTF-8", "unknown coding", "brackets", "Python 3.12"],
)
def test_it_reports_what_python_cannot_read_and_measures_nothing_of_it(sandbox, content):
    scan = scan_one(sandbox, content)
    [error] = [found for found in findings_of(scan) if found.rule == "syntax-error"]
    assert (error.severity, error.path) == (Severity.HIGH, "a.py")
    assert [result_of(scan, name).scanned for name in PARSERS] == [False] * 3
    assert "a.py: " in result_of(scan, "radon").message
    assert "complexity_max" not in numbers_of(scan)


def test_it_names_one_syntax_error_for_a_file_though_two_parsers_saw_it(sandbox):
    [error] = [f for f in findings_of(scan_one(sandbox, "def f(:\n")) if f.rule == "syntax-error"]
    assert error.tools == ("ruff", "own-checks")


def test_it_still_scans_the_sound_file_beside_a_broken_one(sandbox):
    scan = scan_one(sandbox, "x = eval(input())\n", "def f(:\n")
    assert rules_of(scan) >= {"B307", "syntax-error"}
    assert result_of(scan, "bandit").message.startswith("not scanned: b.py: ")


@pytest.mark.parametrize(
    "content",
    [
        "x = " + "+".join(["1"] * 20_000) + "\n",
        "x = " + "-" * 90_000 + "1\n",
        "def f(x):\n    if x: pass\n" + "    elif x: pass\n" * 3000,
    ],
    ids=["long sum", "many minus signs", "long elif"],
)
def test_it_survives_code_that_breaks_the_stack_of_a_scanner(sandbox, content):
    scan = scan_one(sandbox, content)
    assert result_of(scan, "detect-secrets").scanned
    assert result_of(scan, "lizard").scanned
    for name in PARSERS:
        assert result_of(scan, name).scanned is False
        assert result_of(scan, name).message.startswith("not scanned: ")


def test_it_reads_a_line_of_almost_a_megabyte(sandbox):
    scan = scan_one(sandbox, 'password = "' + "Ab1+" * 240_000 + '"\n')
    assert all(result.scanned for result in scan)
    assert "B105" in rules_of(scan)


def test_it_does_not_read_a_file_of_more_than_a_megabyte(sandbox):
    scan = scan_one(sandbox, "x = 1\n" * 200_000)
    assert {result.message for result in scan} == {
        "not scanned: a.py: larger than 1048576 bytes",
    }


def test_it_stops_a_scanner_that_takes_too_long_and_lets_the_others_end(sandbox, monkeypatch):
    monkeypatch.setitem(program.EACH_SCAN, "cpu_seconds", 1)
    scan = scan_one(sandbox, "x = [" + "1," * 300_000 + "]\n")
    assert result_of(scan, "radon").message == "not scanned: CPU time limit"
    assert result_of(scan, "ruff").scanned


def test_it_measures_a_table_of_thousands_of_lines_in_time(sandbox):
    scan = scan_one(sandbox, "x = [\n" + "    1,\n" * 5_000 + "]\n")
    assert result_of(scan, "radon").scanned
    assert numbers_of(scan)["source_lines"] == (5_002, "lines")


def test_it_counts_lines_as_python_does(sandbox):
    scan = scan_one(sandbox, "x = 1\x0c\ny = '\u2028'\rz = 3\r\n")
    assert numbers_of(scan)["lines"] == (3, "lines")


def test_it_bounds_the_answer_of_a_scanner(sandbox, monkeypatch):
    monkeypatch.setitem(program.EACH_SCAN, "answer_bytes", 100_000)
    scan = scan_one(sandbox, "x = eval('1')\n" * 2000)
    assert result_of(scan, "bandit").message == "not scanned: more than 100000 bytes of results"
    assert result_of(scan, "radon").scanned


def test_it_reads_a_null_byte_without_passing_it_on(sandbox):
    scan = scan_one(sandbox, b"x = 1\x00\ny = 2\n")
    assert "syntax-error" in rules_of(scan)
    assert not any("\0" in found.message for found in findings_of(scan))


def test_it_finds_secrets_in_a_file_that_is_not_utf_8(sandbox):
    scan = scan_one(sandbox, b'# -*- coding: latin-1 -*-\npassword = "caf\xe9-hunter-22"\n')
    assert any("detect-secrets" in found.tools for found in findings_of(scan))
    assert result_of(scan, "ruff").scanned is False


@pytest.mark.parametrize("content", ["", "\n", "# only a comment\n", "\ufeffx = 1\n"])
def test_it_scans_files_with_next_to_nothing_in_them(sandbox, content):
    scan = scan_one(sandbox, content)
    assert all(result.scanned for result in scan)
    assert numbers_of(scan)["functions"] == (0, "count")


def test_it_is_not_led_astray_by_the_name_of_a_file(sandbox):
    names = ("swagger.py", "-v", "../../x.py", "build/lib/node_modules/y.py", "yarn.lock", "z.png")
    secret = b'database_password = "correct-horse-battery"\n'
    files = tuple(SourceFile(path=name, content=secret) for name in names)
    [scan] = scan_sources(sources=[Source(language="python", files=files)], sandbox=sandbox)
    seen = {found.path for found in findings_of(scan) if "detect-secrets" in found.tools}
    assert seen == set(names)


def test_it_keeps_the_solutions_of_one_start_apart(sandbox):
    sources = [source("x = eval(input())\n"), source("x = 1\n"), source("def f(:\n")]
    first, second, third = scan_sources(sources=sources, sandbox=sandbox)
    assert "B307" in rules_of(first)
    assert findings_of(second) == []
    assert all(result.scanned for result in second)
    assert rules_of(third) == {"syntax-error"}


def test_it_stops_a_scanner_that_waits_too_long(sandbox, monkeypatch):
    monkeypatch.setitem(program.EACH_SCAN, "wall_seconds", 0)
    scan = scan_one(sandbox, "x = 1\n")
    messages = {result.message for result in scan if result.scanner != "semgrep"}
    stopped = "not scanned: time limit of 0 s"
    # semgrep has limits of its own; on a busy machine one may have answered before it was asked.
    assert stopped in messages <= {"", stopped}
