"""Reports and exports. Both show outcomes: the reporting stage decides for whom."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from typing import Any, ClassVar
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.api.access import caller
from evaluations.errors import NotAllowed, NotFound
from evaluations.models import Campaign, Report
from evaluations.reporting.exports.encoding import FORMATS, MEDIA_TYPES, SARIF
from evaluations.reporting.exports.queries import TABLES
from evaluations.reporting.exports.service import name_file, stream_findings, stream_table
from evaluations.reporting.service import build_report, latest_report, rights_of
from evaluations.reporting.summary import without_charts
from evaluations.running.queries import solutions_of


class ReportSerializer(serializers.ModelSerializer[Report]):
    """A frozen report; ``content`` holds every number, without the drawn charts."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    campaign = serializers.UUIDField(source="campaign.public_id", read_only=True)
    content = serializers.SerializerMethodField()

    class Meta:
        model = Report
        fields: ClassVar = [
            *("id", "campaign", "inputs_hash", "design_hash", "versions", "seed", "created_at"),
            "content",
        ]

    def get_content(self, report: Report) -> dict[str, Any]:
        return without_charts(report.content)


def find_campaign(request: Request, public_id: UUID, *, to_take_away: bool) -> Campaign:
    """A campaign whose outcomes the caller may see, or take away.

    Raises:
        NotFound: there is none for the caller.
        NotAllowed: the caller still rates in it, or the role does not allow it.
    """
    user = caller(request)
    campaign = Campaign.objects.visible_to(user).filter(public_id=public_id).first()
    if campaign is None:
        raise NotFound("There is no such campaign for you.")
    rights = rights_of(user=user, campaign=campaign)
    if not (rights.takes_away if to_take_away else rights.sees):
        raise NotAllowed("Outcomes are closed to who still rates, and rows to reviewers.")
    return campaign


class CampaignReport(APIView):
    """The report of a campaign."""

    @extend_schema(responses=ReportSerializer)
    def get(self, request: Request, public_id: UUID) -> Response:
        """The latest frozen report."""
        campaign = find_campaign(request, public_id, to_take_away=False)
        report = latest_report(campaign=campaign)
        if report is None:
            raise NotFound("No report was built yet: POST here builds one.")
        return Response(ReportSerializer(report).data)

    @extend_schema(request=None, responses=ReportSerializer)
    def post(self, request: Request, public_id: UUID) -> Response:
        """Freeze what the rows say now; the same rows return the same report."""
        campaign = find_campaign(request, public_id, to_take_away=True)
        report = build_report(campaign=campaign, created_by=caller(request))
        return Response(ReportSerializer(report).data)


class CampaignExport(APIView):
    """Rows of a campaign as a file."""

    @extend_schema(
        parameters=[
            OpenApiParameter("table", str, OpenApiParameter.PATH, enum=list(TABLES)),
            OpenApiParameter("ending", str, OpenApiParameter.PATH, enum=list(FORMATS)),
        ],
        responses={(200, media_type): OpenApiTypes.STR for media_type in MEDIA_TYPES.values()},
    )
    def get(
        self, request: Request, public_id: UUID, table: str, ending: str
    ) -> StreamingHttpResponse:
        """Stream a table: ratings, reviews or scorecards."""
        campaign = find_campaign(request, public_id, to_take_away=True)
        chunks = stream_table(campaign=campaign, table=table, ending=ending)
        name = name_file(campaign=campaign, table=table, ending=ending)
        return _as_file(request, chunks, name, MEDIA_TYPES[ending])


class CampaignFindings(APIView):
    """What the scanners say of a campaign's solutions."""

    @extend_schema(responses={(200, SARIF): OpenApiTypes.STR})
    def get(self, request: Request, public_id: UUID) -> StreamingHttpResponse:
        """Stream all findings, imported ones too, as one SARIF 2.1.0 log."""
        campaign = find_campaign(request, public_id, to_take_away=True)
        chunks = stream_findings(solutions=solutions_of(campaign))
        name = name_file(campaign=campaign, table="findings", ending="sarif")
        return _as_file(request, chunks, name, SARIF)


def _as_file(
    request: Request, chunks: Generator[bytes], name: str, content_type: str
) -> StreamingHttpResponse:
    is_async = isinstance(request._request, ASGIRequest)
    return StreamingHttpResponse(
        pull(chunks) if is_async else chunks,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


async def pull(chunks: Generator[bytes]) -> AsyncIterator[bytes]:
    """The chunks one at a time: Django would collect a plain iterator before it sends anything."""
    try:
        while (chunk := await sync_to_async(lambda: next(chunks, None))()) is not None:
            yield chunk
    finally:
        # Also when the browser goes away half way: the server's cursor must not stay open.
        await sync_to_async(chunks.close)()
