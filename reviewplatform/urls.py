"""Every address of the platform."""

from __future__ import annotations

from django.urls import include, path

from reviewplatform import pages

urlpatterns = [
    path("health/", pages.health, name="health"),
    path("", include("reviewers.urls")),
    path("", include("evaluations.pages.urls")),
    path("api/v1/", include("evaluations.api.urls")),
]
