"""Exchanging the models behind an assignment changes no byte of what its reviewer sees."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from evaluations.models import Assignment, LanguageModel, ScanRun, Solution, TestRun
from evaluations.presenting.markup import pane_views
from evaluations.presenting.service import present_assignment, present_views
from tests.integration.presenting.factories import make_leaky, prepared, rewrite, sides

pytestmark = pytest.mark.django_db


def everything_shown(assignment: Assignment) -> str:
    shown = replace(present_assignment(assignment=assignment), token=UUID(int=0))
    return repr((shown, pane_views(shown.left), pane_views(shown.right))) + repr(
        present_views(assignment=assignment)
    )


@pytest.mark.parametrize("is_prepared", [False, True])
def test_it_shows_the_same_bytes_when_the_models_behind_a_pair_are_exchanged(
    assignment, is_prepared
):
    make_leaky(assignment)
    if is_prepared:
        prepared(assignment)
    before = everything_shown(assignment)
    left, right = sides(assignment)
    exchange_models(left, right)
    Solution.objects.filter(pk=left.pk).update(latency_ms=1, output_tokens=2, cost_usd="0.5")
    assert everything_shown(assignment) == before


def exchange_models(left: Solution, right: Solution) -> None:
    owners = left.language_model_id, right.language_model_id
    Solution.objects.filter(pk=left.pk).update(sample=7)
    Solution.objects.filter(pk=right.pk).update(language_model=owners[0])
    Solution.objects.filter(pk=left.pk).update(language_model=owners[1], sample=0)


def test_it_shows_the_same_bytes_when_the_code_of_a_pair_came_in_the_other_order(assignment):
    make_leaky(assignment)
    left, right = sides(assignment)
    before = everything_shown(assignment)
    exchange_owners(TestRun, left, right)
    exchange_owners(ScanRun, left, right)
    left.refresh_from_db()
    files, content_hash = left.files, left.content_hash
    rewrite(left, right.files, right.content_hash)
    rewrite(right, files, content_hash)
    assignment.swapped = True
    assert everything_shown(assignment) == before


def exchange_owners(kind: type[TestRun | ScanRun], left: Solution, right: Solution) -> None:
    of_left = list(kind.objects.filter(solution=left).values_list("pk", flat=True))
    kind.objects.filter(pk__in=of_left).update(attempt=99, solution=right)
    kind.objects.filter(solution=right, attempt=1).update(solution=left)


def test_it_shows_the_same_bytes_when_two_models_exchange_their_names(assignment):
    prepared(assignment)
    before = everything_shown(assignment)
    left, right = sides(assignment)
    a, b = left.language_model, right.language_model
    for pk, name in ((a.pk, "in between"), (b.pk, a.name), (a.pk, b.name)):
        LanguageModel.objects.filter(pk=pk).update(name=name)
    assert everything_shown(assignment) == before
