"""The packed sample as the tests look at it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evaluations.sample.content_files import problems_path, solutions_path

Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


PROBLEMS: dict[str, Row] = {row["id"]: row for row in read_rows(problems_path())}
SOLUTIONS: dict[tuple[str, str], Row] = {
    (row["model"], row["problem"]): row for row in read_rows(solutions_path())
}
MODELS = sorted({model for model, _ in SOLUTIONS})
