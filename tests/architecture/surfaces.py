"""Every address of the platform, by name, with what each persona gets there.

A row is ``name: (address arguments, statuses)``; statuses stand for
admin, analyst, reviewer of the campaign, outsider, and nobody signed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from evaluations.models import Assignment, Campaign, Comparison, ScanRun, Solution, TestRun

EVERYBODY = (200, 200, 200, 200, 200)
SIGNED_IN_PAGE = (200, 200, 200, 200, 302)
SIGNED_IN_API = (200, 200, 200, 200, 401)
ADMIN_PAGE = (200, 404, 404, 404, 302)
READER_PAGE = (200, 200, 404, 404, 302)
READER_API = (200, 200, 403, 403, 401)
CAMPAIGN_PAGE = (200, 200, 200, 404, 302)
CAMPAIGN_API = (200, 200, 200, 404, 401)
RATER_PAGE = (404, 404, 200, 404, 302)
POST_ONLY_PAGE = (405, 405, 405, 405, 302)
POST_ONLY_API = (405, 405, 405, 405, 401)
POST_ONLY_ADMIN_PAGE = (405, 404, 404, 404, 302)
POST_ONLY_ADMIN_API = (405, 405, 403, 403, 401)


@dataclass(frozen=True, kw_only=True)
class Things:
    """Ids that fill the addresses; ``token`` is the reviewer's own assignment."""

    campaign: UUID
    problem_set: UUID
    problem: UUID
    language_model: UUID
    solution: UUID
    run: UUID
    scan: UUID
    comparison: UUID
    token: UUID


def things_of(campaign: Campaign, assignment: Assignment) -> Things:
    """One of each, all of one comparison."""
    comparison = Comparison.objects.get(pk=assignment.comparison_id)
    solution = Solution.objects.get(pk=comparison.solution_a_id)
    run = TestRun.objects.filter(solution=solution)[0]
    return Things(
        campaign=campaign.public_id,
        problem_set=comparison.problem.problem_set.public_id,
        problem=comparison.problem.public_id,
        language_model=solution.language_model.public_id,
        solution=solution.public_id,
        run=run.public_id,
        scan=ScanRun.objects.filter(solution=solution)[0].public_id,
        comparison=comparison.public_id,
        token=assignment.token,
    )


Row = tuple[tuple[object, ...], tuple[int, ...]]


def matrix(things: Things) -> dict[str, Row]:
    """One row for each name: what ``GET`` answers to whom."""
    campaign, token = (things.campaign,), (things.token,)
    return {
        "sign-in": ((), (302, 302, 302, 302, 200)),
        "sign-out": ((), (405, 405, 405, 405, 405)),
        "sign-in-link": (("unknown",), (410, 410, 410, 410, 410)),
        "invitation": (("unknown",), (410, 410, 410, 410, 410)),
        "home": ((), SIGNED_IN_PAGE),
        "alive": ((), EVERYBODY),
        "health": ((), ADMIN_PAGE),
        "campaign-new": ((), ADMIN_PAGE),
        "campaign": (campaign, CAMPAIGN_PAGE),
        "campaign-progress": (campaign, CAMPAIGN_PAGE),
        "campaign-again": (campaign, ADMIN_PAGE),
        "campaign-edit": (campaign, (302, 404, 404, 404, 302)),
        "campaign-act": ((things.campaign, "pause"), POST_ONLY_ADMIN_PAGE),
        "report": (campaign, (200, 200, 403, 404, 302)),
        "problems": ((), READER_PAGE),
        "problem-set": ((things.problem_set,), READER_PAGE),
        "problem-set-again": ((things.problem_set,), ADMIN_PAGE),
        "problem-set-progress": ((things.problem_set,), READER_PAGE),
        "problem-set-check": ((things.problem_set,), POST_ONLY_ADMIN_PAGE),
        "problem": ((things.problem,), READER_PAGE),
        "problem-check": ((things.problem,), POST_ONLY_ADMIN_PAGE),
        "solution": ((things.solution,), READER_PAGE),
        "solution-run-again": ((things.solution,), POST_ONLY_ADMIN_PAGE),
        "solution-scan-again": ((things.solution,), POST_ONLY_ADMIN_PAGE),
        "run": ((things.run,), READER_PAGE),
        "run-again": ((things.run,), POST_ONLY_ADMIN_PAGE),
        "scan": ((things.scan,), READER_PAGE),
        "imports": ((), ADMIN_PAGE),
        "import-confirm": ((uuid4(),), POST_ONLY_ADMIN_PAGE),
        "people": ((), ADMIN_PAGE),
        "rate": (campaign, POST_ONLY_PAGE),
        "review": (token, RATER_PAGE),
        "review-fragment": (token, RATER_PAGE),
        "api-campaign-list": ((), SIGNED_IN_API),
        "api-campaign-detail": (campaign, CAMPAIGN_API),
        "api-campaign-progress": (campaign, CAMPAIGN_API),
        **{
            f"api-campaign-{action}": (campaign, POST_ONLY_ADMIN_API)
            for action in ("start", "pause", "resume", "close", "reveal", "run-again")
        },
        "api-problem-set-list": ((), READER_API),
        "api-problem-set-detail": ((things.problem_set,), READER_API),
        "api-problem-list": ((), READER_API),
        "api-problem-detail": ((things.problem,), READER_API),
        "api-model-list": ((), READER_API),
        "api-model-detail": ((things.language_model,), READER_API),
        "api-solution-list": ((), READER_API),
        "api-solution-detail": ((things.solution,), READER_API),
        "api-solution-findings": ((things.solution,), READER_API),
        "api-run-list": ((), READER_API),
        "api-run-detail": ((things.run,), READER_API),
        "api-run-again": ((things.run,), POST_ONLY_ADMIN_API),
        "api-comparison-list": ((), READER_API),
        "api-comparison-detail": ((things.comparison,), READER_API),
        "api-schema": ((), SIGNED_IN_API),
        "api-docs": ((), SIGNED_IN_API),
        "api-token-new": ((), POST_ONLY_API),
        "api-token-revoke": ((), (401, 401, 401, 401, 401)),
        "api-report": (campaign, (404, 404, 403, 404, 401)),
        "api-export": ((things.campaign, "reviews", "csv"), (200, 200, 403, 404, 401)),
        "api-export-findings": (campaign, (200, 200, 403, 404, 401)),
        "api-next-assignment": (campaign, POST_ONLY_API),
        "api-assignments": ((), (200, 404, 200, 200, 401)),
        **{
            f"api-{action}": (token, POST_ONLY_API)
            for action in ("shown", "heartbeat", "skip", "draft")
        },
        "api-review": (token, POST_ONLY_API),
        "api-reviews": ((), (200, 404, 200, 200, 401)),
        "preferences": ((), POST_ONLY_API),
    }


def names_of_addresses() -> set[str]:
    """The name of every address there is."""
    return {str(pattern.name) for pattern in _walk(get_resolver())}


def _walk(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each)
        else:
            yield each


def addresses(things: Things) -> dict[str, str]:
    """Name -> address of every row."""
    return {name: reverse(name, args=args) for name, (args, _) in matrix(things).items()}
