"""Our part of radon's line counter counts what radon's own counts, but reads each line once."""

from __future__ import annotations

import ast
import json
import tokenize
from itertools import count
from pathlib import Path

import pytest
from radon.raw import analyze

from evaluations.scanning.inside import statements
from evaluations.scanning.inside.statements import (
    find_ends,
    join_broken_lines,
    statements_read_once,
)
from tests.data import shared_data

OUR_OWN = sorted(Path(statements.__file__).parent.glob("*.py"))

TRICKY = [
    "",
    "\n\n",
    "x = 1",
    "x = 1\n    ",
    "x = 1; y = 2\n",
    "if x: y = 2\n",
    "x = (\n    1,  # one\n\n    2,\n)\n",
    'def f():\n    """Doc.\n\n    More.\n    """\n    return """a\nb"""\n',
    "x = 1 + \\\n    2\n# end\n",
    "@decorated\nclass A:\n    # comment\n    x: int = 1\n",
    "x = '''\n# no comment\n'''\n",
    "x = f'{a}' 'b' \\\n  'c'\n",
]


def counted_once(code):
    with statements_read_once(code):
        return analyze(code)


@pytest.mark.parametrize("code", TRICKY)
def test_it_counts_as_radon_does(code):
    assert counted_once(code) == analyze(code)


@pytest.mark.parametrize("path", OUR_OWN, ids=lambda path: path.name)
def test_it_counts_real_modules_as_radon_does(path):
    code = path.read_text()
    assert counted_once(code) == analyze(code)


def test_it_counts_what_models_wrote_as_radon_does():
    lines = shared_data("outputs/humaneval-samples/gpt4_final_500c_long.jsonl").read_text()
    codes = [json.loads(line)["completion"] for line in lines.splitlines()]
    readable = [code for code in codes if can_be_parsed(code)]
    assert len(readable) > 160
    assert [code for code in readable if counted_once(code) != analyze(code)] == []


def can_be_parsed(code):
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True


def test_it_gives_radon_its_own_part_back():
    before = analyze("x = [\n1,\n]\n")
    counted_once("y = 1\n")
    assert analyze("x = [\n1,\n]\n") == before


def test_it_reads_each_line_once(monkeypatch):
    read = count(0)
    generate = tokenize.generate_tokens

    def generate_and_count(readline):
        return generate(lambda: (next(read), readline())[1])

    monkeypatch.setattr(tokenize, "generate_tokens", generate_and_count)
    counted_once("x = [\n" + "    1,\n" * 500 + "]\n")
    assert next(read) <= 3 * 502


def test_it_finds_the_ends_of_statements():
    assert find_ends("x = [\n  1,\n]\n\n# so\ny = 1\n") == [3, 4, 5, 6]


def test_it_keeps_lines_together_that_python_does_not_break():
    assert join_broken_lines("x = 1\x0c\ny = '\u2028'\n") == "x = 1 \ny = ' '\n"
