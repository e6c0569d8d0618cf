"""PostgreSQL and Valkey for one test run, as a pytest plugin (``-p tests.services``).

The plugin loads before Django's settings and only names the addresses. The servers start with the
first test that needs the database or the broker, live in a fresh folder, and go with the run.
``DATABASE_URL`` and ``REDIS_URL`` set from outside are used as they are.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewplatform.embedded.layout import DataDirectory, data_directory
from reviewplatform.embedded.services import EmbeddedServices

STARTED_HERE = "REVIEWPLATFORM_TEST_SERVICES"
"""Marks addresses of an outer pytest (the controller of xdist), which are not for us."""


def name_fresh_addresses() -> DataDirectory | None:
    """Point the settings at servers that are still to be started; ``None`` where some are given."""
    given = {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys()
    if given and STARTED_HERE not in os.environ:
        return None
    directory = data_directory(Path(tempfile.mkdtemp(prefix="reviewplatform-tests-")))
    os.environ[STARTED_HERE] = "1"
    os.environ["DATABASE_URL"] = directory.database_url
    os.environ["REDIS_URL"] = directory.redis_url
    os.environ["REVIEWPLATFORM_DATA_DIR"] = str(directory.root)
    os.environ["REVIEWPLATFORM_SECRET_KEY"] = "a key for tests alone, fifty characters or longer"
    return directory


DIRECTORY = name_fresh_addresses()


@pytest.fixture(scope="session")
def services() -> Iterator[None]:
    """The servers behind ``DATABASE_URL`` and ``REDIS_URL``, running."""
    if DIRECTORY is None:
        yield
        return
    with EmbeddedServices(DIRECTORY, durable=False):
        (DIRECTORY.root / "static").mkdir(exist_ok=True)  # WhiteNoise warns where it is missing
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    services: None,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Start the servers just before the test database is made (pytest-django's own hook)."""


@pytest.fixture
def broker(services: None) -> str:
    """Address of a running, emptied Valkey, for tests that need no database."""
    import redis

    address = os.environ["REDIS_URL"]
    with redis.Redis.from_url(address) as connection:
        connection.flushall()
    return address


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder, also after a run that was broken off."""
    if DIRECTORY is not None:
        shutil.rmtree(DIRECTORY.root, ignore_errors=True)
        shutil.rmtree(DIRECTORY.sockets, ignore_errors=True)
