"""What reviewers rated: means and distributions on each criterion, and how far they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from evaluations.reporting.inputs import CriterionRow, ReviewRow
from evaluations.reporting.numbers import POINTS, SHARE, Number, state_number
from evaluations.reporting.preferences import NOT_REVIEWED, TWO_WAY
from evaluations.statistics.agreement import (
    Ratings,
    Scale,
    krippendorff_alpha,
    share_of_agreement,
)
from evaluations.statistics.intervals import clustered_share

LEFT_RANKS = {
    "left_much_better": 5,
    "left_better": 4,
    "tie_good": 3,
    "both_bad": 3,
    "right_better": 2,
    "right_much_better": 1,
}
"""A preference as five ordered points, from the left side's view."""

NO_OVERLAP = "Nothing was rated by two reviewers, or all gave the same rating."


class RatedSolution(NamedTuple):
    """One rating. ``unit`` is the solution within its comparison: what several people rated."""

    unit: int
    problem: int
    reviewer: int
    model: int
    points: int


Rated = Mapping[str, Sequence[RatedSolution]]
"""Every rating by the key of its criterion."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Of one criterion, or of the preference; ``n`` of both numbers counts pairable ratings."""

    key: str
    name: str
    alpha: Number
    share: Number


def collect_ratings(
    reviews: Sequence[ReviewRow], criteria: Sequence[CriterionRow]
) -> dict[str, list[RatedSolution]]:
    """Criterion key -> every rating on it."""
    keys = {criterion.id: criterion.key for criterion in criteria}
    rated: dict[str, list[RatedSolution]] = {key: [] for key in keys.values()}
    for row in reviews:
        for criterion, is_left, points in row.ratings:
            model = row.left_model if is_left else row.right_model
            unit = 2 * row.comparison + _is_second(row, bool(is_left))
            rated[keys[criterion]].append(
                RatedSolution(unit, row.problem, row.reviewer, model, points)
            )
    return rated


def _is_second(row: ReviewRow, is_left: bool) -> bool:
    """The same solution of a comparison has one number, whichever side it stood on."""
    return (row.left > row.right) == is_left


def mean_points(rated: Sequence[RatedSolution], model: int, scale: int) -> Number:
    """Mean of one model's ratings on a scale from 1 to ``scale``; the interval stays inside it."""
    own = [one for one in rated if one.model == model]
    values = np.array([(one.points - 1) / (scale - 1) for one in own], dtype=np.float64)
    clusters = [
        np.array([one.problem for one in own], dtype=np.int64),
        np.array([one.reviewer for one in own], dtype=np.int64),
    ]
    share = clustered_share(values, clusters)
    mean = replace(share, method=share.method.replace("share", "mean within the scale"))
    mean = mean.scaled(scale - 1, offset=1)
    return state_number(mean, counted="ratings", unit=POINTS, clusters=TWO_WAY, absent=NOT_REVIEWED)


def count_points(rated: Sequence[RatedSolution], model: int, scale: int) -> list[int]:
    """How many ratings of a model have each point, from 1 to ``scale``."""
    counts = Counter(one.points for one in rated if one.model == model)
    return [counts[point] for point in range(1, scale + 1)]


def measure_agreement(
    reviews: Sequence[ReviewRow],
    criteria: Sequence[CriterionRow],
    rated: Rated,
    *,
    seed: int,
) -> tuple[Agreement, ...]:
    """Of the preference first, then of each criterion."""
    preference = Ratings(
        unit=np.array([row.comparison for row in reviews], dtype=np.int64),
        problem=np.array([row.problem for row in reviews], dtype=np.int64),
        value=np.array([_rank_of_first(row) for row in reviews], dtype=np.float64),
    )
    found = [_agree("preference", "Preference", preference, seed)]
    for criterion in criteria:
        own = rated[criterion.key]
        ratings = Ratings(
            unit=np.array([one.unit for one in own], dtype=np.int64),
            problem=np.array([one.problem for one in own], dtype=np.int64),
            value=np.array([one.points for one in own], dtype=np.float64),
        )
        found.append(_agree(criterion.key, criterion.name, ratings, seed))
    return tuple(found)


def _rank_of_first(row: ReviewRow) -> int:
    """The preference for the comparison's first solution, whichever side it stood on."""
    rank = LEFT_RANKS[row.preference]
    return rank if row.left < row.right else 6 - rank


def _agree(key: str, name: str, ratings: Ratings, seed: int) -> Agreement:
    return Agreement(
        key=key,
        name=name,
        alpha=state_number(
            krippendorff_alpha(ratings, Scale.ORDINAL, seed=seed),
            counted="pairable ratings",
            unit="alpha",
            clusters=("problems",),
            absent=NO_OVERLAP,
        ),
        share=state_number(
            share_of_agreement(ratings, seed=seed),
            counted="pairable ratings",
            unit=SHARE,
            clusters=("problems",),
            absent=NO_OVERLAP,
        ),
    )
