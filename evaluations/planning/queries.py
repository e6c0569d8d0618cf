"""What stands between a draft and its start."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from evaluations.models import Campaign, CheckOutcome, JobState, Problem, ProblemCheck, TestSuite

NAMED_PROBLEMS = 5
"""So many problems that are in the way are named; the others are counted."""


def find_unchecked(campaign: Campaign) -> str:
    """Why the tests of some problems cannot be believed, and what to do; empty where they can be.

    A problem without tests or without a reference solution cannot be checked, and is let in; so is
    one for which there was nothing to check with. The sample's checks follow in the background.
    """
    last = ProblemCheck.objects.filter(
        problem=OuterRef("pk"), problem_hash=OuterRef("content_hash"), state=JobState.FINISHED
    ).order_by("-attempt")
    problems = campaign.problems.annotate(checked=Subquery(last.values("outcome")[:1]))
    unsound = problems.filter(checked=CheckOutcome.UNSOUND)
    checkable = Exists(TestSuite.objects.filter(problem=OuterRef("pk")))
    unchecked = problems.filter(checkable, checked=None).exclude(reference_files={})
    parts = []
    if unsound.exists():
        parts.append(f"{_name(unsound)}: the tests cannot be believed, the problem's page says why")
    if unchecked.exists():
        parts.append(
            f"{_name(unchecked)}: the tests are not checked yet. A worker does that in the "
            f'background, or: reviewplatform check "{campaign.name}"'
        )
    return "; ".join(parts)


def _name(problems: QuerySet[Problem]) -> str:
    keys = problems.order_by("position", "pk").values_list("key", flat=True)
    more = len(keys) - NAMED_PROBLEMS
    return ", ".join(keys[:NAMED_PROBLEMS]) + (f" and {more} more" if more > 0 else "")
