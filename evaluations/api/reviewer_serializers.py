"""What a reviewer sends, checked field by field; and what a reviewer gets, written out by hand.

Answers are built from :class:`BlindedComparison` and from the reviewer's own rows alone, without
the bulk of highlighted HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from rest_framework import serializers

from evaluations.errors import InvalidInput
from evaluations.models import Assignment
from evaluations.presenting.blinding import (
    BlindedComparison,
    BlindedEvidence,
    BlindedSolution,
)
from evaluations.rating.rules import LineNote, Submission

Body = TypeVar("Body", bound=serializers.Serializer[Any])


def checked(serializer: type[Body], data: object) -> dict[str, Any]:
    """The body of a request with every field in its type.

    Raises:
        InvalidInput: some field is missing or of another type; the details name each.
    """
    body = serializer(data=data)
    if not body.is_valid():
        raise InvalidInput("The request has faults.", details=body.errors)
    return dict(body.validated_data)


class NextBody(serializers.Serializer[Any]):
    """``content`` false leaves all but the token out of the answer."""

    prefetch = serializers.BooleanField(default=False)
    content = serializers.BooleanField(default=True)


class GiveBackBody(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)
    decline = serializers.BooleanField(default=False)


class LineNoteBody(serializers.Serializer[Any]):
    side = serializers.CharField()
    path = serializers.CharField(max_length=400)
    first_line = serializers.IntegerField()
    last_line = serializers.IntegerField()
    category = serializers.CharField()
    text = serializers.CharField(trim_whitespace=False)


class SubmissionBody(serializers.Serializer[Any]):
    """The form of a review. Which points and words are allowed is the rules' to say."""

    idempotency_key = serializers.UUIDField()
    preference = serializers.CharField()
    ratings = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))
    confidence = serializers.IntegerField(allow_null=True, default=None)
    comment = serializers.CharField(allow_blank=True, trim_whitespace=False, default="")
    active_seconds = serializers.IntegerField(default=0)
    evidence_opened = serializers.BooleanField(default=False)
    line_comments = LineNoteBody(many=True, default=())


class Held(serializers.Serializer[Any]):
    """Where an assignment stands, for its own reviewer."""

    token = serializers.UUIDField()
    campaign = serializers.UUIDField()
    state = serializers.CharField()
    leased_at = serializers.DateTimeField(allow_null=True)
    lease_expires_at = serializers.DateTimeField(allow_null=True)
    shown_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class Stored(serializers.Serializer[Any]):
    """A review as it was stored."""

    token = serializers.UUIDField()
    revision = serializers.IntegerField()
    late = serializers.BooleanField()
    submitted_at = serializers.DateTimeField()


def submission_from(body: Mapping[str, Any]) -> Submission:
    """A checked body as the frozen value the service takes."""
    notes = tuple(LineNote(**note) for note in body["line_comments"])
    return Submission(**{**body, "line_comments": notes})


def assignment_json(assignment: Assignment) -> dict[str, Any]:
    """One of the reviewer's own rows. Expects ``campaign`` to be loaded."""
    return {
        "token": assignment.token,
        "campaign": assignment.campaign.public_id,
        "state": assignment.state,
        "leased_at": assignment.leased_at,
        "lease_expires_at": assignment.lease_expires_at,
        "shown_at": assignment.shown_at,
        "finished_at": assignment.finished_at,
        "reason": assignment.reason,
    }


def comparison_json(comparison: BlindedComparison) -> dict[str, Any]:
    """All that a reviewer sees of one comparison, as text."""
    return {
        "token": comparison.token,
        "campaign": comparison.campaign_id,
        "campaign_name": comparison.campaign_name,
        "is_sample": comparison.is_sample,
        "problem": asdict(comparison.problem),
        "left": _solution_json(comparison.left),
        "right": _solution_json(comparison.right),
        "criteria": [asdict(criterion) for criterion in comparison.criteria],
        "evidence_policy": comparison.evidence_policy,
        "draft": comparison.draft,
    }


def _solution_json(solution: BlindedSolution) -> dict[str, Any]:
    return {
        "files": [
            {"path": file.path, "text": file.text, "notice": file.notice} for file in solution.files
        ],
        "evidence": _evidence_json(solution.evidence) if solution.evidence else None,
    }


def _evidence_json(evidence: BlindedEvidence) -> dict[str, Any]:
    """As ``asdict`` would give it, which copies each text first and takes ten times as long."""
    return {
        "suites": [
            {**vars(suite), "cases": [vars(case) for case in suite.cases]}
            for suite in evidence.suites
        ],
        "findings": [vars(finding) for finding in evidence.findings],
        "metrics": [vars(metric) for metric in evidence.metrics],
        "notes": evidence.notes,
    }
