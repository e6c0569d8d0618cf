"""Votes to try the statistics on: published, drawn at random, and drawn from a known truth."""

from __future__ import annotations

import csv
import json
from typing import NamedTuple, TypeVar

import numpy as np
from hypothesis import strategies as st
from scipy.special import expit

from evaluations.statistics.estimate import Estimate
from evaluations.statistics.outcomes import Cells, Vote, Votes, encode_votes
from tests.data import shared_data

Part = TypeVar("Part")

TEAMS = ("Baltimore", "Boston", "Cleveland", "Detroit", "Milwaukee", "New York", "Toronto")


class Shown(NamedTuple):
    """The numbers of an estimate that has them all."""

    low: float
    value: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


def known(part: Part | None) -> Part:
    """What must be there in a test."""
    assert part is not None
    return part


def shown(estimate: Estimate) -> Shown:
    """An estimate that must have a value and an interval."""
    return Shown(low=known(estimate.low), value=known(estimate.value), high=known(estimate.high))


def read_baseball() -> Cells:
    """American League 1987 (Agresti 2002, tables 10.10 and 10.11); left is the home team."""
    games, left_points = np.zeros((2, len(TEAMS), len(TEAMS)))
    with shared_data("human/bt-baseball/baseball.csv").open() as file:
        for row in csv.DictReader(file):
            cell = TEAMS.index(row["home.team"]), TEAMS.index(row["away.team"])
            left_points[cell] = int(row["home.wins"])
            games[cell] = left_points[cell] + int(row["away.wins"])
    return Cells(games=games, left_points=left_points)


def read_mt_bench() -> tuple[Votes, list[str]]:
    """Human votes of MT-bench (Zheng et al. 2023); a turn of a question is a problem."""
    scores = {"model_a": 1.0, "model_b": 0.0}
    votes = []
    with shared_data("human/mt-bench/human.jsonl").open() as file:
        for row in map(json.loads, file):
            vote = Vote(
                left=row["model_a"],
                right=row["model_b"],
                problem=(row["question_id"], row["turn"]),
                reviewer=row["judge"],
                left_score=scores.get(row["winner"], 0.5),
            )
            votes.append(vote)
    models = sorted({str(vote.left) for vote in votes} | {str(vote.right) for vote in votes})
    return encode_votes(votes, models=models), models


def make_votes(*rows: tuple[int, int, int, int, float], n_models: int) -> Votes:
    """Votes from rows (left, right, problem, reviewer, left score)."""
    table = np.array(rows, dtype=np.float64).reshape(-1, 5)
    left, right, problem, reviewer = table[:, :4].astype(np.int64).T
    return Votes(
        left=left,
        right=right,
        problem=problem,
        reviewer=reviewer,
        left_score=table[:, 4],
        n_models=n_models,
    )


def no_votes(n_models: int) -> Votes:
    """Nothing was voted on yet."""
    return make_votes(n_models=n_models)


def draw_votes(
    random: np.random.Generator,
    *,
    strengths: np.ndarray,
    problems: int,
    reviewers: int,
    per_problem: int,
    problem_sd: float = 0.0,
    reviewer_sd: float = 0.0,
    side_effect: float = 0.0,
    ties: float = 0.2,
) -> Votes:
    """Votes of reviewers and problems that each have their own taste of the models (in logits)."""
    size = problems * per_problem
    models = len(strengths)
    problem = np.repeat(np.arange(problems), per_problem)
    order = np.concatenate([random.permutation(reviewers) for _ in range(problems)])
    reviewer = order.reshape(problems, reviewers)[:, np.arange(per_problem) % reviewers].ravel()
    left = random.integers(models, size=size)
    right = (left + random.integers(1, models, size=size)) % models
    by_problem = random.normal(0, problem_sd, (problems, models))
    by_reviewer = random.normal(0, reviewer_sd, (reviewers, models))
    taste = strengths + by_problem[problem] + by_reviewer[reviewer]
    everyone = np.arange(size)
    chance = expit(taste[everyone, left] - taste[everyone, right] + side_effect)
    left_score = (random.random(size) < chance).astype(np.float64)
    left_score[random.random(size) < ties] = 0.5
    return Votes(
        left=left,
        right=right,
        problem=problem,
        reviewer=reviewer,
        left_score=left_score,
        n_models=models,
    )


@st.composite
def votes_on_a_panel(draw: st.DrawFn, n_models: int = 4) -> Votes:
    """A few dozen votes of at least two reviewers on at least two problems."""
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    return draw_votes(
        random,
        strengths=random.normal(0, 1, n_models),
        problems=draw(st.integers(2, 8)),
        reviewers=draw(st.integers(2, 6)),
        per_problem=draw(st.integers(2, 9)),
        ties=draw(st.sampled_from([0.0, 0.2, 0.6])),
    )
