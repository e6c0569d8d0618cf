"""Which solutions meet: a balanced design over models within problems.

With all pairs every two models meet once on every problem. With fewer, pairs are chosen greedily so
that every pair, then every model, has met equally often (a balanced incomplete block design in the
limit), in a problem order shuffled by the seed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from random import Random


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One solution that may meet others: ids of its problem, model and itself."""

    problem: int
    model: int
    solution: int


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two solutions of different models to one problem; ``solution_a`` has the lower id."""

    problem: int
    solution_a: int
    solution_b: int


def balanced_pairs(
    entries: Iterable[Entry], *, pairs_per_problem: int | None, seed: int
) -> tuple[Pair, ...]:
    """Pairs to compare, the same for the same entries and seed.

    Args:
        entries: at most one for each problem and model.
        pairs_per_problem: how many to keep; ``None`` keeps all.
        seed: shuffles the order of problems and breaks ties.
    """
    by_problem = _group(entries)
    order = sorted(by_problem)
    random = Random(seed)  # noqa: S311  (a design, not a secret)
    random.shuffle(order)
    met: Counter[tuple[int, int]] = Counter()
    used: Counter[int] = Counter()
    pairs: list[Pair] = []
    for problem in order:
        models = by_problem[problem]
        chosen = _choose(sorted(models), pairs_per_problem, met, used, random)
        pairs.extend(_pair(problem, models[first], models[second]) for first, second in chosen)
    return tuple(pairs)


def _group(entries: Iterable[Entry]) -> dict[int, dict[int, int]]:
    by_problem: dict[int, dict[int, int]] = {}
    for entry in entries:
        by_problem.setdefault(entry.problem, {})[entry.model] = entry.solution
    return by_problem


def _choose(
    models: list[int],
    limit: int | None,
    met: Counter[tuple[int, int]],
    used: Counter[int],
    random: Random,
) -> list[tuple[int, int]]:
    open_pairs = list(combinations(models, 2))
    random.shuffle(open_pairs)
    chosen: list[tuple[int, int]] = []
    while open_pairs and (limit is None or len(chosen) < limit):
        pair = min(open_pairs, key=lambda p: (met[p], used[p[0]] + used[p[1]]))
        open_pairs.remove(pair)
        met[pair] += 1
        used.update(pair)
        chosen.append(pair)
    return chosen


def _pair(problem: int, one: int, other: int) -> Pair:
    return Pair(problem=problem, solution_a=min(one, other), solution_b=max(one, other))


def connected(models: Iterable[int], pairs: Iterable[tuple[int, int]]) -> bool:
    """Whether every model can be reached from every other through pairs that meet."""
    neighbours: Mapping[int, set[int]] = {model: set() for model in models}
    for first, second in pairs:
        neighbours[first].add(second)
        neighbours[second].add(first)
    if not neighbours:
        return True
    reached: set[int] = set()
    waiting = [next(iter(neighbours))]
    while waiting:
        model = waiting.pop()
        if model not in reached:
            reached.add(model)
            waiting.extend(neighbours[model] - reached)
    return len(reached) == len(neighbours)
