"""Numbers and verdicts in words that somebody new understands. Plain short English.

Numbers come as the records of a stored report (:class:`evaluations.reporting.numbers.Number`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Record = Mapping[str, Any]

NO_DATA = "no data"
PLACES = {
    "points": 2,
    "alpha": 2,
    "log-odds": 2,
    "rating points": 0,
    "per 1,000 lines": 1,
    "lines": 0,
    "paths": 0,
}
"""Decimals by unit; shares are shown in per cent."""


def percent(share: float) -> str:
    """``61`` for .61; a decimal more where rounding would make it look like a coin toss."""
    rounded = f"{100 * share:.0f}"
    return f"{100 * share:.1f}" if rounded == "50" and share != 0.5 else rounded


def format_value(number: Record) -> str:
    """``61 %``, ``3.78``; ``no data`` where there is none."""
    if number["value"] is None:
        return NO_DATA
    shown = _plain(number["value"], number["unit"])
    return f"{shown} %" if number["unit"] == "share" else shown


def format_interval(number: Record) -> str:
    """``50 to 71``, empty without an interval."""
    if number["low"] is None:
        return ""
    return f"{_plain(number['low'], number['unit'])} to {_plain(number['high'], number['unit'])}"


def format_number(number: Record) -> str:
    """Value and interval: ``61 % [50 to 71]``."""
    interval = format_interval(number)
    return f"{format_value(number)} [{interval}]" if interval else format_value(number)


def _plain(value: float, unit: str) -> str:
    if unit == "share":
        return percent(value)
    text = f"{value:.{PLACES.get(unit, 2)}f}"
    # Medians may lie half way between two counts.
    return f"{value:.1f}" if unit in {"lines", "paths"} and value % 1 else text


def count(number: int, noun: str) -> str:
    """``1 problem``, ``14 problems``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The leader against the next of ``models`` models.

    ``pair`` is the leader's win score against ``runner_up``; ``behind`` names those of the others
    that the leader is clearly ahead of.
    """

    leader: str
    runner_up: str
    pair: Record
    models: int
    behind: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """``state`` is ``ahead``, ``undecided`` or ``no_reviews``."""

    state: str
    headline: str
    detail: str
    caveats: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self) | {"caveats": list(self.caveats)}


def word_verdict(standing: Standing | None, *, claim: str) -> Verdict:
    """The sentence a report starts with. Without any review that counts, ``standing`` is ``None``.

    Args:
        standing: who leads.
        claim: for whom the interval speaks.
    """
    if standing is None:
        return Verdict(
            state="no_reviews",
            headline="No reviews yet.",
            detail="Nothing can be said about which model reviewers prefer. What tests and "
            "scanners found stands below.",
        )
    low = standing.pair["low"]
    ahead = low is not None and low > 0.5
    return Verdict(
        state="ahead" if ahead else "undecided",
        headline=_ahead(standing) if ahead else _undecided(standing),
        detail=_detail(standing, ahead=ahead),
        caveats=_caveats(standing, claim),
    )


def _ahead(standing: Standing) -> str:
    share = percent(standing.pair["value"])
    if standing.models > 2:
        return (
            f"{standing.leader} comes first. Reviewers preferred it to {standing.runner_up}, "
            f"the next best, in {share} % of comparisons."
        )
    return (
        f"Reviewers preferred {standing.leader} to {standing.runner_up} "
        f"in {share} % of comparisons."
    )


def _undecided(standing: Standing) -> str:
    return f"Not enough evidence yet: {standing.leader} or {standing.runner_up}?"


def _detail(standing: Standing, *, ahead: bool) -> str:
    pair = standing.pair
    if pair["value"] is None:
        sentences = [f"{standing.leader} leads, but these two never met in a review that counts."]
    else:
        sentences = [_measured(standing, ahead=ahead)]
    if standing.behind:
        sentences.append(f"{standing.leader} is clearly ahead of {' and '.join(standing.behind)}.")
    return " ".join(sentences)


def _measured(standing: Standing, *, ahead: bool) -> str:
    pair = standing.pair
    subject = (
        "The 95 % interval is"
        if ahead
        else f"Reviewers preferred {standing.leader} to {standing.runner_up} "
        f"in {percent(pair['value'])} % of comparisons"
    )
    basis = ", ".join(
        [
            *(count(number, name.removesuffix("s")) for name, number in pair["clusters"].items()),
            count(pair["n"], "review"),
        ]
    )
    if pair["low"] is None:
        return f"{subject} ({basis}). {pair['note']}"
    interval = f"{format_interval(pair)} %"
    if ahead:
        return f"{subject} {interval} ({basis})."
    return (
        f"{subject} (95 % interval {interval}, {basis}). The interval includes 50 %, a coin toss."
    )


def _caveats(standing: Standing, claim: str) -> tuple[str, ...]:
    if standing.pair["low"] is None:
        return ()
    few = [
        count(number, name.removesuffix("s"))
        for name, number in standing.pair["clusters"].items()
        if number < 6
    ]
    unsure = f"With {' and '.join(few)} the interval itself is unsure." if few else ""
    speaks = f"It speaks for {claim}, not for these few alone."
    return tuple(text for text in (unsure, speaks) if text)


def word_alpha(number: Record) -> str:
    """How to read an agreement."""
    value = number["value"]
    if value is None:
        return str(number["note"])
    bands = (
        (0.0, "below chance: reviewers disagree systematically"),
        (0.4, "low: reviewers see these solutions differently"),
        (0.667, "moderate: tentative conclusions at best"),
        (0.8, "good: tentative conclusions hold"),
    )
    return next((words for limit, words in bands if value < limit), "high: reviewers agree")


def word_sides(left_share: Record) -> str:
    """Whether the displayed side swayed reviewers."""
    if left_share["value"] is None:
        return str(left_share["note"])
    shown = f"Of the decided comparisons {percent(left_share['value'])} % went to the left side"
    if left_share["low"] is None:
        return f"{shown}. {left_share['note']}"
    interval = f"{shown} (95 % interval {format_interval(left_share)} %)"
    if left_share["low"] <= 0.5 <= left_share["high"]:
        return f"{interval}: no sign that the side swayed reviewers."
    return (
        f"{interval}: the side swayed reviewers. Sides are balanced over models, so this adds "
        "noise more than it favours a model."
    )
