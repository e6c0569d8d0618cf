"""Addresses of the API."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from evaluations.api import (
    assignments,
    campaigns,
    catalogue,
    documentation,
    preferences,
    reports,
    reviews,
    tokens,
)

router = SimpleRouter(use_regex_path=False)
router.register("campaigns", campaigns.Campaigns, basename="api-campaign")
router.register("problem-sets", catalogue.ProblemSets, basename="api-problem-set")
router.register("problems", catalogue.Problems, basename="api-problem")
router.register("models", catalogue.LanguageModels, basename="api-model")
router.register("solutions", catalogue.Solutions, basename="api-solution")
router.register("runs", catalogue.TestRuns, basename="api-run")
router.register("comparisons", catalogue.Comparisons, basename="api-comparison")

urlpatterns = [
    *router.urls,
    path("schema/", documentation.Schema.as_view(), name="api-schema"),
    path("docs/", documentation.Documentation.as_view(), name="api-docs"),
    path("tokens/", tokens.NewToken.as_view(), name="api-token-new"),
    path("tokens/current/", tokens.CurrentToken.as_view(), name="api-token-revoke"),
    path("campaigns/<uuid:public_id>/report/", reports.CampaignReport.as_view(), name="api-report"),
    path(
        "solutions/<uuid:public_id>/findings.sarif",
        catalogue.Solutions.as_view({"get": "findings"}),
        name="api-solution-findings",
    ),
    path(
        "campaigns/<uuid:public_id>/export/findings.sarif",
        reports.CampaignFindings.as_view(),
        name="api-export-findings",
    ),
    path(
        "campaigns/<uuid:public_id>/export/<slug:table>.<slug:ending>",
        reports.CampaignExport.as_view(),
        name="api-export",
    ),
    path(
        "campaigns/<uuid:campaign_id>/assignments/next/",
        assignments.NextAssignment.as_view(),
        name="api-next-assignment",
    ),
    path("assignments/", assignments.MyAssignments.as_view(), name="api-assignments"),
    path("assignments/<uuid:token>/shown/", assignments.Shown.as_view(), name="api-shown"),
    path(
        "assignments/<uuid:token>/heartbeat/", assignments.Heartbeat.as_view(), name="api-heartbeat"
    ),
    path("assignments/<uuid:token>/skip/", assignments.Skip.as_view(), name="api-skip"),
    path("assignments/<uuid:token>/draft/", assignments.Draft.as_view(), name="api-draft"),
    path("assignments/<uuid:token>/review/", reviews.AssignmentReview.as_view(), name="api-review"),
    path("reviews/", reviews.MyReviews.as_view(), name="api-reviews"),
    path("preferences/", preferences.Preferences.as_view(), name="preferences"),
]
