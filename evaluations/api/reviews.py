"""Submitting a review, changing it, reading one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.api.pagination import Page
from evaluations.api.people import reviewer_of
from evaluations.api.reviewer_serializers import (
    Stored,
    SubmissionBody,
    checked,
    submission_from,
)
from evaluations.models import Review
from evaluations.rating.queries import review_content, reviews_of
from evaluations.rating.service import Submitted, revise_review, submit_review


class AssignmentReview(APIView):
    """POST stores the review once: the same key again finds it. PUT stores a revision of it."""

    @extend_schema(request=SubmissionBody, responses={201: Stored, 200: Stored})
    def post(self, request: Request, token: UUID) -> Response:
        submission = submission_from(checked(SubmissionBody, request.data))
        return _answer(
            submit_review(token=token, reviewer=reviewer_of(request), submission=submission), token
        )

    @extend_schema(request=SubmissionBody, responses={201: Stored, 200: Stored})
    def put(self, request: Request, token: UUID) -> Response:
        submission = submission_from(checked(SubmissionBody, request.data))
        return _answer(
            revise_review(token=token, reviewer=reviewer_of(request), submission=submission), token
        )


class MyReviews(APIView):
    """The reviewer's own reviews as they stand, the latest first."""

    @extend_schema(responses={200: OpenApiResponse(description="a page of reviews, by side")})
    def get(self, request: Request) -> Response:
        page = Page()
        mine = reviews_of(reviewer=reviewer_of(request))
        rows = page.paginate_queryset(mine, request, view=self) or []
        return page.get_paginated_response([_review_json(row) for row in rows])


def _answer(submitted: Submitted, token: UUID) -> Response:
    code = status.HTTP_201_CREATED if submitted.created else status.HTTP_200_OK
    return Response(_stored_json(submitted.review, token), status=code)


def _stored_json(review: Review, token: UUID) -> dict[str, Any]:
    return {
        "token": token,
        "revision": review.revision,
        "late": review.late,
        "submitted_at": review.submitted_at,
    }


def _review_json(review: Review) -> dict[str, Any]:
    return {
        **_stored_json(review, review.assignment.token),
        "campaign": review.assignment.campaign.public_id,
        **review_content(review),
    }
