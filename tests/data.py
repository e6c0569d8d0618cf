"""Where the real data lies that tests read and the project never copies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE_THE_PROJECT = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data(relative: str) -> Path:
    """Path of one real file; the test is skipped with a clear reason where it is absent."""
    root = Path(os.environ.get("REVIEWPLATFORM_SHARED_DATA", BESIDE_THE_PROJECT))
    path = root / relative
    if not path.exists():
        pytest.skip(f"real data absent: {relative} (set REVIEWPLATFORM_SHARED_DATA to its folder)")
    return path
