"""Tokens for programs: made from a name and password or a session, shown once, stored hashed."""

from __future__ import annotations

from typing import ClassVar

from knox.views import LoginView
from rest_framework.authentication import BasicAuthentication, SessionAuthentication


class NewToken(LoginView):  # type: ignore[misc]  # knox has no types
    """``POST`` with a name and password or a session; answers ``{"expiry", "token"}``."""

    authentication_classes: ClassVar = [BasicAuthentication, SessionAuthentication]
