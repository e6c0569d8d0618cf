"""Whether the displayed side sways the reviewers.

Two measures: the share of decided votes that chose the left solution (0.5 without bias), which is
only fair when sides were balanced over models, and the log-odds of choosing left at equal strength
(0 without bias), the intercept of the paired logit, which allows for the strengths.

Edge cases: no decided vote, no share. Votes that leave the log-odds infinite or undetermined
(left always chosen, or each pair always shown the same way round) give no log-odds. Ties count
half in the log-odds and are left out of the share.

Source: Agresti 2002, section 10.6.3 (home advantage is the same algebra).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluations.statistics.connectivity import (
    Connection,
    inspect_connectivity,
    is_side_effect_finite,
)
from evaluations.statistics.estimate import CONFIDENCE, Estimate
from evaluations.statistics.intervals import clustered_share, describe_clusters, t_estimate
from evaluations.statistics.outcomes import Claim, Votes
from evaluations.statistics.paired_logit import Prior, fit_paired_logit


@dataclass(frozen=True, kw_only=True)
class SideBias:
    """``left_share`` of decided votes (0..1) and ``log_odds`` of left at equal strength."""

    left_share: Estimate
    log_odds: Estimate


def measure_side_bias(
    votes: Votes, *, claim: Claim = Claim.REVIEWERS_LIKE_THESE, level: float = CONFIDENCE
) -> SideBias:
    """Both measures with clustered intervals."""
    decided = votes.select(votes.left_score != 0.5)
    return SideBias(
        left_share=clustered_share(decided.left_score, decided.clusters(claim), level=level),
        log_odds=_estimate_log_odds(votes, claim, level),
    )


def _estimate_log_odds(votes: Votes, claim: Claim, level: float) -> Estimate:
    connectivity = inspect_connectivity(votes.count_cells())
    played = sorted(model for part in connectivity.components for model in part.models)
    votes = votes.among(played)
    cells, clusters = votes.count_cells(), votes.clusters(claim)
    method = f"side effect in a paired logit, t{describe_clusters(clusters)}"
    if not is_side_effect_finite(cells):
        return Estimate.without_data(method, level=level)
    # Strengths are a nuisance here, so the ghost may link components it would not compare.
    is_strong = connectivity.connection is Connection.STRONG
    prior = Prior.NONE if is_strong else Prior.GHOST_PLAYER
    fit = fit_paired_logit(cells, with_side_effect=True, prior=prior)
    return t_estimate(
        float(fit.side_effect or 0.0),
        fit.clustered_covariance(votes, clusters),
        np.eye(len(fit.covariance))[-1],
        n=len(votes),
        level=level,
        method=method,
    )
