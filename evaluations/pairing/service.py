"""Solutions -> Comparison."""

from __future__ import annotations

from django.db import transaction

from evaluations.errors import Conflict
from evaluations.models import Campaign, Comparison, Solution
from evaluations.pairing.design import Entry, balanced_pairs, connected


@transaction.atomic
def build_comparisons(*, campaign: Campaign) -> int:
    """Create the campaign's comparisons from its design; those that exist stay. Returns how many.

    Raises:
        Conflict: fewer than two models have solutions to compare, or some models never meet.
    """
    solutions = _solutions(campaign)
    entries = [
        Entry(problem=problem, model=model, solution=pk)
        for pk, (problem, model) in solutions.items()
    ]
    pairs = balanced_pairs(
        entries, pairs_per_problem=campaign.pairs_per_problem, seed=campaign.seed
    )
    _check_connected(solutions, [(pair.solution_a, pair.solution_b) for pair in pairs])
    created = Comparison.objects.bulk_create(
        (
            Comparison(
                campaign=campaign,
                problem_id=pair.problem,
                solution_a_id=pair.solution_a,
                solution_b_id=pair.solution_b,
            )
            for pair in pairs
        ),
        ignore_conflicts=True,
        batch_size=2000,
    )
    return len(created)


def _solutions(campaign: Campaign) -> dict[int, tuple[int, int]]:
    """Solution id -> (problem id, model id): the first sample of each."""
    rows = (
        Solution.objects.filter(problem__campaigns=campaign, language_model__campaigns=campaign)
        .order_by("problem_id", "language_model_id", "sample")
        .distinct("problem_id", "language_model_id")
        .values_list("pk", "problem_id", "language_model_id")
    )
    return {pk: (problem, model) for pk, problem, model in rows}


def _check_connected(solutions: dict[int, tuple[int, int]], pairs: list[tuple[int, int]]) -> None:
    models = {model for _, model in solutions.values()}
    if len(models) < 2:
        raise Conflict("Two models with solutions are needed to compare: import more solutions.")
    met = [(solutions[a][1], solutions[b][1]) for a, b in pairs]
    if not connected(models, met):
        raise Conflict(
            "Some models never meet on a common problem, so they cannot be ranked together: "
            "choose problems that all models solved, or more pairs per problem."
        )
