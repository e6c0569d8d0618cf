"""Addresses of the pages."""

from __future__ import annotations

from django.urls import path

from evaluations.pages import (
    again,
    campaigns,
    home,
    imports,
    people,
    problems,
    report,
    review,
    runs,
    scans,
    solutions,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("alive/", home.alive, name="alive"),
    path("campaigns/new/", campaigns.new_campaign, name="campaign-new"),
    path("campaigns/<uuid:public_id>/", campaigns.campaign, name="campaign"),
    path("campaigns/<uuid:public_id>/progress/", campaigns.progress, name="campaign-progress"),
    path("campaigns/<uuid:public_id>/edit/", campaigns.edit_campaign, name="campaign-edit"),
    path(
        "campaigns/<uuid:public_id>/do/<slug:action>/",
        campaigns.act_on_campaign,
        name="campaign-act",
    ),
    path("campaigns/<uuid:public_id>/again/", again.run_campaign_again, name="campaign-again"),
    path("campaigns/<uuid:public_id>/report/", report.report, name="report"),
    path("problems/", problems.problem_sets, name="problems"),
    path("problems/sets/<uuid:public_id>/", problems.problem_set, name="problem-set"),
    path("problems/sets/<uuid:public_id>/again/", again.run_set_again, name="problem-set-again"),
    path("problems/sets/<uuid:public_id>/check/", again.check_set, name="problem-set-check"),
    path(
        "problems/sets/<uuid:public_id>/progress/",
        problems.set_progress,
        name="problem-set-progress",
    ),
    path("problems/<uuid:public_id>/", problems.problem, name="problem"),
    path("problems/<uuid:public_id>/check/", again.check_problem_again, name="problem-check"),
    path("solutions/<uuid:public_id>/", solutions.solution, name="solution"),
    path(
        "solutions/<uuid:public_id>/run-again/",
        again.run_solution_again,
        name="solution-run-again",
    ),
    path(
        "solutions/<uuid:public_id>/scan-again/",
        again.scan_solution_again,
        name="solution-scan-again",
    ),
    path("runs/<uuid:public_id>/", runs.run, name="run"),
    path("runs/<uuid:public_id>/again/", again.run_again, name="run-again"),
    path("scans/<uuid:public_id>/", scans.scan, name="scan"),
    path("import/", imports.imports, name="imports"),
    path("import/<uuid:token>/", imports.confirm_import, name="import-confirm"),
    path("people/", people.people, name="people"),
    path("campaigns/<uuid:public_id>/rate/", review.rate, name="rate"),
    path("review/<uuid:token>/", review.review, name="review"),
    path("review/<uuid:token>/fragment/", review.fragment, name="review-fragment"),
]
