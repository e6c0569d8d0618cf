"""Problems, models, solutions, runs and comparisons: for admins and analysts, rows they may see.

What somebody still rates stays blinded here too: solutions, runs and comparisons of a campaign
are left out for its own panel until it is closed.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from evaluations.api.access import ReadsReports, caller
from evaluations.errors import Conflict
from evaluations.models import (
    Campaign,
    Comparison,
    LanguageModel,
    Problem,
    ProblemSet,
    RunOrigin,
    Solution,
    TestResult,
    TestRun,
    TestSuite,
)
from evaluations.reporting.exports.encoding import SARIF
from evaluations.reporting.exports.service import stream_findings
from evaluations.running.service import queue_run_again
from evaluations.tasks import enqueue, run_tests


class ProblemSetSerializer(serializers.ModelSerializer[ProblemSet]):
    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = ProblemSet
        fields = ["id", "name", "version", "description", "source", "licence", "created_at"]


class TestSuiteSerializer(serializers.ModelSerializer[TestSuite]):
    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = TestSuite
        fields = ["id", "name", "kind", "format", "setup", "code", "content_hash"]


class ProblemSerializer(serializers.ModelSerializer[Problem]):
    id = serializers.UUIDField(source="public_id", read_only=True)
    problem_set = serializers.UUIDField(source="problem_set.public_id", read_only=True)
    suites = TestSuiteSerializer(many=True, read_only=True)

    class Meta:
        model = Problem
        fields = [
            *("id", "problem_set", "key", "title", "language", "prompt", "entry_point", "tags"),
            *("reference_files", "starter_files", "content_hash", "suites"),
        ]


class LanguageModelSerializer(serializers.ModelSerializer[LanguageModel]):
    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = LanguageModel
        fields = [
            *("id", "provider", "name", "version", "parameters", "licence"),
            *("input_price", "output_price"),
        ]


class SolutionSerializer(serializers.ModelSerializer[Solution]):
    id = serializers.UUIDField(source="public_id", read_only=True)
    problem = serializers.UUIDField(source="problem.public_id", read_only=True)
    language_model = serializers.UUIDField(source="language_model.public_id", read_only=True)

    class Meta:
        model = Solution
        fields = [
            *("id", "problem", "language_model", "sample", "files", "content_hash", "latency_ms"),
            *("input_tokens", "output_tokens", "cost_usd", "created_at"),
        ]


class TestResultSerializer(serializers.ModelSerializer[TestResult]):
    class Meta:
        model = TestResult
        fields = [
            *("position", "name", "outcome", "input", "expected", "got", "message"),
            "duration_ms",
        ]


class TestRunSerializer(serializers.ModelSerializer[TestRun]):
    id = serializers.UUIDField(source="public_id", read_only=True)
    solution = serializers.UUIDField(source="solution.public_id", read_only=True)
    suite = serializers.UUIDField(source="suite.public_id", read_only=True, allow_null=True)
    copied_from = serializers.UUIDField(
        source="copied_from.public_id", read_only=True, allow_null=True
    )
    results = TestResultSerializer(many=True, read_only=True)

    class Meta:
        model = TestRun
        fields = [
            *("id", "solution", "suite", "origin", "imported_from", "attempt", "state", "verdict"),
            *("integrity", "message", "passed_cases", "total_cases", "exit_code", "signal"),
            *("limit_hit", "stdout", "stderr", "wall_ms", "cpu_ms", "peak_memory_bytes", "limits"),
            *("environment", "replicates", "measurements", "inputs_hash", "copied_from"),
            *("created_at", "started_at", "finished_at", "results"),
        ]


class QueuedSerializer(serializers.Serializer[dict[str, int]]):
    """How much work was queued; 0 where all of it is under way already."""

    queued = serializers.IntegerField(read_only=True)


class ComparisonSerializer(serializers.ModelSerializer[Comparison]):
    id = serializers.UUIDField(source="public_id", read_only=True)
    campaign = serializers.UUIDField(source="campaign.public_id", read_only=True)
    problem = serializers.UUIDField(source="problem.public_id", read_only=True)
    solution_a = serializers.UUIDField(source="solution_a.public_id", read_only=True)
    solution_b = serializers.UUIDField(source="solution_b.public_id", read_only=True)

    class Meta:
        model = Comparison
        fields = ["id", "campaign", "problem", "solution_a", "solution_b", "kind", "created_at"]


Row = TypeVar("Row", bound=Model)


class ReadOnly(ListModelMixin, RetrieveModelMixin, GenericViewSet[Row]):
    """A list and its rows, found by public id."""

    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    permission_classes = (IsAuthenticated, ReadsReports)


class ProblemSets(ReadOnly[ProblemSet]):
    """Versioned sets of problems."""

    serializer_class = ProblemSetSerializer
    queryset = ProblemSet.objects.order_by("pk")
    filterset_fields: ClassVar = ["name", "version"]


class Problems(ReadOnly[Problem]):
    """Programming tasks with their suites."""

    serializer_class = ProblemSerializer
    queryset = Problem.objects.select_related("problem_set").prefetch_related("suites")
    filterset_fields: ClassVar = {
        "problem_set__public_id": ["exact"],
        "key": ["exact"],
        "language": ["exact"],
    }


class LanguageModels(ReadOnly[LanguageModel]):
    """Systems under test."""

    serializer_class = LanguageModelSerializer
    queryset = LanguageModel.objects.order_by("pk")
    filterset_fields: ClassVar = ["provider", "name", "version"]


class Solutions(ReadOnly[Solution]):
    """Code by name of its model."""

    serializer_class = SolutionSerializer
    queryset = Solution.objects.none()
    filterset_fields: ClassVar = {
        "problem__public_id": ["exact"],
        "language_model__public_id": ["exact"],
        "sample": ["exact"],
    }

    def get_queryset(self) -> QuerySet[Solution]:
        named = Solution.objects.named_for(caller(self.request))
        return named.select_related("problem", "language_model").order_by("pk")

    @extend_schema(responses={(200, SARIF): OpenApiTypes.STR})
    def findings(self, request: Request, public_id: UUID) -> HttpResponse:
        """What every scanner says of a solution, as SARIF 2.1.0."""
        own = Solution.objects.filter(pk=self.get_object().pk)
        return HttpResponse(
            b"".join(stream_findings(solutions=own)),
            content_type=SARIF,
            headers={"Cache-Control": "private, no-store"},
        )


class TestRuns(ReadOnly[TestRun]):
    """Executions of suites, own and imported, with their cases."""

    __test__ = False  # pytest must not collect a view

    serializer_class = TestRunSerializer
    queryset = TestRun.objects.none()
    filterset_fields: ClassVar = {
        "solution__public_id": ["exact"],
        "origin": ["exact"],
        "state": ["exact"],
        "verdict": ["exact"],
    }

    def get_queryset(self) -> QuerySet[TestRun]:
        named = Solution.objects.named_for(caller(self.request))
        runs = TestRun.objects.filter(solution__in=named)
        related = runs.select_related("solution", "suite", "copied_from")
        return related.prefetch_related("results").order_by("pk")

    @extend_schema(request=None, responses={202: QueuedSerializer})
    @action(detail=True, methods=["post"])
    def again(self, request: Request, **_: Any) -> Response:
        """Queue a new attempt beside the latest one, unless one is under way."""
        run = self.get_object()
        if run.origin != RunOrigin.OWN:
            raise Conflict("An imported run cannot be run here: it names no suite.")
        with transaction.atomic():
            queued = queue_run_again(run=run)
            enqueue(run_tests, queued)
        return Response({"queued": len(queued)}, status=status.HTTP_202_ACCEPTED)


class Comparisons(ReadOnly[Comparison]):
    """Pairs of solutions, for admins and analysts who do not rate them."""

    serializer_class = ComparisonSerializer
    queryset = Comparison.objects.none()
    filterset_fields: ClassVar = {
        "campaign__public_id": ["exact"],
        "problem__public_id": ["exact"],
        "kind": ["exact"],
    }

    def get_queryset(self) -> QuerySet[Comparison]:
        blinding = Campaign.objects.blinding(caller(self.request))
        seen = Comparison.objects.exclude(campaign__in=blinding)
        related = seen.select_related("campaign", "problem", "solution_a", "solution_b")
        return related.defer("campaign__design").order_by("pk")
