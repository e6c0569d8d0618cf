"""Running a suite statement by statement and noting, per case, what was asked, expected and got."""

from __future__ import annotations

import time

TYPE_CHECKING = False  # importing typing itself would take longer than many a test
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

SHOWN_CHARACTERS = 2000
RECORDER = "__review__"


class Stop(BaseException):
    """Nothing after this can be judged. Not an Exception: tests that catch those would hide it."""


class SetupFailed(Exception):
    """What comes before the first statement raised an error; the message is its own."""


class Recorder:
    """Notes the last call and comparison of a case; the tests know it as ``__review__``."""

    def __init__(self) -> None:
        self.statement = -1
        self.awaits_stop_iteration = False
        self.clear()

    def clear(self) -> None:
        self._call: str | Callable[[], str] = ""
        self._pair: tuple[Any, Any] | None = None
        self._returned: tuple[Any] | None = None

    def called(self, show: Callable[[], str]) -> None:
        self._call, self._returned = show, None

    def returned(self, value: object) -> None:
        self._returned = (value,)

    def equal(self, got: object, expected: object) -> object:
        """``got == expected``, noted."""
        self._pair = (got, expected)
        return got == expected

    def equal_swapped(self, expected: object, got: object) -> object:
        """``expected == got``, noted: the order of evaluation stays as the test has it."""
        self._pair = (got, expected)
        return expected == got

    def notes(self) -> dict[str, str]:
        call = self._call if isinstance(self._call, str) else self._call()
        if self._pair:
            got, expected = (show(value) for value in self._pair)
            return {"input": call, "got": got, "expected": expected}
        return {"input": call, "got": show(self._returned[0]) if self._returned else ""}


def as_tests_meet_it(error: BaseException, recorder: Recorder) -> BaseException:
    """``error``, or a RuntimeError where it would end a loop of the tests instead of failing them.

    ``all(map(f, inputs))`` is true when ``f`` raises StopIteration. Python itself does the same
    within generators (PEP 479). Tests that name the exception meet it as it is.
    """
    if not isinstance(error, StopIteration) or recorder.awaits_stop_iteration:
        return error
    told = getattr(error, "told", "StopIteration")
    return RuntimeError(f"the solution raised {told}")


def show(value: object) -> str:
    """``repr``, shortened; a hostile or endless one gives nothing."""
    try:
        text = repr(value)
    except Exception:
        return ""
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def prepare(tests: dict[str, Any], offered: dict[str, Any], recorder: Recorder) -> dict[str, Any]:
    """The namespace of the tests: the prompt's helpers, what the solution offers, the setup."""
    namespace: dict[str, Any] = {"__name__": "tests", RECORDER: recorder}
    recorder.awaits_stop_iteration = tests["awaits_stop_iteration"]
    _run_setup(tests["helpers"], namespace, recorder)
    namespace.update(offered)
    for source in tests["setup"]:
        _run_setup(source, namespace, recorder)
    return namespace


def _run_setup(source: str, namespace: dict[str, Any], recorder: Recorder) -> None:
    outcome = run_case(source, "<setup>", namespace, recorder)
    if outcome["verdict"] != "passed":
        raise SetupFailed(outcome["message"])


def run_case(
    source: str, name: str, namespace: dict[str, Any], recorder: Recorder
) -> dict[str, Any]:
    """One statement: its verdict (passed, failed, error or out_of_memory) and the notes on it."""
    recorder.clear()
    verdict, message = "passed", ""
    started = time.perf_counter()
    try:
        exec(compile(source, name, "exec"), namespace)  # noqa: S102 - the problem's own tests
    except AssertionError as error:
        verdict, message = "failed", _text_of(error)[:SHOWN_CHARACTERS]
    except MemoryError:
        verdict, message = "out_of_memory", "MemoryError"
    except Stop:
        raise
    except BaseException as error:
        verdict, message = "error", _message(error)
    seconds = time.perf_counter() - started
    return {"verdict": verdict, "message": message, "seconds": seconds, **recorder.notes()}


def _message(error: BaseException) -> str:
    """The solution's own words when the error came from there, else the error's type and text."""
    told = getattr(error, "told", None)
    if told is None:
        told = f"{type(error).__name__}: {_text_of(error)}".removesuffix(": ")
    return str(told)[:SHOWN_CHARACTERS]


def _text_of(error: BaseException) -> str:
    """Its text; none where that raises, as that of a number of thousands of digits does."""
    try:
        return str(error)
    except Exception:
        return ""
