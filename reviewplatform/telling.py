"""Workers tell what their hosts have, over the broker: for people, nothing else depends on it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Final

import redis
from django.conf import settings
from pydantic import TypeAdapter, ValidationError

from evaluations.tasks import the_sandbox
from reviewplatform.hosts import TOLD_EVERY, HostReport, examine_host

log = logging.getLogger(__name__)

KEY: Final = "reviewplatform:hosts"
KEPT: Final = timedelta(hours=1)
"""A host that tells nothing for so long is gone for good."""

SOCKET_SECONDS: Final = 5
PATIENCE_SECONDS: Final = 10.0
REPORT: Final = TypeAdapter(HostReport)


class Teller(Thread):
    """Tells of this host now and then, until its process ends.

    It lives in a process that never forks: a child would inherit what a run holds open.
    """

    def __init__(self, every: timedelta = TOLD_EVERY) -> None:
        super().__init__(name="teller", daemon=True)
        self._every = every
        self._ended = Event()

    def run(self) -> None:
        while not self._ended.wait(self._every.total_seconds()):
            tell()

    def end(self) -> None:
        """Let it finish what it does, so that no sandbox of its own is left."""
        self._ended.set()
        self.join(PATIENCE_SECONDS)


def tell() -> None:
    """Examine this host and say what was found. A broker that is away costs one telling."""
    try:
        store(examine_host(the_sandbox))
    except (redis.RedisError, OSError) as error:
        log.warning("what this host has could not be told: %s", error)


def store(report: HostReport) -> None:
    """In place of what the host told before; hosts that are gone are forgotten.

    Raises:
        RedisError: the broker does not answer.
    """
    with _connection() as connection:
        gone = [name for name, text in _all(connection).items() if _read(text) is None]
        connection.hset(KEY, report.host, REPORT.dump_json(report).decode())
        connection.expire(KEY, KEPT)
        if forgotten := set(gone) - {report.host}:
            connection.hdel(KEY, *forgotten)


def told() -> list[HostReport]:
    """What each host told last, by name.

    Raises:
        RedisError: the broker does not answer.
    """
    with _connection() as connection:
        reports = [_read(text) for text in _all(connection).values()]
    return sorted(filter(None, reports), key=lambda report: report.host)


def _all(connection: redis.Redis) -> Mapping[str | bytes, str | bytes]:
    """Host -> what it told last."""
    return connection.hgetall(KEY)


def _read(text: str | bytes) -> HostReport | None:
    """Nothing for what is too old, or was told by a worker of another version."""
    try:
        report = REPORT.validate_json(text)
    except ValidationError:
        return None
    return report if datetime.now(UTC) - report.told_at < KEPT else None


def _connection() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=SOCKET_SECONDS, decode_responses=True
    )
