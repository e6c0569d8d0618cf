"""Work on many rows here and now: which rows, several at a time, with a bar and the time left."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

import click
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from reviewplatform.cli.console import err

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from evaluations.models import Campaign, Problem, ProblemSet, Solution

Item = TypeVar("Item")
Result = TypeVar("Result")

WITH_A_WORKER = "with a worker"
"""What is under way elsewhere when the work here is done."""

jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 64), help="So many at a time (default: one per core)."
)


def find_solutions(name: str) -> QuerySet[Solution]:
    """The solutions of the campaign of that name or id, or else of the problem set.

    Raises:
        NotFound: there is neither; the message names those there are.
    """
    from evaluations.models import Campaign, Solution
    from evaluations.running.service import solutions_of

    found = _find_campaign_or_set(name)
    if isinstance(found, Campaign):
        return solutions_of(found)
    return Solution.objects.filter(problem__problem_set=found)


def find_problems(name: str) -> QuerySet[Problem]:
    """The problems of the campaign of that name or id, or else of the problem set.

    Raises:
        NotFound: there is neither; the message names those there are.
    """
    return _find_campaign_or_set(name).problems.all()


def _find_campaign_or_set(name: str) -> Campaign | ProblemSet:
    from evaluations.errors import NotFound
    from evaluations.importing.service import find_problem_set
    from evaluations.reporting.service import find_campaign

    try:
        return find_campaign(name_or_id=name)
    except NotFound as no_campaign:
        try:
            return find_problem_set(name=name)
        except NotFound as no_set:
            raise NotFound(f"{no_campaign.message}\n{no_set.message}") from no_set


def work_through(
    items: Sequence[Item], work: Callable[[Item], Result], *, jobs: int | None, what: str
) -> list[Result]:
    """What ``work`` makes of each item, in the order in which they are done.

    An error, or Ctrl-C, ends it after what is being worked on.
    """
    waiting: SimpleQueue[Item] = SimpleQueue()
    for item in items:
        waiting.put(item)
    results: list[Result] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    times = (TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with Progress(*columns, *times, console=err) as progress:
        bar = progress.add_task(what, total=len(items))

        def done(result: Result) -> None:
            results.append(result)
            progress.advance(bar)

        with ThreadPoolExecutor(jobs or os.cpu_count()) as pool:
            threads = range(jobs or os.cpu_count() or 1)
            workers = [pool.submit(_take_turns, waiting, work, done) for _ in threads]
            try:
                for worker in workers:
                    worker.result()
            except BaseException:
                _empty(waiting)
                raise
    return results


def _take_turns(
    waiting: SimpleQueue[Item], work: Callable[[Item], Result], done: Callable[[Result], None]
) -> None:
    """One thread: item after item, and the thread's own database connection closed at the end."""
    from django.db import connection

    try:
        while True:
            done(work(waiting.get_nowait()))
    except Empty:
        return
    except BaseException:
        _empty(waiting)
        raise
    finally:
        connection.close()


def _empty(waiting: SimpleQueue[Item]) -> None:
    while not waiting.empty():
        waiting.get()
