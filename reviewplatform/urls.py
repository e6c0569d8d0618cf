"""Every address of the platform."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("reviewers.urls")),
    path("", include("evaluations.pages.urls")),
    path("api/v1/", include("evaluations.api.urls")),
]
