"""Numbers of our own: each on a text whose right answer can be counted by hand."""

from __future__ import annotations

import pytest

from evaluations.scanning.inside.code_lines import (
    count_lines,
    find_names,
    measure_nesting,
    read_tokens,
)
from evaluations.scanning.inside.cognitive import measure_cognitive
from evaluations.scanning.inside.duplication import count_repeated
from evaluations.scanning.inside.shape import run_shape
from evaluations.scanning.scanners.shape import parse


def cognitive(body: str) -> int:
    """Points of a function with this body."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    [points] = measure_cognitive(f"def f(a, b, c):\n{lines}".encode())
    return points


@pytest.mark.parametrize(
    ("body", "points"),
    [
        ("return a", 0),
        ("if a:\n    pass", 1),
        ("if a:\n    pass\nelse:\n    pass", 2),
        ("if a:\n    pass\nelif b:\n    pass\nelif c:\n    pass\nelse:\n    pass", 4),
        ("if a:\n    pass\nelse:\n    if b:\n        pass", 1 + 1 + 2),
        ("for x in a:\n    if x:\n        pass", 1 + 2),
        ("for x in a:\n    while x:\n        if b:\n            pass", 1 + 2 + 3),
        ("try:\n    a()\nexcept ValueError:\n    if b:\n        pass\nfinally:\n    c()", 1 + 2),
        ("try:\n    if a:\n        pass\nfinally:\n    pass", 1),
        (
            "match a:\n    case 1:\n        pass\n    case _:\n        if b:\n            pass",
            1 + 2,
        ),
        ("return a and b and c", 1),
        ("return a and b or c", 2),
        ("return a and (b and c)", 1),
        ("return a and not (b and c)", 2),
        ("if a and b or c and a:\n    pass", 1 + 3),
        ("return b if a else c", 1),
        ("for x in a:\n    b(x if x else c)", 1 + 2),
        ("while a:\n    if b:\n        break\n    continue", 1 + 2),
        ("for x in a:\n    pass\nelse:\n    pass", 2),
        ("return f(a - 1, b, c)", 1),
        ("return a.map(lambda x: x if x else b)", 2),
        ("def inner():\n    if a:\n        pass\nreturn b", 2),
        ("def inner():\n    if a:\n        pass\nreturn inner", 1),
        ("with a:\n    if b:\n        pass", 1),
        ("return [x for x in a if x and b]", 1),
    ],
)
def test_it_counts_cognitive_complexity_as_defined(body, points):
    assert cognitive(body) == points


def test_it_counts_a_method_that_calls_itself():
    source = b"class C:\n    def go(self):\n        self.go()\n    def stay(self):\n        go()\n"
    assert measure_cognitive(source) == [1, 0]


SIX = ["a", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize(
    ("files", "repeated"),
    [
        ([SIX + SIX], 12),
        ([SIX, SIX], 12),
        ([[*SIX, "x", *SIX[:5]]], 0),
        ([["x"] * 11], 0),
        ([["x"] * 12], 12),
        ([[*SIX, "g", "h"], ["z", *SIX, "g", "i"]], 14),
        ([], 0),
    ],
)
def test_it_counts_lines_in_repeated_runs(files, repeated):
    assert count_repeated(files) == repeated


NESTED = {
    ".js": (
        "function f(a) { for (let i = 0; i < 3; i++) { if (a) { g(); } else if (b) { h(); }"
        " else { i(); } } }\nconst x = { y: { z: 1 } };\n",
        2,
    ),
    ".ts": ("const f = (a: number) => xs.map(x => { if (x) { while (a) {} } });\n", 2),
    ".go": (
        "func f() {\n for i := 0; i < 3; i++ {\n  if x := g(); x > 0 {\n   switch x {\n"
        "   }\n  }\n }\n}\n",
        3,
    ),
    ".rs": ("fn f() { loop { match x { 1 => { if let Some(y) = z { } } _ => {} } } }\n", 3),
    ".sh": ("for x in 1 2; do\n  if true; then\n    case x in y) echo ;; esac\n  fi\ndone\n", 3),
}


@pytest.mark.parametrize("suffix", NESTED)
def test_it_measures_nesting_of_other_languages(suffix):
    text, levels = NESTED[suffix]
    assert measure_nesting(suffix, read_tokens(suffix, text)) == levels


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("if (a) return 1;\nif (b) return 2;\n", 1),
        ("promise.catch(e => { log(e); });\n", 0),
        ("do { x(); } while (y);\n", 1),
        ("const s = 'if { while {';\n", 0),
        ("try { a(); } catch (e) { if (e) { b(); } } finally { c(); }\n", 2),
    ],
)
def test_it_takes_only_control_statements_for_nesting(text, levels):
    assert measure_nesting(".js", read_tokens(".js", text)) == levels


def test_it_has_no_nesting_for_a_language_without_statements_to_nest():
    assert measure_nesting(".sql", read_tokens(".sql", "SELECT 1;\n")) is None


def test_it_counts_lines_with_comments():
    text = "// one\nlet a = 1; // two\n\n/* three\n   four */\nlet   b = '// no';\n"
    lines = count_lines(read_tokens(".js", text))
    assert (lines.total, lines.with_comments) == (6, 4)
    assert len(lines.code) == 2


def test_it_takes_orders_to_a_machine_for_code():
    assert count_lines(read_tokens(".sh", "#!/bin/sh\n# why\nls\n")).with_comments == 1
    assert count_lines(read_tokens(".rs", "#[derive(Debug)]\nstruct A;\n")).with_comments == 0


def test_it_leaves_lines_to_others_where_python_is_among_the_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file0.py").write_text("def f(): pass\n")
    (tmp_path / "file1.js").write_text("if (a) { b(); }\n")
    names = {each.name for each in parse(run_shape(["file0.py", "file1.js"], {})).metrics}
    assert not names & {"lines", "comment_share", "nesting_max"}
    assert "cognitive_complexity_max" in names


def test_it_takes_lines_for_equal_whatever_their_spacing():
    narrow = count_lines(read_tokens(".js", "let b=1;\n"))
    wide = count_lines(read_tokens(".js", "  let  b = 1 ;  // why\n"))
    assert "".join(narrow.code[0].split()) == "".join(wide.code[0].split())


def test_it_finds_names_but_no_keywords_or_built_in_ones():
    text = "import os\ndef total(values):\n    return sum(values) + len('text')\n"
    assert find_names(read_tokens(".py", text)) == {"total", "values"}


def test_it_says_nothing_where_there_is_nothing_to_measure(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file0.sql").write_text("")
    assert parse(run_shape(["file0.sql"], {})).metrics == ()


def test_it_measures_a_python_solution(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = (
        "class A:\n"
        "    def m(self, a: int, *rest, **more: str) -> int:\n"
        "        return a if rest else 1\n"
        "def f(x): return x\n"
    )
    (tmp_path / "file0.py").write_text(code)
    metrics = parse(run_shape(["file0.py"], {})).metrics
    numbers = {each.name: each.value for each in metrics}
    assert numbers["cognitive_complexity_max"] == 1
    assert numbers["cognitive_complexity_mean"] == 0.5
    assert numbers["type_hint_share"] == 3 / 6
    assert numbers["duplicated_share"] == 0
    assert {each.unit for each in metrics} == {"points", "share", "letters"}
    assert "comment_share" not in numbers  # radon's to say


def test_it_measures_a_go_solution(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = (
        "package main\n\n// f halves.\nfunc f(a int) int {\n"
        "\tif a > 1 && a < 9 {\n\t\treturn a / 2\n\t}\n\treturn 0\n}\n"
    )
    (tmp_path / "file0.go").write_text(code)
    numbers = {each.name: each.value for each in parse(run_shape(["file0.go"], {})).metrics}
    assert numbers["cognitive_complexity_max"] == 2
    assert (numbers["nesting_max"], numbers["lines"], numbers["comment_share"]) == (1, 9, 1 / 9)
    assert "type_hint_share" not in numbers
