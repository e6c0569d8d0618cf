"""The schema and its page: each person sees the addresses their role may use."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """OpenAPI 3 of what the caller may use."""

    http_method_names = ("get", "head")


class Documentation(SpectacularSwaggerSplitView):
    """The schema to read and try; its script is a file of its own, as the page's policy wants."""

    http_method_names = ("get", "head")
    url_name = "api-schema"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names our tokens; registered by being imported."""

    target_class = "reviewers.authentication.PersonTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token …"}
