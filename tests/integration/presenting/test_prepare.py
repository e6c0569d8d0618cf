from __future__ import annotations

import pytest

from evaluations.models import Comparison, Rendering, Solution
from evaluations.presenting.service import prepare_comparison, prepare_solution, present_views
from tests.integration.presenting.factories import rewrite, sides

pytestmark = pytest.mark.django_db


def test_it_prepares_both_solutions_and_both_layouts_once(assignment):
    assert prepare_comparison(comparison_id=assignment.comparison_id) == 4
    assert prepare_comparison(comparison_id=assignment.comparison_id) == 0
    assert sorted(Rendering.objects.values_list("kind", flat=True)) == [
        "comparison",
        "comparison",
        "solution",
        "solution",
    ]


def test_it_prepares_a_solution_for_each_set_of_names_it_must_hide(assignment):
    left, _ = sides(assignment)
    assert prepare_solution(solution_id=left.pk) == 1
    assert prepare_solution(solution_id=left.pk) == 0
    assert prepare_comparison(comparison_id=assignment.comparison_id) == 3


def test_it_prepares_two_solutions_with_the_same_code_once(assignment):
    left, right = sides(assignment)
    rewrite(right, left.files, left.content_hash)
    assert prepare_comparison(comparison_id=assignment.comparison_id) == 2
    (view,) = present_views(assignment=assignment).aligned
    assert view.notice == "Both sides are the same."


def test_it_refuses_a_comparison_that_does_not_exist():
    with pytest.raises(Comparison.DoesNotExist):
        prepare_comparison(comparison_id=0)
    with pytest.raises(Solution.DoesNotExist):
        prepare_solution(solution_id=0)
