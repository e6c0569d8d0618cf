"""What it costs to report on 10,000 reviews and to take them away.

Run with ``python -m tests.benchmarks export``. A campaign of its own: 1,000 problems, 5
models, 5 pairs a problem, 2 reviews each, 40,000 ratings.
"""

from __future__ import annotations

import random
import time
import tracemalloc
import urllib.request
import uuid
from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING

from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.workbench import Workbench

if TYPE_CHECKING:
    from evaluations.models import Campaign

PROBLEMS = 1_000
MODELS = ("Ash 7B", "Beech 13B", "Cherry 34B", "Date 70B", "Ebony 120B")
PAIRS_PER_PROBLEM = 5
REVIEWERS = 16
REVIEWS = 10_000
MEGABYTE = 1e6
COMMENT = "The left one names things well, but it hides the special case in a default argument. "


def measure(workbench: Workbench) -> Iterator[Figure]:
    """Report and exports of one campaign, in this process and through the web server."""
    campaign = make_reviewed_campaign()
    yield from measure_report(campaign)
    for table in ("reviews", "ratings"):
        yield from measure_export(campaign, table)
    yield from measure_download(workbench, campaign)


def make_reviewed_campaign() -> Campaign:
    """All rows, straight into the tables: giving 10,000 reviews is another benchmark."""
    from django.db import connection, transaction

    from evaluations.flow import start
    from evaluations.planning.service import Plan, create_campaign
    from reviewers.service import create_reviewer, create_user
    from tests.factories import hash_text, make_models, make_problems, make_rubric, make_solution

    with transaction.atomic():
        problems, models = make_problems(PROBLEMS), make_models(MODELS)
        for problem, model in product(problems, models):
            make_solution(problem, model, f"def double(n):\n    return n * 2  # {hash_text('')}\n")
        reviewers = [
            create_reviewer(user=create_user(username=f"export-{number}"))
            for number in range(REVIEWERS)
        ]
        plan = Plan(
            name="Export benchmark",
            rubric=make_rubric(),
            problems=problems,
            language_models=models,
            reviewers=reviewers,
            pairs_per_problem=PAIRS_PER_PROBLEM,
            overlap=2,
        )
        campaign = start(campaign=create_campaign(plan=plan, created_by=None))
        give_reviews(campaign)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return campaign


def give_reviews(campaign: Campaign) -> None:
    """Every slot filled; preferences and points at random."""
    from evaluations.models import Assignment, AssignmentState, Criterion, Rating, Review
    from evaluations.models.review import Preference

    chooser = random.Random(1)  # noqa: S311  (made-up reviews, not a secret)
    panel = list(campaign.memberships.order_by("pk").values_list("reviewer_id", flat=True))
    slots = list(
        Assignment.objects.filter(campaign=campaign).select_related("comparison").order_by("pk")
    )
    for number, slot in enumerate(slots):
        slot.reviewer_id = panel[(number + slot.slot) % len(panel)]
        slot.state = AssignmentState.SUBMITTED
    Assignment.objects.bulk_update(slots, ["reviewer_id", "state"], batch_size=2_000)
    reviews = Review.objects.bulk_create(
        [
            Review(
                assignment=slot,
                idempotency_key=uuid.UUID(int=chooser.getrandbits(128)),
                content_hash="0" * 64,
                preference=chooser.choice(Preference.values),
                confidence=chooser.randint(1, 3),
                comment=COMMENT * chooser.randint(0, 3),
                active_seconds=chooser.randint(20, 400),
            )
            for slot in slots
        ],
        batch_size=2_000,
    )
    criteria = list(Criterion.objects.filter(rubric=campaign.rubric_id))
    Rating.objects.bulk_create(
        [
            Rating(
                review=review,
                criterion=criterion,
                solution_id=solution,
                points=chooser.randint(1, 5),
            )
            for review, slot in zip(reviews, slots, strict=True)
            for criterion in criteria
            for solution in (slot.comparison.solution_a_id, slot.comparison.solution_b_id)
        ],
        batch_size=5_000,
    )


def measure_report(campaign: Campaign) -> Iterator[Figure]:
    """Seconds to build a report, and to find that nothing has changed."""
    from evaluations.reporting.service import build_report

    for what, aim in (("report of 10,000 reviews, built", at_most(5)), ("unchanged", at_most(2))):
        begin = time.perf_counter()
        build_report(campaign=campaign)
        yield Figure(what=what, value=time.perf_counter() - begin, unit="s", aim=aim)


def measure_export(campaign: Campaign, table: str) -> Iterator[Figure]:
    """Seconds, rows per second and memory of one table as CSV."""
    from evaluations.reporting.exports.service import stream_table

    begin, rows, size = time.perf_counter(), 0, 0
    for chunk in stream_table(campaign=campaign, table=table, ending="csv"):
        rows += chunk.count(b"\r\n")
        size += len(chunk)
    seconds = time.perf_counter() - begin
    tracemalloc.start()  # a pass of its own: it slows everything down
    for _ in stream_table(campaign=campaign, table=table, ending="csv"):
        pass
    peak = tracemalloc.get_traced_memory()[1] / MEGABYTE
    tracemalloc.stop()
    what = f"{table}.csv, {size / MEGABYTE:.1f} MB"
    yield Figure(
        what=f"export of {REVIEWS:,} reviews: {what}", value=seconds, unit="s", aim=at_most(1)
    )
    yield Figure(what=f"{what}: rate", value=rows / seconds, unit="rows/s")
    yield Figure(what=f"{what}: memory at its peak", value=peak, unit="MB", aim=at_most(20))


def measure_download(workbench: Workbench, campaign: Campaign) -> Iterator[Figure]:
    """Seconds to the first byte and to the last, through the web server."""
    from django.urls import reverse
    from knox.models import AuthToken

    from reviewers.service import create_user

    token = AuthToken.objects.create(create_user(username="export-admin", role="admin"))[1]
    path = reverse("api-export", args=[campaign.public_id, "reviews", "csv"])
    with workbench.web() as web:
        request = urllib.request.Request(f"{web.url}{path}")  # noqa: S310  (our own server)
        request.add_header("Authorization", f"Token {token}")
        for _ in range(2):  # the first request also warms the server
            begin = time.perf_counter()
            with urllib.request.urlopen(request) as response:  # noqa: S310
                response.read(1)
                first = time.perf_counter() - begin
                response.read()
            whole = time.perf_counter() - begin
    yield Figure(what="reviews.csv by HTTP, first byte", value=first, unit="s", aim=at_most(0.5))
    yield Figure(what="reviews.csv by HTTP, whole", value=whole, unit="s", aim=at_most(1))
