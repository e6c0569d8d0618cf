"""Campaigns: read by everybody they concern, planned and moved on by admins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from evaluations import flow
from evaluations.api.access import ReadsReports, caller
from evaluations.api.catalogue import QueuedSerializer
from evaluations.models import (
    Campaign,
    EvidencePolicy,
    LanguageModel,
    Problem,
    Rubric,
    Solution,
    Verdict,
)
from evaluations.planning.service import (
    Plan,
    close_campaign,
    create_campaign,
    pause_campaign,
    resume_campaign,
    reveal_campaign,
)
from evaluations.progress import measure_progress
from evaluations.running.replicates import MOST_REPLICATES
from evaluations.running.service import queue_again, solutions_of
from evaluations.tasks import enqueue, queue_campaign_checks, queue_evidence, run_tests
from reviewers.models import Reviewer


class CampaignSerializer(serializers.ModelSerializer[Campaign]):
    """What everybody in a campaign may know of it; nothing of its models."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Campaign
        fields = [
            *("id", "name", "description", "guidelines", "state", "overlap", "evidence_policy"),
            *("is_sample", "started_at", "closed_at", "revealed_at"),
        ]


class PlanSerializer(serializers.Serializer[Plan]):
    """A new campaign: everything by public id."""

    name = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=2000, default="", allow_blank=True)
    guidelines = serializers.CharField(max_length=20_000, default="", allow_blank=True)
    rubric = serializers.SlugRelatedField(slug_field="public_id", queryset=Rubric.objects.all())
    problems = serializers.SlugRelatedField(
        slug_field="public_id", queryset=Problem.objects.all(), many=True
    )
    language_models = serializers.SlugRelatedField(
        slug_field="public_id", queryset=LanguageModel.objects.all(), many=True
    )
    reviewers = serializers.SlugRelatedField(
        slug_field="public_id", queryset=Reviewer.objects.all(), many=True
    )
    overlap = serializers.IntegerField(min_value=1, max_value=20, default=2)
    pairs_per_problem = serializers.IntegerField(min_value=1, allow_null=True, default=None)
    evidence_policy = serializers.ChoiceField(
        choices=EvidencePolicy.choices, default=EvidencePolicy.FROM_START
    )
    lease_minutes = serializers.IntegerField(min_value=1, max_value=1440, default=30)


class AgainSerializer(serializers.Serializer[dict[str, Any]]):
    """Which runs to make again: those with these last verdicts, or all."""

    verdicts = serializers.ListField(
        child=serializers.ChoiceField(choices=Verdict.choices), allow_null=True, default=None
    )
    replicates = serializers.IntegerField(
        min_value=1, max_value=MOST_REPLICATES, allow_null=True, default=None
    )


class Campaigns(ListModelMixin, RetrieveModelMixin, GenericViewSet[Campaign]):
    """Studies: all for admins and analysts, one's own for reviewers."""

    serializer_class = CampaignSerializer
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    queryset = Campaign.objects.none()
    filterset_fields: ClassVar = ["state"]
    open_to_all: ClassVar = {"list", "retrieve", "progress"}

    def get_queryset(self) -> QuerySet[Campaign]:
        return Campaign.objects.visible_to(caller(self.request)).order_by("pk")

    def get_permissions(self) -> list[BasePermission]:
        own = IsAuthenticated() if self.action in self.open_to_all else ReadsReports()
        return [IsAuthenticated(), own]

    @extend_schema(request=PlanSerializer, responses={201: CampaignSerializer})
    def create(self, request: Request) -> Response:
        """Plan a campaign: a draft, whose problems' tests are checked until it starts."""
        plan = PlanSerializer(data=request.data)
        plan.is_valid(raise_exception=True)
        with transaction.atomic():
            created = create_campaign(plan=Plan(**plan.validated_data), created_by=caller(request))
            transaction.on_commit(lambda: queue_campaign_checks.delay(created.pk))
        return Response(CampaignSerializer(created).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: dict})
    @action(detail=True, methods=["get"])
    def progress(self, request: Request, **_: Any) -> Response:
        """Counts of runs, scans and reviews: never an outcome."""
        return Response(measure_progress(self.get_object()).as_record())

    @extend_schema(request=None, responses={200: CampaignSerializer})
    @action(detail=True, methods=["post"])
    def start(self, request: Request, **_: Any) -> Response:
        """Freeze the design, pair the solutions, open the slots; tests and scans are queued."""
        with transaction.atomic():
            started = flow.start(campaign=self.get_object())
            transaction.on_commit(lambda: queue_evidence.delay(started.pk))
        return Response(CampaignSerializer(started).data)

    @extend_schema(request=AgainSerializer, responses={202: QueuedSerializer})
    @action(detail=True, methods=["post"], url_path="run-again")
    def run_again(self, request: Request, **_: Any) -> Response:
        """Queue a new attempt beside each latest run, or those that ended in one of the verdicts.

        Solutions that the caller still rates are left out.
        """
        asked = AgainSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        solutions = solutions_of(self.get_object())
        named = Solution.objects.named_for(caller(request)).filter(pk__in=solutions.values("pk"))
        with transaction.atomic():
            queued = queue_again(solutions=named, **asked.validated_data)
            enqueue(run_tests, queued)
        return Response({"queued": len(queued)}, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses={200: CampaignSerializer})
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, **_: Any) -> Response:
        """Give out no more work."""
        return self._move(pause_campaign)

    @extend_schema(request=None, responses={200: CampaignSerializer})
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, **_: Any) -> Response:
        """Give out work again."""
        return self._move(resume_campaign)

    @extend_schema(request=None, responses={200: CampaignSerializer})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **_: Any) -> Response:
        """End rating."""
        return self._move(close_campaign)

    @extend_schema(request=None, responses={200: CampaignSerializer})
    @action(detail=True, methods=["post"])
    def reveal(self, request: Request, **_: Any) -> Response:
        """Show the panel which model wrote what."""
        return self._move(reveal_campaign)

    def _move(self, step: Callable[..., Campaign]) -> Response:
        return Response(CampaignSerializer(step(campaign=self.get_object())).data)
