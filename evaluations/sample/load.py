"""The sample campaign through the real pipeline: import, plan, pair, assign, review.

Its runs, scans and report follow in the background; the caller queues them.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from evaluations.assigning.service import lease_comparison
from evaluations.flow import start
from evaluations.importing.reading import IncomingFile
from evaluations.importing.service import find_problem_set, import_problems, import_solutions
from evaluations.models import Campaign, Comparison, LanguageModel
from evaluations.planning.service import Plan, create_campaign, ship_default_rubric
from evaluations.rating.rules import Submission
from evaluations.rating.service import submit_review
from evaluations.sample.content_files import (
    SampleCampaign,
    SampleReview,
    SampleReviewer,
    Verdict,
    load_campaign,
    load_reviews,
    problems_path,
    solutions_path,
)
from reviewers.models import Reviewer
from reviewers.service import create_reviewer, create_user

SET_NAME = "Everyday Python"
GUEST = "reviewer"
"""User name of the person the demo signs in: in the panel, with work left to do."""


@transaction.atomic
def load_sample_campaign() -> tuple[Campaign, bool]:
    """The sample campaign, and whether it was made now. All of it is there, or nothing."""
    design = load_campaign()
    existing = Campaign.objects.filter(name=design.name).first()
    if existing is not None:
        return existing, False
    import_problems(file=IncomingFile(path=problems_path()), set_name=SET_NAME)
    problem_set = find_problem_set(name=SET_NAME)
    import_solutions(file=IncomingFile(path=solutions_path()), problem_set=problem_set)
    panel = {person.key: _make_reviewer(person) for person in design.panel}
    campaign = start(campaign=_plan(design, [*panel.values(), _make_guest()]))
    _give_reviews(campaign, panel, load_reviews())
    return campaign, True


def _plan(design: SampleCampaign, panel: Sequence[Reviewer]) -> Campaign:
    problem_set = find_problem_set(name=SET_NAME)
    models = LanguageModel.objects.filter(solutions__problem__problem_set=problem_set).distinct()
    plan = Plan(
        name=design.name,
        description="Written by us to show the platform: problems, models and reviews are made up.",
        guidelines=design.guidelines,
        rubric=ship_default_rubric(),
        problems=list(problem_set.problems.all()),
        language_models=list(models),
        reviewers=panel,
        overlap=design.overlap,
        evidence_policy=design.evidence_policy,
        is_sample=True,
    )
    return create_campaign(plan=plan, created_by=None)


def _make_reviewer(person: SampleReviewer) -> Reviewer:
    user = create_user(username=f"sample-{person.key}", display_name=f"{person.name} (sample)")
    return create_reviewer(
        user=user,
        pseudonym=f"{person.pseudonym} (sample)",
        languages=person.languages,
        experience_years=person.experience_years,
    )


def _make_guest() -> Reviewer:
    user = create_user(username=GUEST, display_name="Guest reviewer")
    return create_reviewer(user=user, pseudonym="Guest", languages=["python"])


def _give_reviews(
    campaign: Campaign, panel: Mapping[str, Reviewer], reviews: Sequence[SampleReview]
) -> None:
    comparisons = _comparisons(campaign)
    for review in reviews:
        key = (review.problem, frozenset({review.preferred, review.over}))
        comparison = comparisons[key]
        reviewer = panel[review.reviewer]
        assignment = lease_comparison(comparison=comparison, reviewer=reviewer)
        first, second = comparison.solution_a, comparison.solution_b
        left, right = (second, first) if assignment.swapped else (first, second)
        submission = _submission(review, left.language_model.name, right.language_model.name)
        submit_review(token=assignment.token, reviewer=reviewer, submission=submission)


def _comparisons(campaign: Campaign) -> dict[tuple[str, frozenset[str]], Comparison]:
    rows = Comparison.objects.filter(campaign=campaign).select_related(
        "problem", "solution_a__language_model", "solution_b__language_model"
    )
    return {
        (
            row.problem.key,
            frozenset({row.solution_a.language_model.name, row.solution_b.language_model.name}),
        ): row
        for row in rows
    }


def _submission(review: SampleReview, left: str, right: str) -> Submission:
    criteria = review.ratings[left].keys()
    return Submission(
        idempotency_key=uuid.uuid4(),
        preference=_preference(review, left),
        ratings={
            key: {"left": review.ratings[left][key], "right": review.ratings[right][key]}
            for key in criteria
        },
        confidence=review.confidence,
        comment=review.comment,
        active_seconds=review.active_seconds,
    )


def _preference(review: SampleReview, left: str) -> str:
    if review.strength == Verdict.BOTH_GOOD:
        return "tie_good"
    if review.strength == Verdict.BOTH_BAD:
        return "both_bad"
    side = "left" if review.preferred == left else "right"
    return f"{side}_{'much_better' if review.strength == Verdict.MUCH else 'better'}"
