r"""Maximum likelihood of the paired logit on counted cells, by Newton's method.

.. math:: P(left\ wins) = \sigma(t_{left} - t_{right} + b)

with strengths t of mean zero (in logits) and an optional side effect b (log-odds of choosing left
at equal strength). A tie counts as half a win for both, so the fit models the expected score and
its independent-votes covariance is only a quasi-likelihood one. The cost depends on the number of
models, not on the number of votes.

Raises ``ArithmeticError`` when no maximum is found; whether a finite one exists is checked first,
with :mod:`evaluations.statistics.connectivity`.

The ghost player is a virtual model that takes half a point from every model and loses half a point
to it. It bounds strengths that the votes alone leave infinite.

Sources: Bradley, Terry 1952; Agresti 2002, section 10.6 (home effect); the ghost player is the
default prior of the R package PlackettLuce (Turner et al. 2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import expit, log_expit

from evaluations.statistics.clustering import ClusteredCovariance, Scores, two_way_covariance
from evaluations.statistics.outcomes import Cells, FloatArray, IntArray, Votes

MAX_STEPS = 100
TOLERANCE = 1e-7
"""Largest step (logits) at which the fit has converged; what remains is of its square."""

ROUNDING = 1e-12
"""Relative fall of the log-likelihood that is only rounding."""

GHOST_POINTS = 0.5
"""Points every model takes from, and loses to, the ghost player."""


class Prior(StrEnum):
    """What is known besides the votes."""

    NONE = "maximum likelihood"
    GHOST_PLAYER = "with a ghost player"


@dataclass(frozen=True, kw_only=True, eq=False)
class LogitFit:
    """The maximum: ``strengths`` (k,), the side effect if fitted, and the inverse information.

    ``covariance`` is (k, k), or (k + 1, k + 1) with the side effect last. It is the covariance if
    votes were independent and decided, and the bread of every sandwich.
    """

    strengths: FloatArray
    side_effect: float | None
    covariance: FloatArray
    prior: Prior

    def clustered_covariance(
        self, votes: Votes, dimensions: Sequence[IntArray]
    ) -> ClusteredCovariance:
        """Sandwich covariance of the parameters, the fitted votes clustered by ``dimensions``.

        Where a prior holds the fit, residuals are tiny for want of contradiction, not by
        precision: there the inverse information is the floor. Where the fit is perfect (all
        ties), it stands in for residuals that say nothing.
        """
        return two_way_covariance(
            self._scores(votes),
            bread=self.covariance,
            dimensions=dimensions,
            if_independent=self.covariance,
            floor=None if self.prior is Prior.NONE else self.covariance,
        )

    def _scores(self, votes: Votes) -> Scores:
        logits = self.strengths[votes.left] - self.strengths[votes.right] + (self.side_effect or 0)
        residuals = votes.left_score - expit(logits)
        columns, values = [votes.left, votes.right], [residuals, -residuals]
        if self.side_effect is not None:
            columns.append(np.full(len(votes), len(self.strengths)))
            values.append(residuals)
        return Scores(
            columns=np.stack(columns),
            values=np.stack(values),
            width=len(self.covariance),
        )


def fit_paired_logit(
    cells: Cells, *, with_side_effect: bool = False, prior: Prior = Prior.NONE
) -> LogitFit:
    """The strengths, and the side effect if wanted, that make these cells most likely."""
    if prior is Prior.GHOST_PLAYER:
        parameters, covariance = _maximise(_add_ghost(cells), with_side_effect)
        parameters, covariance = _drop_ghost(parameters, covariance, ghost=len(cells.games))
    else:
        parameters, covariance = _maximise(cells, with_side_effect)
    size = len(cells.games)
    return LogitFit(
        strengths=parameters[:size],
        side_effect=float(parameters[size]) if with_side_effect else None,
        covariance=covariance,
        prior=prior,
    )


def _add_ghost(cells: Cells) -> Cells:
    # Displayed half as often on each side, the ghost says nothing about the side effect.
    games = np.pad(cells.games, (0, 1), constant_values=GHOST_POINTS)
    left_points = np.pad(cells.left_points, (0, 1), constant_values=GHOST_POINTS / 2)
    games[-1, -1] = left_points[-1, -1] = 0.0
    return Cells(games=games, left_points=left_points)


def _drop_ghost(
    parameters: FloatArray, covariance: FloatArray, *, ghost: int
) -> tuple[FloatArray, FloatArray]:
    kept = np.delete(parameters, ghost)
    centring = np.eye(len(kept))
    centring[:ghost, :ghost] -= 1 / ghost
    inner = np.delete(np.delete(covariance, ghost, axis=0), ghost, axis=1)
    return centring @ kept, centring @ inner @ centring


def _maximise(cells: Cells, with_side_effect: bool) -> tuple[FloatArray, FloatArray]:
    """Parameters at the maximum and the inverse information there."""
    parameters = np.zeros(len(cells.games) + with_side_effect)
    for _ in range(MAX_STEPS):
        gradient, inverse = _derivatives(cells, parameters)
        step = _damp(cells, parameters, inverse @ gradient)
        parameters = parameters + step
        if np.abs(step).max() < TOLERANCE:
            return parameters, inverse
    raise ArithmeticError("the paired logit found no maximum; check the connectivity")


def _derivatives(cells: Cells, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Gradient and inverse information; both leave the mean strength at zero."""
    size = len(cells.games)
    strengths, side = parameters[:size], parameters[size:]
    probabilities = expit(_logits(strengths, float(side.sum())))
    surplus = cells.left_points - cells.games * probabilities
    weights = cells.games * probabilities * (1 - probabilities)
    gradient, information = np.zeros(len(parameters)), np.zeros((len(parameters),) * 2)
    gradient[:size] = surplus.sum(axis=1) - surplus.sum(axis=0)
    both = weights + weights.T
    information[:size, :size] = np.diag(both.sum(axis=1)) - both
    if len(side):
        gradient[size] = surplus.sum()
        information[size, :size] = weights.sum(axis=1) - weights.sum(axis=0)
        information[:size, size] = information[size, :size]
        information[size, size] = weights.sum()
    return gradient, _invert_centred(information, size)


def _invert_centred(information: FloatArray, size: int) -> FloatArray:
    # Equal shifts of all strengths change nothing, so the information is singular along them.
    # Filling that direction with ones before inverting, and taking it out after, is the
    # pseudo-inverse at the price of a plain inverse.
    shift = np.zeros_like(information)
    shift[:size, :size] = 1.0 / size
    return np.asarray(np.linalg.inv(information + shift) - shift)


def _damp(cells: Cells, parameters: FloatArray, step: FloatArray) -> FloatArray:
    """The step, halved until the likelihood does not fall."""
    before = _log_likelihood(cells, parameters)
    slack = ROUNDING * (1 + abs(before))
    while _log_likelihood(cells, parameters + step) < before - slack:
        step = step / 2
    return step


def _log_likelihood(cells: Cells, parameters: FloatArray) -> float:
    size = len(cells.games)
    logits = _logits(parameters[:size], float(parameters[size:].sum()))
    losses = cells.games - cells.left_points
    return float((cells.left_points * log_expit(logits) + losses * log_expit(-logits)).sum())


def _logits(strengths: FloatArray, side_effect: float) -> FloatArray:
    return strengths[:, np.newaxis] - strengths + side_effect
