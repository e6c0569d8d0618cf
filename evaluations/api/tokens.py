"""Tokens for programs: made with a name and password or a session, shown once, stored hashed."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from knox.views import LoginView, LogoutView
from rest_framework import serializers
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework.permissions import IsAuthenticated


class Token(serializers.Serializer[Any]):
    """A new token; it is never shown again."""

    expiry = serializers.DateTimeField(allow_null=True)
    token = serializers.CharField()


@extend_schema(request=None, responses=Token)
class NewToken(LoginView):  # type: ignore[misc]  # knox has no types
    """Make a token, with basic authentication or in a signed-in browser."""

    authentication_classes = (BasicAuthentication, SessionAuthentication)
    permission_classes = (IsAuthenticated,)


@extend_schema(request=None, responses={204: None})
class CurrentToken(LogoutView):  # type: ignore[misc]  # knox has no types
    """Revoke the token that this request carries."""
