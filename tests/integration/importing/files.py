"""Files and sets for the tests of this folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evaluations.importing.reading import IncomingFile
from evaluations.importing.service import import_problems
from evaluations.models import ProblemSet

PROBLEMS = [
    {
        "id": key,
        "prompt": f"def {key}(a, b):\n    pass\n",
        "entry_point": key,
        "tests": [{"format": "assertions", "code": f"assert {key}(1, 1) is not None"}],
    }
    for key in ("add", "subtract", "multiply")
]


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> IncomingFile:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return IncomingFile(path=path)


def solution(problem: str = "add", model: str = "m", **fields: Any) -> dict[str, Any]:
    return {"problem": problem, "model": model, "code": f"def {problem}(a, b): ...", **fields}


def three_problems(folder: Path) -> ProblemSet:
    """The set ``arithmetic 1``."""
    file = write_lines(folder / "problems.jsonl", PROBLEMS)
    import_problems(file=file, set_name="arithmetic")
    return ProblemSet.objects.get(name="arithmetic", version="1")
