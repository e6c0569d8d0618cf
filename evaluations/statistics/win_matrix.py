"""Who won against whom: counts, win scores, and each model's score against the field.

A win score is the mean of 1 (win), 0.5 (tie), 0 (loss), a share between 0 and 1. It assumes no
model of strength and is always reported beside Bradley-Terry strengths. Intervals are clustered
by problem and reviewer (:mod:`evaluations.statistics.intervals`).

Edge cases: a pair that never met, and a model without votes, has no value. The score against the
field weighs opponents as they occurred, so models are comparable only in a balanced design.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evaluations.statistics.estimate import CONFIDENCE, Estimate
from evaluations.statistics.intervals import clustered_share
from evaluations.statistics.outcomes import Claim, IntArray, Votes


@dataclass(frozen=True, kw_only=True, eq=False)
class WinMatrix:
    """Counts of votes, each array (n_models, n_models) indexed [model, opponent].

    ``wins`` holds decided votes for the model, ``ties`` and ``games`` are symmetric.
    """

    wins: IntArray
    ties: IntArray
    games: IntArray

    def rate(self, model: int, opponent: int) -> float | None:
        """Share of points ``model`` took from ``opponent``, ties as half; ``None`` if none met."""
        games = int(self.games[model, opponent])
        if not games:
            return None
        return float(self.wins[model, opponent] + 0.5 * self.ties[model, opponent]) / games


def count_wins(votes: Votes) -> WinMatrix:
    """The win matrix of these votes."""
    wins, ties = np.zeros((2, votes.n_models, votes.n_models), dtype=np.int64)
    for left_score, table in ((1.0, wins), (0.0, wins.T), (0.5, ties), (0.5, ties.T)):
        chosen = votes.left_score == left_score
        np.add.at(table, (votes.left[chosen], votes.right[chosen]), 1)
    return WinMatrix(wins=wins, ties=ties, games=wins + wins.T + ties)


def score_models(
    votes: Votes, *, claim: Claim = Claim.REVIEWERS_LIKE_THESE, level: float = CONFIDENCE
) -> tuple[Estimate, ...]:
    """Every model's win score against the field, in the order of the model codes."""
    return tuple(
        _score(votes.select((votes.left == model) | (votes.right == model)), model, claim, level)
        for model in range(votes.n_models)
    )


def score_pairs(
    votes: Votes, *, claim: Claim = Claim.REVIEWERS_LIKE_THESE, level: float = CONFIDENCE
) -> dict[tuple[int, int], Estimate]:
    """Win score of the first model against the second, for every ordered pair that met."""
    scores = {}
    for meetings in _split_by_pair(votes):
        pair = int(meetings.left[0]), int(meetings.right[0])
        for model, opponent in (pair, pair[::-1]):
            scores[model, opponent] = _score(meetings, model, claim, level)
    return scores


def _split_by_pair(votes: Votes) -> Iterator[Votes]:
    low, high = np.minimum(votes.left, votes.right), np.maximum(votes.left, votes.right)
    pair = low * votes.n_models + high
    order = np.argsort(pair, kind="stable")
    borders = np.flatnonzero(np.diff(pair[order])) + 1
    return (votes.select(positions) for positions in np.split(order, borders) if len(positions))


def _score(votes: Votes, model: int, claim: Claim, level: float) -> Estimate:
    points = np.where(votes.left == model, votes.left_score, 1 - votes.left_score)
    return clustered_share(points, votes.clusters(claim), level=level)
