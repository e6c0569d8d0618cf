"""Permissions of the API by role; rows are scoped by the models' own querysets."""

from __future__ import annotations

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from evaluations.errors import NotAllowed
from reviewers.models import User


def caller(request: Request) -> User:
    """Who calls; permissions have made sure that somebody does."""
    if not isinstance(request.user, User):
        raise NotAllowed("Sign in first.")
    return request.user


class ReadsReports(BasePermission):
    """Admins and analysts may read; admins may write."""

    message = "Your role does not allow this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = caller(request)
        return user.is_admin or (user.reads_reports and request.method in SAFE_METHODS)
