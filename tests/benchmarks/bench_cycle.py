"""The reviewer's cycle, next and submit, through the real web processes over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from urllib.parse import urlsplit

from tests.benchmarks.figures import Figure, at_least, at_most
from tests.benchmarks.reviewer_clients import Happened, Order
from tests.benchmarks.study import CRITERIA, Study
from tests.benchmarks.workbench import Web, Workbench

WARM_UP_SECONDS = 3.0
SECONDS = 20.0


def measure(workbench: Workbench) -> Iterator[Figure]:
    """One reviewer, then sixteen, without think time, on 10,000 comparisons."""
    study = workbench.study
    with workbench.web() as web:
        send(web, study, reviewers=len(study.tokens), seconds=WARM_UP_SECONDS)
        for reviewers in (1, len(study.tokens)):
            yield from _measure_one(web, study, reviewers=reviewers)


def _measure_one(web: Web, study: Study, *, reviewers: int) -> Iterator[Figure]:
    before = web.processor_seconds()
    happened = send(web, study, reviewers=reviewers, seconds=SECONDS)
    after = web.processor_seconds()
    cycles = len(happened.submit)
    spent = {name: 1000 * (after[name] - before[name]) / cycles for name in after}
    many = reviewers > 1
    what = f"cycle (next + submit), {reviewers} reviewer{'s' if many else ''}"
    yield Figure(
        what=what, value=cycles / happened.wall, unit="/s", aim=at_least(80) if many else None
    )
    yield Figure(
        what=f"{what}: processor, all servers",
        value=sum(spent.values()),
        unit="ms",
        aim=at_most(15),
    )
    for name, milliseconds in spent.items():
        yield Figure(what=f"    of it {name}", value=milliseconds, unit="ms")
    own = 1000 * happened.processor / cycles
    yield Figure(what="    beside it the measuring client", value=own, unit="ms")
    for name, seconds in (("next", happened.next), ("submit", happened.submit)):
        yield Figure(
            what=f"{what}: {name} p95",
            value=1000 * sorted(seconds)[int(0.95 * len(seconds))],
            unit="ms",
            aim=at_most(200),
        )


def send(web: Web, study: Study, *, reviewers: int, seconds: float) -> Happened:
    """Let reviewers work in a process of their own.

    Raises:
        RuntimeError: some request was not answered as it should be.
    """
    address = urlsplit(web.url)
    order = Order(
        host=str(address.hostname),
        port=int(address.port or 80),
        campaign=str(study.public_id),
        tokens=list(study.tokens[:reviewers]),
        seconds=seconds,
        criteria=list(CRITERIA),
    )
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.benchmarks.reviewer_clients"],
        input=json.dumps(asdict(order)),
        capture_output=True,
        text=True,
        check=True,
    )
    happened = Happened(**json.loads(done.stdout))
    if happened.faults:
        raise RuntimeError(f"{len(happened.faults)} requests failed: {happened.faults[0]}")
    return happened
