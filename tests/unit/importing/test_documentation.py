"""docs/reference/import-formats.md says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evaluations.importing.formats import PROBLEM_FORMATS, SOLUTION_FORMATS
from evaluations.importing.formats.base import KnownProblem
from evaluations.importing.formats.own_rows import (
    LimitsRow,
    ProblemRow,
    SolutionRow,
    SuiteRow,
)
from evaluations.importing.schema import OwnRow
from tests.unit.importing.reading_helpers import read_problems, read_solutions, write

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "import-formats.md"


def test_it_starts_with_lines_that_can_be_imported(tmp_path: Path):
    first_problem, first_solution = re.findall(r"^printf '%s\\n' '(.*)' >", PAGE.read_text(), re.M)
    problems, faults = read_problems(write(tmp_path, first_problem))
    assert (len(problems), faults) == (1, [])
    solutions, faults = read_solutions(
        write(tmp_path, first_solution), problems={"add": KnownProblem()}
    )
    assert (len(solutions), faults) == (1, [])


@pytest.mark.parametrize("schema", [ProblemRow, SuiteRow, LimitsRow, SolutionRow])
def test_it_describes_every_field_of_the_own_format(schema: type[OwnRow]):
    tables = "".join(line for line in PAGE.read_text().splitlines() if line.startswith("| `"))
    for field in schema.model_fields:
        assert f"`{field}`" in tables


def test_it_lists_every_format():
    names = {f.name for f in PROBLEM_FORMATS} | {f.name for f in SOLUTION_FORMATS}
    for name in names:
        assert f"| `{name}` |" in PAGE.read_text()
