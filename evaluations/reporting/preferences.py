"""What reviewers preferred: votes, win scores, strengths, the win matrix, side bias."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluations.reporting.inputs import ReviewRow
from evaluations.reporting.numbers import SHARE, Number, state_number
from evaluations.statistics.bradley_terry import Ranking, rank_models
from evaluations.statistics.connectivity import Connection
from evaluations.statistics.estimate import CONFIDENCE, Estimate
from evaluations.statistics.intervals import clustered_share
from evaluations.statistics.outcomes import Votes
from evaluations.statistics.side_bias import measure_side_bias
from evaluations.statistics.win_matrix import WinMatrix, count_wins, score_models

LEFT_SCORES = {
    "left_much_better": 1.0,
    "left_better": 1.0,
    "tie_good": 0.5,
    "both_bad": 0.5,
    "right_better": 0.0,
    "right_much_better": 0.0,
}
"""Half-win ties: "both good" and "both bad" are the same preference."""

TWO_WAY = ("problems", "reviewers")
NOT_REVIEWED = "No review of this model counts yet."
CONNECTIONS = {
    Connection.NO_VOTES: "No comparison has been reviewed yet.",
    Connection.DISCONNECTED: "Some models never met, not even through others: there is no common "
    "scale, and strengths compare only within each group.",
    Connection.WEAK: "Some models took no point at all from the others, so their distance has no "
    "bound: strengths are held by half a win and half a loss against an average "
    "player, and are extrapolated.",
    Connection.STRONG: "Every model took points from every other, directly or through others: one "
    "scale holds all of them.",
}


def collect_votes(reviews: Sequence[ReviewRow], models: Sequence[int]) -> Votes:
    """The reviews as votes; a model's code is its position in ``models``."""
    code = {model: position for position, model in enumerate(models)}
    return Votes(
        left=np.array([code[row.left_model] for row in reviews], dtype=np.int64),
        right=np.array([code[row.right_model] for row in reviews], dtype=np.int64),
        problem=np.array([row.problem for row in reviews], dtype=np.int64),
        reviewer=np.array([row.reviewer for row in reviews], dtype=np.int64),
        left_score=np.array([LEFT_SCORES[row.preference] for row in reviews], dtype=np.float64),
        n_models=len(models),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Preferences:
    """All that the votes say; tuples are in the order of the model codes."""

    votes: Votes
    win_scores: tuple[Number, ...]
    ranking: Ranking
    strengths: tuple[Number, ...]
    wins: WinMatrix

    @property
    def order(self) -> tuple[int, ...]:
        """Model codes, the strongest first; without a common scale by win score."""
        by_strength = self.ranking.connection in {Connection.STRONG, Connection.WEAK}
        ranked = self.strengths if by_strength else self.win_scores
        values = [number.value for number in ranked]
        return tuple(
            sorted(
                range(len(values)),
                key=lambda code: (values[code] is None, -(values[code] or 0.0), code),
            )
        )

    def pair(self, model: int, opponent: int, *, level: float = CONFIDENCE) -> Number:
        """Win score of ``model`` against one opponent."""
        votes = self.votes.among((model, opponent))
        return state_number(
            score_models(votes, level=level)[0],
            counted="comparisons",
            unit=SHARE,
            clusters=TWO_WAY,
            absent="These two never met in a review that counts.",
        )


def measure_preferences(votes: Votes) -> Preferences:
    """Win scores, strengths and the win matrix of these votes."""
    ranking = rank_models(votes)
    note = "Extrapolated." if ranking.connection is Connection.WEAK else ""
    return Preferences(
        votes=votes,
        win_scores=tuple(
            state_number(
                score, counted="comparisons", unit=SHARE, clusters=TWO_WAY, absent=NOT_REVIEWED
            )
            for score in score_models(votes)
        ),
        ranking=ranking,
        strengths=tuple(
            state_number(
                ranking.rating(model),
                counted="comparisons",
                unit="rating points",
                clusters=TWO_WAY,
                absent=NOT_REVIEWED,
                note=note,
            )
            for model in range(votes.n_models)
        ),
        wins=count_wins(votes),
    )


def measure_sides(votes: Votes) -> dict[str, Number]:
    """``left_share`` of decided votes, and ``log_odds`` of left at equal strength."""
    bias = measure_side_bias(votes)
    return {
        "left_share": state_number(
            bias.left_share,
            counted="decided comparisons",
            unit=SHARE,
            clusters=TWO_WAY,
            absent="No comparison was decided for one side.",
        ),
        "log_odds": state_number(
            bias.log_odds,
            counted="comparisons",
            unit="log-odds",
            clusters=TWO_WAY,
            absent="The reviews do not bound the effect of the side.",
        ),
    }


def compare_with_tests(reviews: Sequence[ReviewRow], passed: Mapping[int, bool]) -> Number:
    """How often the preferred solution is the one that passes, where exactly one of two does.

    Args:
        reviews: those that count.
        passed: solution -> whether it passes its tests; solutions that were not judged are absent.
    """
    chosen = [row for row in reviews if _is_telling(row, passed)]
    agrees = [(LEFT_SCORES[row.preference] == 1.0) == passed[row.left] for row in chosen]
    clusters = [
        np.array([getattr(row, name) for row in chosen], dtype=np.int64)
        for name in ("problem", "reviewer")
    ]
    share: Estimate = clustered_share(np.array(agrees, dtype=np.float64), clusters)
    return state_number(
        share,
        counted="decided comparisons",
        unit=SHARE,
        clusters=TWO_WAY,
        absent="In no decided comparison did exactly one solution pass its tests.",
    )


def _is_telling(row: ReviewRow, passed: Mapping[int, bool]) -> bool:
    decided = LEFT_SCORES[row.preference] != 0.5
    left, right = passed.get(row.left), passed.get(row.right)
    return decided and left is not None and right is not None and left != right
