"""The one place where an error becomes a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from evaluations.errors import EvaluationError


class EvaluationErrorMiddleware(MiddlewareMixin):
    """Turns an :class:`EvaluationError` of a page into a page that says what to do."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, EvaluationError):
            return None
        return render_error(request, error)


def render_error(request: HttpRequest, error: EvaluationError) -> HttpResponse:
    """An error as a page; the same for everybody, whatever the thing they asked for."""
    return render(request, "evaluations/error.html", {"error": error}, status=error.http_status)
