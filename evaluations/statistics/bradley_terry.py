r"""Bradley-Terry strengths with intervals that hold for clustered votes.

.. math:: P(i\ beats\ j) = \sigma(t_i - t_j)

Strengths t are in logits with mean zero; ties count half. On the display scale a strength is
:math:`1000 + \frac{400}{\ln 10} t` points (400 points are odds of 10 to 1). Covariances are two-way
clustered (:mod:`evaluations.statistics.clustering`) and complete, so a difference of two models
has its own interval: whether two intervals overlap is the wrong test for a pair.

What is fitted depends on how the votes connect the models
(:mod:`evaluations.statistics.connectivity`): the maximum likelihood on a strongly connected
component; with a ghost player on a weakly connected one, marked as extrapolated, its standard
errors never below those of independent votes; one ranking per component, with no difference across.

Edge cases: a model without votes has no strength. One problem or one reviewer gives strengths
without intervals. All ties gives zeros.

Sources: Bradley, Terry 1952; Agresti 2002, section 10.6; Cameron, Gelbach, Miller 2011.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from evaluations.statistics.clustering import ClusteredCovariance
from evaluations.statistics.connectivity import (
    Component,
    Connection,
    Connectivity,
    inspect_connectivity,
)
from evaluations.statistics.estimate import CONFIDENCE, Estimate
from evaluations.statistics.intervals import describe_clusters, t_estimate
from evaluations.statistics.outcomes import Claim, FloatArray, Votes
from evaluations.statistics.paired_logit import Prior, fit_paired_logit

POINTS_PER_LOGIT = 400 / log(10)
AVERAGE_POINTS = 1000.0


@dataclass(frozen=True, kw_only=True, eq=False)
class ComponentRanking:
    """The strengths of the models of one component, in the order of ``models``.

    ``strengths`` are logits with mean zero, ``covariance`` is theirs. ``is_extrapolated`` tells
    that a prior holds the fit together. ``n_votes`` counts the votes between these models.
    """

    models: tuple[int, ...]
    strengths: FloatArray
    covariance: ClusteredCovariance
    is_extrapolated: bool
    n_votes: int
    level: float
    method: str

    def estimate(self, contrast: FloatArray) -> Estimate:
        """``contrast @ strengths`` in logits; the contrast has one weight per model."""
        return t_estimate(
            float(contrast @ self.strengths),
            self.covariance,
            contrast,
            n=self.n_votes,
            level=self.level,
            method=self.method,
        )


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """The ranking of all models: one per component, and how they hang together."""

    connectivity: Connectivity
    components: tuple[ComponentRanking, ...]

    @property
    def connection(self) -> Connection:
        """Strong, weak (extrapolated), disconnected (no common scale), or no votes."""
        return self.connectivity.connection

    def strength(self, model: int) -> Estimate:
        """Strength in logits above the mean of its component."""
        return self._compare(model)

    def rating(self, model: int) -> Estimate:
        """Strength on the display scale, in points around 1000."""
        return self.strength(model).scaled(POINTS_PER_LOGIT, offset=AVERAGE_POINTS)

    def difference(self, model: int, other: int) -> Estimate:
        """Strength of ``model`` minus that of ``other`` in logits; no value across components."""
        return self._compare(model, other)

    def _compare(self, model: int, *others: int) -> Estimate:
        for component in self.components:
            if {model, *others} <= set(component.models):
                contrast = np.zeros(len(component.models))
                contrast[component.models.index(model)] += 1
                for other in others:
                    contrast[component.models.index(other)] -= 1
                return component.estimate(contrast)
        return Estimate.without_data("Bradley-Terry: the votes do not compare these")


def rank_models(
    votes: Votes, *, claim: Claim = Claim.REVIEWERS_LIKE_THESE, level: float = CONFIDENCE
) -> Ranking:
    """Rank all models by these votes. Empty votes give a ranking without components."""
    connectivity = inspect_connectivity(votes.count_cells())
    components = tuple(
        _rank_component(votes.among(component.models), component, claim, level)
        for component in connectivity.components
    )
    return Ranking(connectivity=connectivity, components=components)


def _rank_component(
    votes: Votes, component: Component, claim: Claim, level: float
) -> ComponentRanking:
    prior = Prior.NONE if component.is_strong else Prior.GHOST_PLAYER
    fit = fit_paired_logit(votes.count_cells(), prior=prior)
    clusters = votes.clusters(claim)
    return ComponentRanking(
        models=component.models,
        strengths=fit.strengths,
        covariance=fit.clustered_covariance(votes, clusters),
        is_extrapolated=not component.is_strong,
        n_votes=len(votes),
        level=level,
        method=f"Bradley-Terry ({prior}), t{describe_clusters(clusters)}",
    )
