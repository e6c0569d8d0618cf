"""What the tests of the scanners share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.base import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Sandbox:
    """The real sandbox; without one the test is skipped and says so."""
    try:
        return find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"NOT TESTED, no sandbox here: {error.message}")


@pytest.fixture
def ruff_item() -> Mapping[str, Any]:
    """One result as ruff writes it."""
    return {
        "code": "S602",
        "filename": "file0.py",
        "location": {"row": 3, "column": 5},
        "end_location": {"row": 4, "column": 1},
        "message": "`subprocess` call with `shell=True` identified, security issue",
        "severity": "error",
    }


@pytest.fixture
def bandit_item() -> Mapping[str, Any]:
    """One result as bandit writes it."""
    return {
        "test_id": "B602",
        "filename": "file0.py",
        "line_number": 3,
        "linerange": [3, 4],
        "issue_text": "subprocess call with shell=True identified, security issue.",
        "issue_severity": "HIGH",
        "issue_confidence": "HIGH",
        "issue_cwe": {"id": 78, "link": "https://cwe.mitre.org/data/definitions/78.html"},
    }
