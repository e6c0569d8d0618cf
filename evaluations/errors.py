"""One base error with a code. It becomes a page, a DRF response or a CLI line in one place each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class EvaluationError(Exception):
    """The request could not be carried out.

    ``code`` is stable and machine-readable, ``message`` is for people and says what was wrong and
    what to do, ``details`` carries the parts (file, line, field) for programs.
    """

    code = "evaluation_error"
    http_status = 400

    def __init__(
        self,
        message: str = "",
        *,
        code: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        self.message = message or (self.__doc__ or "").strip().splitlines()[0]
        self.code = code or type(self).code
        self.details = dict(details or {})
        super().__init__(self.message)


class NotFound(EvaluationError):
    """There is no such thing here, or it is not yours to see."""

    code = "not_found"
    http_status = 404


class NotAllowed(EvaluationError):
    """Your role does not allow this."""

    code = "not_allowed"
    http_status = 403


class Conflict(EvaluationError):
    """This contradicts what is stored already."""

    code = "conflict"
    http_status = 409


class InvalidInput(EvaluationError):
    """The input has faults; each is named in the details."""

    code = "invalid_input"
    http_status = 422


class SandboxUnavailable(EvaluationError):
    """No sandbox works here, so no code is run. Install one with: apt-get install bubblewrap"""

    code = "sandbox_unavailable"
    http_status = 503


class ToolchainMissing(EvaluationError):
    """What runs this language is not installed here, so the solution was not run."""

    code = "toolchain_missing"
    http_status = 503
