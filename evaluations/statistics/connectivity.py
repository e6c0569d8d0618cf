"""Whether votes put all models on one scale, and whether the maximum likelihood is finite.

Draw an arrow from each model to every model it took a point from (a tie draws both).

- Not weakly connected: there is no common scale. One ranking per component.
- Weakly, not strongly connected: some group never lost a point to the rest, so its distance is
  infinite. A prior holds it (a ghost player, half a win and half a loss against every model), and
  the ranking is marked as extrapolated.
- Strongly connected: the maximum likelihood estimate is finite and unique.

Edge cases: models without votes belong to no component.

Sources: Ford 1957, "Solution of a ranking problem from binary comparisons"; the ghost player is
the default of the R package PlackettLuce (Turner et al. 2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.sparse.csgraph import NegativeCycleError, bellman_ford, connected_components

from evaluations.statistics.outcomes import BoolArray, Cells, FloatArray


class Connection(StrEnum):
    """How the votes connect the models, and so how they are ranked."""

    NO_VOTES = "no votes"
    DISCONNECTED = "disconnected"
    WEAK = "weak"
    STRONG = "strong"


@dataclass(frozen=True, kw_only=True)
class Component:
    """Models that met each other, directly or through others; codes in ascending order."""

    models: tuple[int, ...]
    is_strong: bool


@dataclass(frozen=True, kw_only=True)
class Connectivity:
    """The components (largest first) and the models that have no vote at all."""

    components: tuple[Component, ...]
    unplayed: tuple[int, ...]

    @property
    def connection(self) -> Connection:
        """The case that decides the policy; unplayed models do not count."""
        if not self.components:
            return Connection.NO_VOTES
        if len(self.components) > 1:
            return Connection.DISCONNECTED
        return Connection.STRONG if self.components[0].is_strong else Connection.WEAK


def inspect_connectivity(cells: Cells) -> Connectivity:
    """The components of the win digraph of these votes."""
    met = cells.meetings > 0
    _, labels = connected_components(met, directed=False)
    played = met.any(axis=1)
    groups = [np.flatnonzero(labels == label).tolist() for label in np.unique(labels[played])]
    components = [
        Component(models=tuple(group), is_strong=_is_strong(cells.points[np.ix_(group, group)]))
        for group in groups
    ]
    return Connectivity(
        components=tuple(sorted(components, key=lambda part: (-len(part.models), part.models))),
        unplayed=tuple(np.flatnonzero(~played).tolist()),
    )


def _is_strong(points: FloatArray) -> bool:
    count, _ = connected_components(points > 0, directed=True, connection="strong")
    return int(count) == 1


def is_side_effect_finite(cells: Cells) -> bool:
    """Whether the votes bound the effect of the displayed side in both directions.

    The effect runs away to plus infinity when strengths exist that explain every point with it:
    d[left] - d[right] >= -1 wherever left took a point and <= -1 wherever right did. Such
    difference constraints can be met unless their graph has a cycle of negative length.
    """
    left_took, right_took = cells.left_points > 0, cells.games > cells.left_points
    return not (_can_explain(left_took, right_took) or _can_explain(right_took.T, left_took.T))


def _can_explain(left_took: BoolArray, right_took: BoolArray) -> bool:
    # An arrow a -> b of length w stands for d[b] - d[a] <= w.
    lengths: FloatArray = np.full(left_took.shape, np.inf)
    lengths[left_took] = 1.0
    lengths[right_took.T] = -1.0
    try:
        bellman_ford(lengths)
    except NegativeCycleError:
        return False
    return True
