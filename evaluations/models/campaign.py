"""One study, its design and the people in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evaluations.models.base import PublicModel, known
from reviewers.models import User


class CampaignState(models.TextChoices):
    DRAFT = "draft", "Draft"
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    CLOSED = "closed", "Closed"
    REVEALED = "revealed", "Revealed"


class EvidencePolicy(models.TextChoices):
    """When a reviewer sees tests and findings."""

    NEVER = "never", "Never"
    AFTER_FIRST_VERDICT = "after_first_verdict", "After a first blind verdict"
    FROM_START = "from_start", "From the start"


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Who sees which campaigns: the one place that decides it.

    The frozen design stays in the database until it is asked for: it may be megabytes.
    """

    def visible_to(self, user: User) -> CampaignQuerySet:
        """All for admins and analysts; for others those they rate in."""
        return self.defer("design") if user.reads_reports else self.rated_by(user)

    def rated_by(self, user: User) -> CampaignQuerySet:
        """Campaigns with this person in the panel, drafts left out."""
        started = self.exclude(state=CampaignState.DRAFT).defer("design")
        return started.filter(memberships__reviewer__user=user, memberships__active=True)

    def blinding(self, user: User) -> CampaignQuerySet:
        """Campaigns whose names and outcomes this person must not see: they still rate in them."""
        open_states = [CampaignState.RUNNING, CampaignState.PAUSED]
        return self.rated_by(user).filter(state__in=open_states)


class Campaign(PublicModel):
    """Problems x models x rubric x blinding, evidence and pairing policy.

    ``design`` and ``design_hash`` are filled when it starts and never change afterwards.
    Without ``pairs_per_problem`` every pair of models is compared on every problem.
    ``lease_minutes`` is how long a reviewer holds a comparison without a sign of life.
    """

    name = models.CharField(max_length=120, unique=True)
    description = models.TextField(blank=True)
    guidelines = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=CampaignState, default=CampaignState.DRAFT)
    rubric = models.ForeignKey(
        "evaluations.Rubric", on_delete=models.PROTECT, related_name="campaigns"
    )
    problems = models.ManyToManyField("evaluations.Problem", related_name="campaigns", blank=True)
    language_models = models.ManyToManyField(
        "evaluations.LanguageModel", related_name="campaigns", blank=True
    )
    pairs_per_problem = models.PositiveSmallIntegerField(null=True, blank=True)
    overlap = models.PositiveSmallIntegerField(default=2)
    evidence_policy = models.CharField(
        max_length=20, choices=EvidencePolicy, default=EvidencePolicy.FROM_START
    )
    lease_minutes = models.PositiveSmallIntegerField(default=30)
    seed = models.BigIntegerField(default=0)
    design = models.JSONField(default=dict, blank=True)
    design_hash = models.CharField(max_length=64, blank=True)
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns_created",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="campaign_state_is_known", condition=known("state", CampaignState)
            ),
            models.CheckConstraint(
                name="campaign_evidence_policy_is_known",
                condition=known("evidence_policy", EvidencePolicy),
            ),
            models.CheckConstraint(
                name="campaign_overlap_between_1_and_20",
                condition=models.Q(overlap__gte=1, overlap__lte=20),
            ),
            models.CheckConstraint(
                name="campaign_compares_at_least_one_pair",
                condition=models.Q(pairs_per_problem__isnull=True)
                | models.Q(pairs_per_problem__gte=1),
            ),
            models.CheckConstraint(
                name="campaign_lease_between_1_minute_and_1_day",
                condition=models.Q(lease_minutes__gte=1, lease_minutes__lte=1440),
            ),
            models.CheckConstraint(
                name="campaign_draft_has_no_start",
                condition=models.Q(
                    state=CampaignState.DRAFT, started_at__isnull=True, design_hash=""
                )
                | (
                    ~models.Q(state=CampaignState.DRAFT)
                    & models.Q(started_at__isnull=False)
                    & ~models.Q(design_hash="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def takes_reviews(self) -> bool:
        return self.state == CampaignState.RUNNING

    @property
    def is_over(self) -> bool:
        return self.state in {CampaignState.CLOSED, CampaignState.REVEALED}


class CampaignReviewer(models.Model):
    """A reviewer's membership. ``order_seed`` shuffles the comparisons for this person alone."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="memberships")
    reviewer = models.ForeignKey(
        "reviewers.Reviewer", on_delete=models.PROTECT, related_name="memberships"
    )
    order_seed = models.BigIntegerField(default=0)
    active = models.BooleanField(default=True)
    invited_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "reviewer"], name="campaign_reviewer_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} in {self.campaign_id}"
