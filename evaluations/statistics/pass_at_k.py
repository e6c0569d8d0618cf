r"""pass@k: the chance that at least one of k solutions to a problem is correct.

With n solutions drawn and c of them correct, the unbiased estimate for one problem is

.. math:: 1 - \binom{n - c}{k} / \binom{n}{k} = 1 - \prod_{i<k} \left(1 - \frac{c}{n - i}\right)

and a model's pass@k is the mean over problems, whose interval treats problems (or families of
problems) as the sample. A share between 0 and 1.

Edge cases: k greater than n is refused, since nothing can be said about more solutions than were
drawn; n - c < k gives 1; no problems give no value, one problem a value without interval. Counts
that are missing are left out by the caller, never passed as 0.

Source: Chen et al. 2021, "Evaluating large language models trained on code", eq. 1.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evaluations.errors import InvalidInput
from evaluations.statistics.estimate import CONFIDENCE, Estimate
from evaluations.statistics.intervals import clustered_share
from evaluations.statistics.outcomes import FloatArray, IntArray


def pass_at_k(drawn: npt.ArrayLike, correct: npt.ArrayLike, k: int) -> FloatArray:
    """Unbiased pass@k of each problem, from ``drawn`` and ``correct`` solutions (equal shapes).

    Raises :class:`InvalidInput` unless 1 <= k <= drawn and 0 <= correct <= drawn everywhere.
    """
    n, c = np.asarray(drawn, dtype=np.int64), np.asarray(correct, dtype=np.int64)
    if n.shape != c.shape or (c < 0).any() or (c > n).any():
        raise InvalidInput("Of every problem, between none and all of its solutions are correct")
    if k < 1 or (n < k).any():
        fewest = int(n.min(initial=k))
        raise InvalidInput(
            f"pass@{k} needs k between 1 and the solutions drawn; a problem has {fewest}",
            details={"k": k, "fewest_drawn": fewest},
        )
    factors = 1 - c[..., np.newaxis] / (n[..., np.newaxis] - np.arange(k))
    # The product meets an exact zero when fewer than k solutions are wrong.
    return np.asarray(1 - factors.prod(axis=-1))


def estimate_pass_at_k(
    drawn: npt.ArrayLike,
    correct: npt.ArrayLike,
    k: int,
    *,
    families: IntArray | None = None,
    level: float = CONFIDENCE,
) -> Estimate:
    """Mean pass@k over problems; ``families`` groups problems that are not independent."""
    values = np.atleast_1d(pass_at_k(drawn, correct, k))
    return clustered_share(values, () if families is None else (families,), level=level)
