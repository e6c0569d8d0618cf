"""The schema and its page: each person sees the addresses their role may use."""

from __future__ import annotations

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """OpenAPI 3 of what the caller may use."""

    http_method_names = ("get", "head")


class Documentation(SpectacularSwaggerSplitView):
    """The schema to read and try; its script is a file of its own, as the page's policy wants."""

    http_method_names = ("get", "head")
    url_name = "api-schema"
