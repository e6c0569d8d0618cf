"""The shared inputs: votes between two models, and their counts by displayed pair.

A vote is one reviewer's preference between two models' solutions to one problem. Left and right
are the sides as they were displayed; a tie counts half for both.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from evaluations.errors import InvalidInput

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Claim(StrEnum):
    """For whom an interval speaks.

    ``THIS_PANEL`` treats the reviewers as given and the problems as a sample;
    ``REVIEWERS_LIKE_THESE`` treats both as samples and is the honest default: more problems never
    make up for few reviewers.
    """

    THIS_PANEL = "this panel"
    REVIEWERS_LIKE_THESE = "reviewers like these"


@dataclass(frozen=True, kw_only=True)
class Vote:
    """One vote with the caller's own labels; ``left_score`` is 1 (left), 0.5 (tie) or 0 (right)."""

    left: Hashable
    right: Hashable
    problem: Hashable
    reviewer: Hashable
    left_score: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """Votes counted by displayed pair, each array (n_models, n_models) indexed [left, right].

    ``games`` counts votes, ``left_points`` sums the left side's scores. These are the sufficient
    statistics of a Bradley-Terry model with half-win ties and a side effect.
    """

    games: FloatArray
    left_points: FloatArray

    @cached_property
    def points(self) -> FloatArray:
        """Points [i, j] of model i against model j over both sides, ties as half."""
        return self.left_points + (self.games - self.left_points).T

    @cached_property
    def meetings(self) -> FloatArray:
        """Votes between i and j over both sides (symmetric)."""
        return self.games + self.games.T


@dataclass(frozen=True, kw_only=True, eq=False)
class Votes:
    """Votes as arrays of length n: codes from 0, and the left side's score.

    ``left`` and ``right`` are models (below ``n_models``), ``problem`` and ``reviewer`` any
    non-negative codes. Raises :class:`InvalidInput` on arrays of different length, a code outside
    its range, a model against itself, or a score other than 0, 0.5 and 1.
    """

    left: IntArray
    right: IntArray
    problem: IntArray
    reviewer: IntArray
    left_score: FloatArray
    n_models: int

    def __post_init__(self) -> None:
        for name in ("left", "right", "problem", "reviewer"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.int64))
        object.__setattr__(self, "left_score", np.asarray(self.left_score, dtype=np.float64))
        faults = [text for text, faulty in self._faults() if faulty]
        if faults:
            raise InvalidInput("These votes cannot be counted: " + "; ".join(faults))

    def _faults(self) -> Iterable[tuple[str, bool]]:
        codes = (self.left, self.right, self.problem, self.reviewer)
        yield "the arrays differ in length", len({a.shape for a in (*codes, self.left_score)}) > 1
        if not len(self):
            return
        yield "a code is negative", min(int(code.min()) for code in codes) < 0
        highest = max(int(self.left.max()), int(self.right.max()))
        yield f"model {highest} is not below {self.n_models}", highest >= self.n_models
        if self.left.shape == self.right.shape:
            yield "a model meets itself", bool((self.left == self.right).any())
        doubled = 2 * self.left_score
        yield "a score is not 0, 0.5 or 1", not bool(np.isin(doubled, (0.0, 1.0, 2.0)).all())

    def __len__(self) -> int:
        return len(self.left)

    def clusters(self, claim: Claim) -> tuple[IntArray, ...]:
        """The dimensions in which votes are not independent, under this claim."""
        if claim is Claim.THIS_PANEL:
            return (self.problem,)
        return (self.problem, self.reviewer)

    def select(self, chosen: BoolArray | IntArray) -> Votes:
        """The votes of a mask or of positions, with the same codes."""
        return replace(
            self,
            left=self.left[chosen],
            right=self.right[chosen],
            problem=self.problem[chosen],
            reviewer=self.reviewer[chosen],
            left_score=self.left_score[chosen],
        )

    def among(self, models: Sequence[int]) -> Votes:
        """The votes between these models only, the models renumbered in the given order."""
        codes = np.full(self.n_models, -1, dtype=np.int64)
        codes[list(models)] = np.arange(len(models))
        left, right = codes[self.left], codes[self.right]
        inside = (left >= 0) & (right >= 0)
        return replace(
            self.select(inside), left=left[inside], right=right[inside], n_models=len(models)
        )

    def count_cells(self) -> Cells:
        """The votes counted by displayed pair."""
        shape, size = (self.n_models, self.n_models), self.n_models**2
        cell = self.left * self.n_models + self.right
        games = np.bincount(cell, minlength=size).astype(np.float64)
        left_points = np.bincount(cell, self.left_score, size).astype(np.float64)
        return Cells(games=games.reshape(shape), left_points=left_points.reshape(shape))


def encode_votes(votes: Iterable[Vote], *, models: Sequence[Hashable]) -> Votes:
    """Votes with labels as arrays of codes; a model's code is its position in ``models``.

    Raises :class:`InvalidInput` when a vote names a model that is not in ``models``.
    """
    rows = list(votes)
    codes = {model: code for code, model in enumerate(models)}
    unknown = {side for vote in rows for side in (vote.left, vote.right)} - codes.keys()
    if unknown:
        raise InvalidInput(f"Votes name models that are not listed: {sorted(map(str, unknown))}")
    return Votes(
        left=np.array([codes[vote.left] for vote in rows], dtype=np.int64),
        right=np.array([codes[vote.right] for vote in rows], dtype=np.int64),
        problem=encode_labels(vote.problem for vote in rows),
        reviewer=encode_labels(vote.reviewer for vote in rows),
        left_score=np.array([vote.left_score for vote in rows], dtype=np.float64),
        n_models=len(models),
    )


def encode_labels(labels: Iterable[Hashable]) -> IntArray:
    """Codes 0, 1, 2... in order of first appearance, one per label."""
    codes: dict[Hashable, int] = {}
    return np.array([codes.setdefault(label, len(codes)) for label in labels], dtype=np.int64)
