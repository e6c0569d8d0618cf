"""The one place where an error becomes a JSON answer."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from evaluations.errors import EvaluationError


def handle_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """``{"code", "message", "details"}`` for our errors; DRF's own for the rest."""
    if isinstance(error, EvaluationError):
        body = {"code": error.code, "message": error.message, "details": error.details}
        return Response(body, status=error.http_status)
    return exception_handler(error, context)
