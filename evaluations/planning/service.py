"""A campaign's life: planned, started (its design frozen), paused, closed, revealed."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now

from evaluations.errors import Conflict, InvalidInput
from evaluations.events import CampaignChanged, send_on_commit
from evaluations.models import (
    Anchor,
    Campaign,
    CampaignReviewer,
    CampaignState,
    Criterion,
    EvidencePolicy,
    LanguageModel,
    Problem,
    Rubric,
    Solution,
)
from evaluations.planning.design import Design, FrozenCriterion, FrozenProblem
from evaluations.planning.queries import find_unchecked
from evaluations.planning.rubrics import DEFAULT_NAME, DEFAULT_SCALES
from reviewers.models import Reviewer, User

LARGEST_OVERLAP = 20


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an admin chooses. Empty collections are allowed in a draft, not at the start."""

    name: str
    description: str = ""
    guidelines: str = ""
    rubric: Rubric
    problems: Collection[Problem] = ()
    language_models: Collection[LanguageModel] = ()
    reviewers: Collection[Reviewer] = ()
    pairs_per_problem: int | None = None
    overlap: int = 2
    evidence_policy: str = EvidencePolicy.FROM_START
    lease_minutes: int = 30
    is_sample: bool = False


@transaction.atomic
def create_campaign(*, plan: Plan, created_by: User | None) -> Campaign:
    """A new draft.

    Raises:
        InvalidInput: a field is out of its bounds, or the name is taken.
    """
    _check_plan(plan, other_than=None)
    campaign = Campaign(seed=secrets.randbits(48), created_by=created_by, name=plan.name)
    _write_plan(campaign, plan)
    return campaign


@transaction.atomic
def change_campaign(*, campaign: Campaign, plan: Plan) -> Campaign:
    """Change a draft; reviewers may be changed until the campaign is closed.

    Raises:
        Conflict: the campaign has started, its design is frozen.
        InvalidInput: a field is out of its bounds, or the name is taken.
    """
    campaign = _lock(campaign)
    if campaign.state != CampaignState.DRAFT:
        raise Conflict("The campaign has started: its design is frozen.")
    _check_plan(plan, other_than=campaign)
    _write_plan(campaign, plan)
    return campaign


def _check_plan(plan: Plan, *, other_than: Campaign | None) -> None:
    faults: dict[str, str] = {}
    if not plan.name.strip():
        faults["name"] = "give it a name"
    taken = Campaign.objects.filter(name=plan.name)
    if other_than is not None:
        taken = taken.exclude(pk=other_than.pk)
    if taken.exists():
        faults["name"] = "another campaign has this name"
    if not 1 <= plan.overlap <= LARGEST_OVERLAP:
        faults["overlap"] = f"1 to {LARGEST_OVERLAP} reviews for each comparison"
    if plan.pairs_per_problem is not None and plan.pairs_per_problem < 1:
        faults["pairs_per_problem"] = "at least one pair, or empty for all"
    if not 1 <= plan.lease_minutes <= 1440:
        faults["lease_minutes"] = "1 to 1440 minutes"
    if faults:
        raise InvalidInput("The campaign cannot be saved.", details=faults)


def _write_plan(campaign: Campaign, plan: Plan) -> None:
    campaign.name = plan.name
    campaign.description = plan.description
    campaign.guidelines = plan.guidelines
    campaign.rubric = plan.rubric
    campaign.pairs_per_problem = plan.pairs_per_problem
    campaign.overlap = plan.overlap
    campaign.evidence_policy = plan.evidence_policy
    campaign.lease_minutes = plan.lease_minutes
    campaign.is_sample = plan.is_sample
    campaign.save()
    campaign.problems.set(plan.problems)
    campaign.language_models.set(plan.language_models)
    invite_reviewers(campaign=campaign, reviewers=plan.reviewers)


@transaction.atomic
def invite_reviewers(*, campaign: Campaign, reviewers: Collection[Reviewer]) -> None:
    """Make exactly these people the panel; those who leave keep what they have submitted.

    Raises:
        Conflict: the campaign is over.
    """
    if campaign.is_over:
        raise Conflict("The campaign is over.")
    chosen = {one.pk for one in reviewers}
    memberships = CampaignReviewer.objects.filter(campaign=campaign)
    memberships.exclude(reviewer__in=chosen).update(active=False)
    memberships.filter(reviewer__in=chosen).update(active=True)
    CampaignReviewer.objects.bulk_create(
        (
            CampaignReviewer(
                campaign=campaign, reviewer_id=reviewer, order_seed=secrets.randbits(48)
            )
            for reviewer in sorted(chosen)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def start_campaign(*, campaign: Campaign) -> Campaign:
    """Freeze the design and open the campaign for reviews.

    Raises:
        Conflict: it is no draft.
        InvalidInput: something is missing; every gap is in the details.
    """
    campaign = _lock(campaign)
    if campaign.state != CampaignState.DRAFT:
        raise Conflict("Only a draft can be started.")
    _check_complete(campaign)
    design = freeze_design(campaign)
    campaign.design = design.as_record()
    campaign.design_hash = design.hash()
    return _move(campaign, CampaignState.RUNNING, "started_at")


def _check_complete(campaign: Campaign) -> None:
    faults: dict[str, str] = {}
    if not campaign.problems.exists():
        faults["problems"] = "choose at least one problem"
    if campaign.language_models.count() < 2:
        faults["language_models"] = "choose at least two models"
    if not campaign.rubric.criteria.exists():
        faults["rubric"] = "the rubric has no criterion"
    panel = campaign.memberships.filter(active=True).count()
    if panel < campaign.overlap:
        faults["reviewers"] = (
            f"{campaign.overlap} reviews a comparison need as many reviewers; {panel} invited"
        )
    if not campaign.is_sample and (unchecked := find_unchecked(campaign)):
        faults["checks"] = unchecked
    if faults:
        raise InvalidInput("The campaign cannot start yet.", details=faults)


def freeze_design(campaign: Campaign) -> Design:
    """The design as it stands now, in a fixed order."""
    models = campaign.language_models.order_by("provider", "name", "version")
    return Design(
        name=campaign.name,
        problems=_frozen_problems(campaign),
        models=tuple(f"{one.provider}/{one.name}/{one.version}" for one in models),
        solutions=_frozen_solutions(campaign),
        rubric=str(campaign.rubric),
        criteria=_frozen_criteria(campaign.rubric),
        guidelines=campaign.guidelines,
        overlap=campaign.overlap,
        pairs_per_problem=campaign.pairs_per_problem,
        evidence_policy=campaign.evidence_policy,
        lease_minutes=campaign.lease_minutes,
        seed=campaign.seed,
    )


def _frozen_problems(campaign: Campaign) -> tuple[FrozenProblem, ...]:
    problems = campaign.problems.select_related("problem_set").prefetch_related("suites")
    return tuple(
        FrozenProblem(
            problem_set=str(problem.problem_set),
            key=problem.key,
            content_hash=problem.content_hash,
            suites={suite.name: suite.content_hash for suite in problem.suites.all()},
        )
        for problem in problems.order_by("problem_set_id", "position", "id")
    )


def _frozen_solutions(campaign: Campaign) -> dict[str, str]:
    rows = Solution.objects.filter(
        problem__campaigns=campaign, language_model__campaigns=campaign
    ).order_by("pk")
    hashes = rows.values_list("public_id", "content_hash")
    return {str(public_id): content_hash for public_id, content_hash in hashes}


def _frozen_criteria(rubric: Rubric) -> tuple[FrozenCriterion, ...]:
    criteria = Criterion.objects.filter(rubric=rubric).prefetch_related("anchors")
    return tuple(
        FrozenCriterion(
            key=one.key,
            name=one.name,
            points=one.points,
            anchors={str(anchor.point): anchor.words for anchor in one.anchors.all()},
        )
        for one in criteria
    )


@transaction.atomic
def pause_campaign(*, campaign: Campaign) -> Campaign:
    """Give out no more work; what is on somebody's screen may still be submitted."""
    return _change_state(campaign, {CampaignState.RUNNING}, CampaignState.PAUSED)


@transaction.atomic
def resume_campaign(*, campaign: Campaign) -> Campaign:
    """Give out work again."""
    return _change_state(campaign, {CampaignState.PAUSED}, CampaignState.RUNNING)


@transaction.atomic
def close_campaign(*, campaign: Campaign) -> Campaign:
    """End rating; later reviews are stored and marked late."""
    open_states = {CampaignState.RUNNING, CampaignState.PAUSED}
    return _change_state(campaign, open_states, CampaignState.CLOSED, "closed_at")


@transaction.atomic
def reveal_campaign(*, campaign: Campaign) -> Campaign:
    """Show the panel which model wrote what; no review is taken after that."""
    return _change_state(campaign, {CampaignState.CLOSED}, CampaignState.REVEALED, "revealed_at")


def _change_state(
    campaign: Campaign, allowed: set[CampaignState], target: CampaignState, stamp: str = ""
) -> Campaign:
    campaign = _lock(campaign)
    if campaign.state not in allowed:
        raise Conflict(
            f"A campaign that is {campaign.get_state_display().lower()} "
            f"cannot become {target.label.lower()}."
        )
    return _move(campaign, target, stamp)


def _move(campaign: Campaign, target: CampaignState, stamp: str) -> Campaign:
    campaign.state = target
    if stamp:
        setattr(campaign, stamp, Now())
    campaign.save()
    campaign.refresh_from_db()
    send_on_commit(CampaignChanged(campaign_id=campaign.public_id, topic="campaign"))
    return campaign


def _lock(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)


@transaction.atomic
def ship_default_rubric() -> Rubric:
    """The rubric that every installation starts with; one that is there already stays as it is."""
    rubric, made = Rubric.objects.get_or_create(name=DEFAULT_NAME, version=1)
    if not made:
        return rubric
    for position, scale in enumerate(DEFAULT_SCALES):
        criterion = Criterion.objects.create(
            rubric=rubric,
            key=scale.key,
            name=scale.name,
            question=scale.question,
            position=position,
            points=len(scale.anchors),
        )
        Anchor.objects.bulk_create(
            Anchor(criterion=criterion, point=point, words=words)
            for point, words in enumerate(scale.anchors, start=1)
        )
    return rubric
