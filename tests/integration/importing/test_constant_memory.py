"""100,000 solutions stream through in the memory of a few."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluations.importing.limits import MEBIBYTE
from evaluations.importing.reading import IncomingFile
from evaluations.importing.service import import_solutions
from evaluations.models import Solution
from tests.integration.importing.files import three_problems

pytestmark = pytest.mark.django_db

ROWS = 100_000
MOST_GROWTH = 32 * MEBIBYTE


def resident_bytes() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * 4_096


def write_many(path: Path) -> IncomingFile:
    with path.open("w") as file:
        for number in range(ROWS):
            code = f"def add(a, b):\n    x = {number}\n" + "    x += a\n" * 60 + "    return x\n"
            row = {"problem": "add", "model": f"m{number % 7}", "sample": number // 7, "code": code}
            file.write(json.dumps(row) + "\n")
    return IncomingFile(path=path)


def test_it_imports_100_000_solutions_in_constant_memory(tmp_path: Path):
    problem_set = three_problems(tmp_path)
    file = write_many(tmp_path / "many.jsonl")
    assert file.path.stat().st_size > 2 * MOST_GROWTH
    seen: list[int] = []
    preview = import_solutions(
        file=file, problem_set=problem_set, progress=lambda done, _: seen.append(resident_bytes())
    )
    assert preview.new == Solution.objects.count() == ROWS
    assert max(*seen, resident_bytes()) - seen[0] < MOST_GROWTH
