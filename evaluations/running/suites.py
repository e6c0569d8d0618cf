"""What tests a solution: the source of a suite and how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SuiteFormat(StrEnum):
    """The ways in which problems come with tests.

    CALLS and PROGRAMS are the same for every language: a table of calls with their values, and of
    inputs with what is to be printed. The others belong to one language each; ASSERTIONS are
    statements of the problem's own language.
    """

    CHECK_FUNCTION = "check_function"
    ASSERTIONS = "assertions"
    CALLS = "calls"
    PROGRAMS = "programs"
    PYTEST = "pytest"
    UNITTEST = "unittest"
    NODE_TEST = "node_test"
    JEST = "jest"
    GO_TEST = "go_test"
    CARGO_TEST = "cargo_test"
    BATS = "bats"
    BASH_TEST = "bash_test"
    SQL = "sql"


class SuiteKind(StrEnum):
    """What a suite is about; PERFORMANCE is measured against the reference solution."""

    CORRECTNESS = "correctness"
    ROBUSTNESS = "robustness"
    PERFORMANCE = "performance"


@dataclass(frozen=True, kw_only=True)
class SuiteSource:
    """``setup`` runs before ``code`` in the same namespace (MBPP's ``test_setup_code``).

    ``path`` is where ``code`` lies beside the solution (empty: the format's own place), ``files``
    what else lies there (path -> text); ``manifest`` the ids that the reference solution showed.
    """

    format: SuiteFormat
    code: str
    setup: str = ""
    path: str = ""
    files: Mapping[str, str] = field(default_factory=dict, hash=False)
    manifest: tuple[str, ...] = ()

    @property
    def calls_functions(self) -> bool:
        """Whether the tests call the solution, so that the two can live in separate processes."""
        return self.format in (SuiteFormat.CHECK_FUNCTION, SuiteFormat.ASSERTIONS)
