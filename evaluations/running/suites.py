"""What tests a solution: the source of a suite and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SuiteFormat(StrEnum):
    """The four ways in which Python problems come with tests."""

    CHECK_FUNCTION = "check_function"
    ASSERTIONS = "assertions"
    PYTEST = "pytest"
    UNITTEST = "unittest"


@dataclass(frozen=True, kw_only=True)
class SuiteSource:
    """``setup`` runs before ``code`` in the same namespace (MBPP's ``test_setup_code``)."""

    format: SuiteFormat
    code: str
    setup: str = ""

    @property
    def calls_functions(self) -> bool:
        """Whether the tests call the solution, so that the two can live in separate processes."""
        return self.format in (SuiteFormat.CHECK_FUNCTION, SuiteFormat.ASSERTIONS)
