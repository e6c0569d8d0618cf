"""What lies on a reviewer's desk: the next comparison, leases, drafts, giving back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.api.pagination import Page
from evaluations.api.people import campaign_rated_by, reviewer_of
from evaluations.api.reviewer_serializers import (
    GiveBackBody,
    Held,
    NextBody,
    assignment_json,
    checked,
    comparison_json,
)
from evaluations.assigning.service import (
    lease_next_assignment,
    release_assignment,
    renew_lease,
    save_draft,
    show_assignment,
)
from evaluations.errors import InvalidInput
from evaluations.models import Assignment
from evaluations.presenting.service import present_assignment


class NextAssignment(APIView):
    """Leases the comparison to rate next, or says that nothing is left."""

    @extend_schema(
        request=NextBody,
        responses={
            200: OpenApiResponse(description="the comparison, blinded, as text"),
            204: OpenApiResponse(description="nothing is left for this reviewer"),
        },
    )
    def post(self, request: Request, campaign_id: UUID) -> Response:
        body = checked(NextBody, request.data)
        campaign = campaign_rated_by(request, campaign_id)
        assignment = lease_next_assignment(
            campaign=campaign, reviewer=reviewer_of(request), prefetch=body["prefetch"]
        )
        if assignment is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        if not body["content"]:
            return Response({"token": assignment.token})
        return Response(comparison_json(present_assignment(assignment=assignment)))


class MyAssignments(APIView):
    """The reviewer's own assignments, the latest first."""

    @extend_schema(responses=Held(many=True))
    def get(self, request: Request) -> Response:
        mine = (
            Assignment.objects.filter(reviewer=reviewer_of(request))
            .select_related("campaign")
            .defer("draft", "campaign__design")
            .order_by("-leased_at", "-pk")
        )
        page = Page()
        rows = page.paginate_queryset(mine, request, view=self) or []
        return page.get_paginated_response([assignment_json(row) for row in rows])


class Shown(APIView):
    """The comparison is on the screen: its lease starts now."""

    @extend_schema(request=None, responses=Held)
    def post(self, request: Request, token: UUID) -> Response:
        return Response(
            assignment_json(show_assignment(token=token, reviewer=reviewer_of(request)))
        )


class Heartbeat(APIView):
    """A sign of life that renews the lease."""

    @extend_schema(request=None, responses=Held)
    def post(self, request: Request, token: UUID) -> Response:
        return Response(assignment_json(renew_lease(token=token, reviewer=reviewer_of(request))))


class Skip(APIView):
    """Gives a comparison back, for now or (``decline``) for good."""

    @extend_schema(request=GiveBackBody, responses={204: None})
    def post(self, request: Request, token: UUID) -> Response:
        body = checked(GiveBackBody, request.data)
        release_assignment(token=token, reviewer=reviewer_of(request), **body)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Draft(APIView):
    """Keeps what the reviewer has typed so far; its shape is the page's own affair."""

    @extend_schema(request=dict[str, Any], responses={204: None})
    def put(self, request: Request, token: UUID) -> Response:
        if not isinstance(request.data, dict):
            raise InvalidInput("A draft is a JSON object.")
        save_draft(token=token, reviewer=reviewer_of(request), draft=request.data)
        return Response(status=status.HTTP_204_NO_CONTENT)
