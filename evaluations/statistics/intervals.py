r"""Intervals of shares and means, for independent and for clustered observations.

- :func:`wilson`, :func:`clopper_pearson`: a share of independent trials.
- :func:`clustered_mean`: a mean on any scale with interval value ± t SE.
- :func:`clustered_share`: a mean of values in [0, 1] (win scores, pass rates). Wilson's form with
  the t quantile and the effective size :math:`n^* = p(1-p)/SE^2`: the interval stays inside [0, 1]
  and does not shrink to a point at 0 and 1. Far from the ends it is value ± t SE.

Never a Wald interval. An interval has the unit of its values. The t quantile has min(G) - 1
degrees of freedom, G being the number of clusters in each dimension.

Sources: Wilson 1927; Clopper, Pearson 1934; Brown, Cai, DasGupta 2001; Korn, Graubard 1998
(effective size under clustering); Cameron, Gelbach, Miller 2011.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtri, stdtrit

from evaluations.errors import InvalidInput
from evaluations.statistics.clustering import ClusteredCovariance, Scores, two_way_covariance
from evaluations.statistics.estimate import CONFIDENCE, Estimate
from evaluations.statistics.outcomes import FloatArray, IntArray

THE_MEAN = np.ones(1)


def wilson(successes: float, trials: int, *, level: float = CONFIDENCE) -> Estimate:
    """Share of independent trials with Wilson's score interval; halves count as half successes.

    Raises :class:`InvalidInput` unless 0 <= successes <= trials.
    """
    _check_trials(successes, trials)
    if trials == 0:
        return Estimate.without_data("Wilson", level=level)
    share = successes / trials
    low, high = _wilson_bounds(share, trials, float(ndtri((1 + level) / 2)))
    return Estimate(value=share, low=low, high=high, n=trials, level=level, method="Wilson")


def clopper_pearson(successes: int, trials: int, *, level: float = CONFIDENCE) -> Estimate:
    """Share of independent trials with the exact interval, which never covers less than ``level``.

    Raises :class:`InvalidInput` unless 0 <= successes <= trials.
    """
    _check_trials(successes, trials)
    if trials == 0:
        return Estimate.without_data("Clopper-Pearson", level=level)
    tail, failures = (1 - level) / 2, trials - successes
    return Estimate(
        value=successes / trials,
        low=float(betaincinv(successes, failures + 1, tail)) if successes else 0.0,
        high=float(betaincinv(successes + 1, failures, 1 - tail)) if failures else 1.0,
        n=trials,
        level=level,
        method="Clopper-Pearson",
    )


def clustered_mean(
    values: npt.ArrayLike, clusters: Sequence[IntArray] = (), *, level: float = CONFIDENCE
) -> Estimate:
    """Mean with interval value ± t SE, observations grouped in 0, 1 or 2 dimensions.

    ``clusters`` holds one array of codes per dimension, one code per value; without any this is
    the ordinary t interval. One observation, one cluster, or values that never vary give a value
    without interval.

    Raises :class:`InvalidInput` on a value that is not finite or a code missing.
    """
    observed = check_numbers(values, clusters)
    method = "mean, t" + describe_clusters(clusters)
    if not len(observed):
        return Estimate.without_data(method, level=level)
    covariance = _covariance_of_mean(observed, clusters)
    return t_estimate(
        float(observed.mean()), covariance, THE_MEAN, n=len(observed), level=level, method=method
    )


def clustered_share(
    values: npt.ArrayLike, clusters: Sequence[IntArray] = (), *, level: float = CONFIDENCE
) -> Estimate:
    """Mean of values in [0, 1] with a clustered interval that stays inside [0, 1].

    Where all values are equal the effective size is the smallest number of clusters, so that
    complete success of a few is not taken for certainty. One observation, or one cluster, has a
    value and no interval.

    Raises :class:`InvalidInput` on a value outside [0, 1] or a code missing.
    """
    observed = check_numbers(values, clusters)
    if len(observed) and not 0 <= observed.min() <= observed.max() <= 1:
        raise InvalidInput("A share is a mean of values between 0 and 1")
    mean = clustered_mean(observed, clusters, level=level)
    share = replace(mean, method="share, Wilson with t" + describe_clusters(clusters))
    units = min(mean.n_clusters, default=0)
    if share.value is None or units < 2:
        return share
    error = mean.standard_error
    size = share.value * (1 - share.value) / error**2 if error else units
    low, high = _wilson_bounds(share.value, size, t_quantile(units - 1, level))
    return replace(share, low=low, high=high)


def t_estimate(
    value: float,
    covariance: ClusteredCovariance,
    contrast: FloatArray,
    *,
    n: int,
    level: float,
    method: str,
) -> Estimate:
    """``value`` = ``contrast @ estimates`` with interval ± t SE.

    There is no interval without a standard error, and none from a standard error of zero: what
    never varied cannot tell its uncertainty.
    """
    error = covariance.standard_error(contrast)
    plain = Estimate(value=value, n=n, n_clusters=covariance.n_clusters, level=level, method=method)
    if not error:
        return plain
    half = t_quantile(min(covariance.n_clusters) - 1, level) * error
    return replace(plain, low=value - half, high=value + half, standard_error=error)


def t_quantile(degrees_of_freedom: int, level: float) -> float:
    """Two-sided quantile of Student's t."""
    return float(stdtrit(degrees_of_freedom, (1 + level) / 2))


def describe_clusters(clusters: Sequence[IntArray]) -> str:
    """How the observations were grouped, as words to follow a method's name."""
    return ("", " clustered one way", " clustered two ways")[len(clusters)]


def check_numbers(values: npt.ArrayLike, clusters: Sequence[IntArray] = ()) -> FloatArray:
    """The values as a vector of finite numbers with one code per value in every dimension.

    Raises :class:`InvalidInput` otherwise.
    """
    observed = np.asarray(values, dtype=np.float64)
    if observed.ndim != 1 or any(len(codes) != len(observed) for codes in clusters):
        raise InvalidInput("One number and one cluster code per observation are needed")
    if not np.isfinite(observed).all():
        raise InvalidInput("A value is not a finite number; leave missing values out")
    return observed


def _covariance_of_mean(observed: FloatArray, clusters: Sequence[IntArray]) -> ClusteredCovariance:
    # Equal values deviate by exactly nothing; their rounded mean would say otherwise.
    centre = observed[0] if observed.min() == observed.max() else observed.mean()
    deviations = (observed - centre) / len(observed)
    scores = Scores(
        columns=np.zeros((1, len(observed)), dtype=np.int64),
        values=deviations[np.newaxis],
        width=1,
    )
    return two_way_covariance(scores, bread=np.eye(1), dimensions=clusters)


def _wilson_bounds(share: float, size: float, quantile: float) -> tuple[float, float]:
    penalty = quantile**2 / size
    centre = (share + penalty / 2) / (1 + penalty)
    half = sqrt(penalty * share * (1 - share) + penalty**2 / 4) / (1 + penalty)
    return max(0.0, centre - half), min(1.0, centre + half)


def _check_trials(successes: float, trials: int) -> None:
    if not 0 <= successes <= trials:
        raise InvalidInput(f"{successes} successes in {trials} trials is impossible")
