"""How the slots of a comparison are laid out: left and right counterbalanced, order random.

Within a comparison the sides alternate from slot to slot; for the first slot they alternate from
one comparison of the same two models to the next, so that an odd overlap stays balanced too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, kw_only=True)
class PairOfModels:
    """A comparison by id, and the models of its two solutions in the stored order (a, b)."""

    comparison: int
    model_a: int
    model_b: int


@dataclass(frozen=True, kw_only=True)
class SlotPlan:
    """One slot: ``swapped`` puts solution b on the left; ``order_key`` is uniform in [0, 1)."""

    comparison: int
    slot: int
    swapped: bool
    order_key: float


def lay_out_slots(pairs: Iterable[PairOfModels], *, overlap: int, seed: int) -> Iterator[SlotPlan]:
    """``overlap`` slots for each comparison, the same for the same input and seed."""
    random = Random(seed)  # noqa: S311  (a design, not a secret)
    lower_left: Counter[tuple[int, int]] = Counter()
    for pair in pairs:
        key = (min(pair.model_a, pair.model_b), max(pair.model_a, pair.model_b))
        lower_first = lower_left[key] % 2 == 0
        lower_left[key] += 1
        a_is_lower = pair.model_a == key[0]
        for slot in range(overlap):
            lower_on_left = lower_first if slot % 2 == 0 else not lower_first
            yield SlotPlan(
                comparison=pair.comparison,
                slot=slot,
                swapped=lower_on_left != a_is_lower,
                order_key=random.random(),
            )


def place_in_order(*, order_seed: int, had: int) -> float:
    """Where in [0, 1) a reviewer looks next, after ``had`` comparisons: a shuffle of their own."""
    return Random(f"{order_seed}:{had}").random()  # noqa: S311  (an order, not a secret)
