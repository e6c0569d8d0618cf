from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewplatform.embedded.layout import DataDirectory, data_directory


@pytest.fixture(scope="module")
def directory() -> Iterator[DataDirectory]:
    """An empty data directory that the servers' own user can reach (pytest's own are closed)."""
    directory = data_directory(Path(tempfile.mkdtemp(prefix="reviewplatform-test-")))
    yield directory
    shutil.rmtree(directory.root)
    shutil.rmtree(directory.sockets, ignore_errors=True)
