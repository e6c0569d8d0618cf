"""A report's content arranged for reading: facts in a row, the profile, every number in a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.reporting.figures import Table, count_of
from evaluations.reporting.inputs import SEVERITIES
from evaluations.reporting.wording import count, format_interval, format_number, format_value

Content = Mapping[str, Any]

DETAILS_ONLY = frozenset({"complexity/passing", *(f"findings/{name}" for name in SEVERITIES)})
"""Columns too many for the profile; they stand in the list of every number."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A short value and what it is; ``tone`` is ``ok``, ``bad`` or empty."""

    value: str
    label: str
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One number of the profile: value, interval, and what to say of it on request."""

    value: str
    interval: str
    title: str

    @property
    def words(self) -> str:
        """Value and interval in one."""
        return f"{self.value} [{self.interval}]" if self.interval else self.value


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Measures across, models down."""

    measures: tuple[Mapping[str, Any], ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def without_charts(content: Content) -> dict[str, Any]:
    """The numbers and words alone, for programs: drawings take their colours from our pages."""
    return {name: part for name, part in content.items() if name != "charts"}


def list_facts(content: Content) -> tuple[Fact, ...]:
    """What to know before the first chart."""
    return tuple(_facts(content))


def _facts(content: Content) -> Iterator[Fact]:
    counts = {one["key"]: one for one in content["quality"]}
    plan = content["plan"]
    state = content["verdict"]["state"]
    if state == "ahead":
        yield Fact(value=content["models"][0]["name"], label="comes first", tone="ok")
    elif state == "undecided":
        yield Fact(value="Open", label="not enough evidence yet")
    yield Fact(
        value=f"{counts['reviews']['count']:,} of {counts['reviews']['of']:,}",
        label=f"reviews, {count(plan['reviewers'], 'reviewer')}, "
        f"{count(plan['problems'], 'problem')}",
    )
    alpha = content["agreement"][0]["alpha"]
    if alpha["value"] is not None:
        yield Fact(value=format_value(alpha), label=_label("agreement, alpha", alpha))
    left = content["sides"]["left_share"]
    if left["value"] is not None:
        yield Fact(value=format_value(left), label=_label("chose the left", left))
    passing = content["human_and_tests"]
    if passing["value"] is not None:
        yield Fact(value=format_value(passing), label=_label("sided with the tests", passing))
    asked = counts["recognised"]
    if asked["of"]:
        yield Fact(value=f"{asked['count']} of {asked['of']}", label="thought they knew a model")


def _label(words: str, number: Mapping[str, Any]) -> str:
    interval = format_interval(number)
    return f"{words} [{interval}]" if interval else words


def arrange_profile(content: Content) -> Profile:
    """The measures that have data for some model, models in the order of the report."""
    measures = tuple(
        measure
        for measure in content["measures"]
        if measure["key"] not in DETAILS_ONLY
        and any(
            model["numbers"][measure["key"]]["value"] is not None for model in content["models"]
        )
    )
    return Profile(
        measures=measures,
        rows=tuple(
            (
                model["name"],
                tuple(_cell(model["numbers"][measure["key"]]) for measure in measures),
            )
            for model in content["models"]
        ),
    )


def _cell(number: Mapping[str, Any]) -> Cell:
    return Cell(
        value=format_value(number),
        interval=format_interval(number),
        title=f"{count_of(number)}. {number['note']}".strip(),
    )


def list_numbers(content: Content) -> Table:
    """Every number of every model with its n, its method and what is missing."""
    return Table(
        header=("Measure", "Model", "Value and 95 % interval", "Unit", "n", "Method", "Note"),
        rows=tuple(
            (
                measure["name"],
                model["name"],
                format_number(number),
                measure["unit"],
                count_of(number),
                number["method"],
                number["note"],
            )
            for measure in content["measures"]
            for model in content["models"]
            for number in [model["numbers"][measure["key"]]]
        ),
    )


def list_agreement(content: Content) -> Table:
    """How far reviewers agree on the preference and on each criterion."""
    return Table(
        header=("Rated", "Alpha", "Equal pairs", "n", "In words"),
        rows=tuple(
            (
                one["name"],
                format_number(one["alpha"]),
                format_number(one["share"]),
                count_of(one["alpha"]),
                one["words"],
            )
            for one in content["agreement"]
        ),
    )


def list_biases(content: Content) -> Table:
    """What may have swayed reviewers, and whether they side with the tests."""
    numbers = (
        ("Chose the left side", content["sides"]["left_share"]),
        ("Left at equal strength, log-odds", content["sides"]["log_odds"]),
        ("Preferred what passes its tests", content["human_and_tests"]),
    )
    return Table(
        header=("Bias", "Value", "n"),
        rows=tuple((name, format_number(number), count_of(number)) for name, number in numbers),
    )


def list_quality(content: Content) -> Table:
    """Everything that is missing or did not count."""
    return Table(
        header=("What", "Count", "Meaning"),
        rows=tuple(
            (
                one["name"],
                f"{one['count']:,}" if one["of"] is None else f"{one['count']:,} of {one['of']:,}",
                one["note"],
            )
            for one in content["quality"]
        ),
    )
