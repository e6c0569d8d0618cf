"""One run: its verdict and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluations.errors import NotFound
from evaluations.models import RunOrigin, Solution, TestRun
from evaluations.pages.access import for_report_readers, person
from evaluations.pages.cases import cases_of
from evaluations.pages.run_measures import measures_of, replicates_of
from evaluations.pages.run_words import (
    bytes_in_words,
    endings_of,
    environment_of,
    integrity_of,
    limits_in_words,
    meaning_of,
    tone,
)
from evaluations.presenting.terminal import ShownOutput, show_output
from evaluations.presenting.text import neutralise_output

SHOWN_MESSAGE = 2_000
"""Characters of what is said of a run as a whole."""
KEPT_BYTES = 64 * 1024
"""Of each stream of a run; one that is as long as that may have been longer."""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """What a program printed on one of its two streams; ``words`` name the stream for people."""

    name: str
    words: str
    output: ShownOutput
    was_cut: bool


@for_report_readers
@require_safe
def run(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One run: verdict, attempts, cases, output, limits, environment."""
    found = find_run(request, public_id)
    attempts = list(_attempts(found))
    context = {
        "run": found,
        "title": found.suite.name if found.suite else found.imported_from,
        "solution": found.solution,
        "tone": tone(found.verdict),
        "meaning": meaning_of(found),
        "integrity_words": integrity_of(found),
        "message": neutralise_output(found.message[:SHOWN_MESSAGE]),
        "attempts": attempts,
        "attempt_count": len(attempts),
        "twin": _twin(request, found),
        "replicates": replicates_of(found),
        "measures": measures_of(found),
        "cases": cases_of(found),
        "memory": bytes_in_words(found.peak_memory_bytes) if found.peak_memory_bytes else "",
        "endings": list(endings_of(found)),
        "streams": _streams(found),
        "limits": limits_in_words(found.limits, hit=found.limit_hit),
        "environment": environment_of(found.environment),
    }
    return render(request, "evaluations/run.html", context)


def find_run(request: HttpRequest, public_id: UUID) -> TestRun:
    """A run whose solution this person may see by name.

    Raises:
        NotFound: there is none, or they still rate what it judges.
    """
    related = ("suite", "solution__problem__problem_set", "solution__language_model")
    runs = named_runs(request).select_related(*related).defer("solution__files")
    found = runs.filter(public_id=public_id).first()
    if found is None:
        raise NotFound("There is no such run for you.")
    return found


def named_runs(request: HttpRequest) -> QuerySet[TestRun]:
    """Runs of solutions that this person may see by name."""
    return TestRun.objects.filter(solution__in=Solution.objects.named_for(person(request)))


def _attempts(found: TestRun) -> QuerySet[TestRun]:
    """All attempts of the same suite on the same solution, this one among them."""
    if found.origin == RunOrigin.IMPORTED:
        return TestRun.objects.none()
    same = TestRun.objects.filter(solution=found.solution_id, suite=found.suite_id)
    unread = ("stdout", "stderr", "limits", "environment", "replicates", "measurements")
    return same.defer(*unread).order_by("attempt")


def _twin(request: HttpRequest, found: TestRun) -> TestRun | None:
    """The run that this result was copied from, where this person may see it."""
    if found.copied_from_id is None:
        return None
    twins = named_runs(request).select_related("solution__language_model", "solution__problem")
    return twins.filter(pk=found.copied_from_id).first()


def _streams(found: TestRun) -> list[Stream]:
    printed = (
        ("stdout", _("What it printed"), found.stdout),
        ("stderr", _("What it printed as errors"), found.stderr),
    )
    return [
        Stream(
            name=name,
            words=words,
            output=show_output(text),
            was_cut=len(text.encode(errors="replace")) >= KEPT_BYTES,
        )
        for name, words, text in printed
        if text
    ]
