"""The figures of a report: what each shows, and its data as a table to read beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.reporting.inputs import SEVERITIES
from evaluations.reporting.wording import format_interval, format_number, format_value

Content = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Cells as they are shown; the first of each row names it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def sentence(self) -> str:
        """The whole table in words, for those who do not see the chart."""
        return "; ".join(f"{row[0]}: {', '.join(cell for cell in row[1:])}" for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """``name`` is that of its chart."""

    name: str
    title: str
    caption: str
    table: Table


def list_figures(content: Content) -> tuple[Figure, ...]:
    """The figures in reading order; one without data is left out."""
    figures = (
        Figure(
            name="win_score",
            title="Who would reviewers rather own?",
            caption="Share of comparisons won against the field, ties as half; 50 % is chance.",
            table=_numbers(content, "win_score"),
        ),
        Figure(
            name="strength",
            title="How strong is each model?",
            caption="Bradley-Terry rating; 1000 is the average, 400 points are odds of 10 to 1.",
            table=_numbers(content, "strength"),
        ),
        Figure(
            name="ratings",
            title="As rated",
            caption="Share of ratings in per cent, from 1 (worst) to the best point.",
            table=_distributions(content),
        ),
        Figure(
            name="win_matrix",
            title="Who beat whom?",
            caption="Share that the model of the row won against that of the column, ties as half.",
            table=_matrix(content),
        ),
        Figure(
            name="pass_at_1",
            title="Does it work?",
            caption="pass@1: the chance that a solution passes all its tests, in our own runs.",
            table=_numbers(content, "pass_at_1"),
        ),
        Figure(
            name="findings",
            title="What did scanners find?",
            caption="Findings per 1,000 lines by severity.",
            table=_findings(content),
        ),
    )
    return tuple(figure for figure in figures if figure.table.rows)


def _numbers(content: Content, measure: str) -> Table:
    chosen = [
        (model["name"], model["numbers"][measure])
        for model in content["models"]
        if model["numbers"][measure]["value"] is not None
    ]
    return Table(
        header=("Model", "Value", "95 % interval", "n"),
        rows=tuple(
            (name, format_value(number), format_interval(number) or "none", count_of(number))
            for name, number in chosen
        ),
    )


def count_of(number: Mapping[str, Any]) -> str:
    """``84 comparisons``."""
    return f"{number['n']:,} {number['counted']}"


def _distributions(content: Content) -> Table:
    points = max((criterion["points"] for criterion in content["criteria"]), default=0)
    return Table(
        header=("Criterion, model", *map(str, range(1, points + 1)), "Mean"),
        rows=tuple(
            (
                f"{criterion['name']}, {model['name']}",
                *map(str, counts),
                *("" for _ in range(points - len(counts))),
                format_number(model["numbers"][f"rating/{criterion['key']}"]),
            )
            for criterion in content["criteria"]
            for model in content["models"]
            if any(counts := model["distribution"][criterion["key"]])
        ),
    )


def _matrix(content: Content) -> Table:
    names = {model["id"]: model["name"] for model in content["models"]}
    return Table(
        header=("Pair", "Won", "Tied", "Lost", "Score"),
        rows=tuple(
            (
                f"{names[cell['model']]} against {names[cell['opponent']]}",
                str(cell["wins"]),
                str(cell["ties"]),
                str(cell["losses"]),
                format_number(cell["score"]),
            )
            for cell in content["win_matrix"]
        ),
    )


def _findings(content: Content) -> Table:
    keys = ["findings", *(f"findings/{severity}" for severity in SEVERITIES)]
    return Table(
        header=("Model", "All", *(severity.capitalize() for severity in SEVERITIES)),
        rows=tuple(
            (model["name"], *(format_number(model["numbers"][key]) for key in keys))
            for model in content["models"]
            if model["numbers"]["findings"]["value"] is not None
        ),
    )
