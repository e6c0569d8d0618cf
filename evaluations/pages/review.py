"""The review page: one blinded comparison, and the verdict of one reviewer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from evaluations.assigning.service import find_assignment, lease_next_assignment
from evaluations.errors import NotFound
from evaluations.models import Assignment, AssignmentState, Campaign
from evaluations.pages.access import person, signed_in
from evaluations.pages.evidence import Chip, Contrast, Measure, chips, contrasts, measures
from evaluations.pages.review_progress import measure_review_progress
from evaluations.pages.review_words import (
    Choice,
    Shortcut,
    confidences,
    module_words,
    note_categories,
    preferences,
    reasons,
    shortcuts,
)
from evaluations.presenting.blinding import (
    BlindedComparison,
    BlindedEvidence,
    BlindedProgress,
    BlindedSolution,
    BlindedView,
)
from evaluations.presenting.markdown import render_markdown
from evaluations.presenting.markup import pane_views
from evaluations.presenting.service import present_assignment, present_views
from evaluations.rating.queries import review_content, reviews_of
from reviewers.models import Reviewer
from reviewers.service import find_reviewer

NOBODY = "There is no such comparison for you."


@dataclass(frozen=True, kw_only=True)
class SidePart:
    """One side as the template shows it."""

    name: str
    label: str
    chips: tuple[Chip, ...]
    files: tuple[BlindedView, ...]
    evidence: BlindedEvidence | None
    measures: tuple[Measure, ...]
    contrast: Contrast | None


@dataclass(frozen=True, kw_only=True)
class ComparisonPart:
    """What the swappable part of the page needs."""

    comparison: BlindedComparison
    sides: tuple[SidePart, SidePart]
    progress: BlindedProgress
    state: str
    form: dict[str, Any]
    preferences: tuple[Choice, ...] = field(default_factory=preferences)
    confidences: tuple[Choice, ...] = field(default_factory=confidences)


@dataclass(frozen=True, kw_only=True)
class ReviewPage(ComparisonPart):
    """The whole page: the comparison, the guidelines, the words of its dialogs and modules."""

    guidelines_html: SafeString
    keys: tuple[Shortcut, ...] = field(default_factory=shortcuts)
    reasons: tuple[str, ...] = field(default_factory=reasons)
    note_categories: tuple[Choice, ...] = field(default_factory=note_categories)
    words: dict[str, str] = field(default_factory=module_words)


@signed_in
@require_POST
def rate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """To the next comparison of a campaign, or to the word that nothing is left."""
    campaign = Campaign.objects.rated_by(person(request)).filter(public_id=public_id).first()
    if campaign is None:
        raise NotFound("There is no such campaign for you.")
    reviewer = _reviewer(request)
    assignment = lease_next_assignment(campaign=campaign, reviewer=reviewer)
    if assignment is not None:
        return redirect("review", token=assignment.token)
    progress = measure_review_progress(campaign=campaign, reviewer_id=reviewer.pk)
    context = {"campaign": campaign, "progress": progress}
    return render(request, "evaluations/review_done.html", context)


@signed_in
@require_safe
@never_cache
@ensure_csrf_cookie
def review(request: HttpRequest, token: UUID) -> HttpResponse:
    """The page on one comparison. Reading it changes nothing; its script says when it is seen."""
    assignment = find_assignment(token=token, reviewer=_reviewer(request))
    page = ReviewPage(
        **_comparison_part(assignment),
        guidelines_html=mark_safe(render_markdown(assignment.campaign.guidelines)),  # noqa: S308
    )
    return render(request, "evaluations/review.html", {"page": page})


@signed_in
@require_safe
@never_cache
def fragment(request: HttpRequest, token: UUID) -> HttpResponse:
    """The comparison alone, to be put in place of another; with ``?view=`` one joint view of it."""
    assignment = find_assignment(token=token, reviewer=_reviewer(request))
    view = request.GET.get("view")
    if view is None:
        part = ComparisonPart(**_comparison_part(assignment))
        return render(request, "evaluations/review_comparison.html", {"page": part})
    difference = present_views(assignment=assignment)
    files = {"aligned": difference.aligned, "unified": difference.unified}.get(view)
    if files is None:
        raise NotFound("There is no such view: take aligned or unified.")
    return render(request, "evaluations/review_joint.html", {"files": files})


def _reviewer(request: HttpRequest) -> Reviewer:
    """Who is asking, as a rater; those who rate nowhere hear what they would hear of any token."""
    reviewer = find_reviewer(user=person(request))
    if reviewer is None:
        raise NotFound(NOBODY)
    return reviewer


def _comparison_part(assignment: Assignment) -> dict[str, Any]:
    comparison = present_assignment(assignment=assignment)
    found = contrasts(comparison.left, comparison.right)
    reviewer_id = assignment.reviewer_id or 0
    return {
        "comparison": comparison,
        "sides": (
            _side(comparison.left, _("Left"), found.get("left")),
            _side(comparison.right, _("Right"), found.get("right")),
        ),
        "progress": measure_review_progress(campaign=assignment.campaign, reviewer_id=reviewer_id),
        "state": assignment.state,
        "form": _form(assignment, comparison),
    }


def _side(solution: BlindedSolution, label: str, contrast: Contrast | None) -> SidePart:
    return SidePart(
        name=solution.side.value,
        label=label,
        chips=chips(solution),
        files=pane_views(solution),
        evidence=solution.evidence,
        measures=measures(solution),
        contrast=contrast,
    )


def _form(assignment: Assignment, comparison: BlindedComparison) -> dict[str, Any]:
    """The draft; or, when the comparison is reopened, what was submitted."""
    if assignment.state not in {AssignmentState.SUBMITTED, AssignmentState.LATE}:
        return comparison.draft
    if assignment.reviewer is None:
        return {}
    standing = reviews_of(reviewer=assignment.reviewer).filter(assignment=assignment).first()
    return review_content(standing) if standing else {}
