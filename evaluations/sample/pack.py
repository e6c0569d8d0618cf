"""Pack the sample's readable sources into the two files that are imported.

    python -m evaluations.sample.pack

A problem is a folder ``problems/<id>/`` of ``problem.json``, ``prompt.md``, ``reference.py`` and
``tests.py``; a model is a folder ``solutions/<model>/`` of ``model.json`` and one ``<id>.py`` per
problem. A unit test fails when the packed files are older than these.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evaluations.sample.content_files import CONTENT, problems_path, solutions_path

Row = dict[str, Any]
TOKENS_PER_PRICE = 1_000_000


def pack_problems() -> str:
    """All problems as JSON Lines, in alphabetical order."""
    problems = sorted(CONTENT.glob("problems/*/problem.json"))
    return _as_json_lines(_problem(about) for about in problems)


def pack_solutions() -> str:
    """All models' solutions as JSON Lines, by model and problem."""
    models = sorted(CONTENT.glob("solutions/*/model.json"))
    return _as_json_lines(row for about in models for row in _solutions(about))


def main() -> None:
    """Write both files."""
    problems_path().write_text(pack_problems(), encoding="utf-8")
    solutions_path().write_text(pack_solutions(), encoding="utf-8")


def _problem(about_path: Path) -> Row:
    folder = about_path.parent
    about = json.loads(_text(about_path))
    tests = {
        "name": "correctness",
        "kind": "correctness",
        "format": about["format"],
        "code": _text(folder / "tests.py"),
    }
    return {
        "id": folder.name,
        "title": about["title"],
        "language": "python",
        "prompt": _text(folder / "prompt.md"),
        "entry_point": about["entry_point"],
        "tags": about["tags"],
        "reference": _text(folder / "reference.py"),
        "tests": [tests],
    }


def _solutions(about_path: Path) -> Iterator[Row]:
    about = json.loads(_text(about_path))
    for problem, answer in about["answers"].items():
        yield {
            "problem": problem,
            "model": about["model"],
            "provider": about["provider"],
            "code": _text(about_path.parent / f"{problem}.py"),
            **answer,
            "cost_usd": _cost(answer, about["price_per_million_tokens"]),
        }


def _cost(answer: Row, price: Row) -> float:
    """US dollars of one answer, to the millionth."""
    total: float = (
        answer["input_tokens"] * price["input"] + answer["output_tokens"] * price["output"]
    )
    return round(total / TOKENS_PER_PRICE, 6)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _as_json_lines(rows: Iterable[Row]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    main()
