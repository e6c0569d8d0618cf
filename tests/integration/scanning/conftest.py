"""The real sandbox, as for the unit tests."""

from __future__ import annotations

from tests.unit.scanning.conftest import sandbox as sandbox
