"""What workers tell over a real broker, and what a page can read of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from django.conf import LazySettings

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes import find_sandbox
from reviewplatform.hosts import HostReport
from reviewplatform.telling import KEPT, KEY, Teller, store, tell, told
from tests.integration.drill.workers import (
    WorkerGroup,
    await_that,
    bare_environment,
    folder_for_workers,
)


def report_of(host: str, *, age: timedelta = timedelta()) -> HostReport:
    return HostReport(host=host, told_at=datetime.now(UTC) - age, problem="no sandbox")


def test_it_keeps_what_each_host_told_last(broker: str) -> None:
    first, other = report_of("one"), report_of("another")
    newer = replace(first, problem="")
    for report in (first, other, newer):
        store(report)
    assert told() == [other, newer]


def test_it_forgets_hosts_that_are_gone(broker: str) -> None:
    store(report_of("gone", age=KEPT))
    assert told() == []
    store(report_of("here"))
    with redis.Redis.from_url(broker, decode_responses=True) as connection:
        assert connection.hkeys(KEY) == ["here"]
        assert 0 < connection.ttl(KEY) <= KEPT.total_seconds()


def test_it_leaves_out_what_a_worker_of_another_version_told(broker: str) -> None:
    with redis.Redis.from_url(broker) as connection:
        connection.hset(KEY, "other", '{"hostname": "other"}')
    store(report_of("ours"))
    assert [report.host for report in told()] == ["ours"]


def test_it_loses_one_telling_when_the_broker_is_away(
    settings: LazySettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/no-broker.sock"
    with caplog.at_level(logging.WARNING):
        tell()
    assert "could not be told" in caplog.text


def test_it_tells_again_and_again_until_it_ends(broker: str) -> None:
    teller = Teller(every=timedelta(milliseconds=10))
    teller.start()
    assert await_that(lambda: len(told()) == 1)
    [first] = told()
    assert await_that(lambda: told()[0].told_at > first.told_at)
    teller.end()
    assert not teller.is_alive()


@contextmanager
def worker(**environment: str) -> Iterator[WorkerGroup]:
    with folder_for_workers() as folder:
        given = {**bare_environment(), "REVIEWPLATFORM_DATA_DIR": str(folder), **environment}
        group = WorkerGroup(given, folder / "worker.log", concurrency=1)
        try:
            yield group
        finally:
            group.stop()


@pytest.mark.sandbox
@pytest.mark.django_db(transaction=True)
def test_it_is_told_by_a_worker_that_starts(broker: str) -> None:
    try:
        find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"no sandbox: {error.message}")
    with worker() as group:
        assert await_that(lambda: bool(told())), group.said
    [report] = told()
    assert report.problem == "", report.problem
    assert all(probe.passed for probe in report.probes)
    assert report.toolchains["python"].versions


@pytest.mark.django_db(transaction=True)
def test_it_is_told_why_a_host_runs_no_code(broker: str, tmp_path: Path) -> None:
    nothing = f"unix://{tmp_path}/no-engine.sock"
    with worker(REVIEWPLATFORM_SANDBOX="docker", DOCKER_HOST=nothing) as group:
        assert await_that(lambda: bool(told())), group.said
    [report] = told()
    assert "No Docker engine answers" in report.problem
    assert "make engine" in report.problem
    assert report.probes == ()
    assert report.scanners
