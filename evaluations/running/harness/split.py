"""The tests' process: it forks the solution away, loads the tests, calls across and reports.

The first message on standard input describes the solution, the second the tests: the second is read
after the fork, so no byte of a test is ever in the solution's memory.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # signal itself would import enum
import builtins
import os

from evaluations.running.harness.cases import (
    SHOWN_CHARACTERS,
    Recorder,
    SetupFailed,
    Stop,
    as_tests_meet_it,
    prepare,
    run_case,
    show,
)
from evaluations.running.harness.loading import seed_random
from evaluations.running.harness.solution import serve
from evaluations.running.harness.wire import (
    CannotCross,
    Malformed,
    decode,
    encode,
    receive,
    send,
    write_frame,
)

TYPE_CHECKING = False  # importing typing itself would take longer than many a test
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

REPORT_FD = 3
NONCE_BYTES = 16


class Remote:
    """The solution as the tests see it: functions that send arguments away and wait for a value."""

    def __init__(
        self, requests: int, replies: int, pid: int, wanted: list[str], recorder: Recorder
    ) -> None:
        self._wanted = wanted
        self._requests = requests
        self._replies = replies
        self._pid = pid
        self._recorder = recorder
        self.stopped: Stop | None = None

    def names(self) -> dict[str, Any]:
        """What the solution offers of the wanted names, once it has loaded."""
        try:
            return self._offered(self._receive())
        except (IndexError, TypeError, ValueError):
            raise self._stop("tampered", message="a greeting of the wrong form") from None

    def _offered(self, greeting: list[Any]) -> dict[str, Any]:
        if greeting[0] == "broken":
            kind = "out_of_memory" if "MemoryError" in greeting[1] else "error"
            raise self._stop("broken", verdict=kind, message=str(greeting[2]))
        offered = {}
        for name, kind, *rest in greeting[1]:
            if name not in self._wanted:  # a function of its own for `abs` would judge itself
                raise self._stop("tampered", message="a name that nobody asked for")
            if kind == "callable":
                offered[name] = self._function(name)
            elif kind == "value":
                offered[name] = rest[0]
            elif kind == "cannot cross":
                raise self._stop("cannot cross", message=str(rest[0]))
        return offered

    def _function(self, name: str) -> Callable[..., Any]:
        def candidate(*arguments: Any, **keywords: Any) -> Any:
            return self._call(name, list(arguments), keywords)

        candidate.__name__ = candidate.__qualname__ = name
        return candidate

    def _call(self, name: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        self.raise_if_stopped()
        nonce = os.urandom(NONCE_BYTES)
        try:
            request = encode([nonce, name, arguments, keywords])
        except CannotCross as error:
            raise self._stop("cannot cross", message=str(error)) from None
        self._recorder.called(lambda: _call_text(request))
        try:
            write_frame(self._requests, request)
        except BrokenPipeError:
            raise self._gone() from None
        reply = self._receive()
        if len(reply) < 3 or type(reply[0]) is not bytes or reply[0] != nonce:
            raise self._stop("tampered", message="an answer that nobody asked for")
        return self._value(reply, arguments)

    def _value(self, reply: list[Any], arguments: list[Any]) -> Any:
        if reply[1] == "returned":
            self._recorder.returned(reply[2])
            if reply[3] is not None:
                _write_back(arguments, reply[3])
            return reply[2]
        if reply[1] == "raised":
            raise as_tests_meet_it(_rebuilt(reply), self._recorder)
        raise self._stop("cannot cross", message=str(reply[2]))

    def _receive(self) -> list[Any]:
        try:
            reply = receive(self._replies)
        except EOFError:
            raise self._gone() from None
        except Malformed as error:
            raise self._stop("tampered", message=f"the answer is {error}") from None
        except MemoryError:  # the rest of the answer is still in the pipe
            raise self._stop("out of memory") from None
        if type(reply) is not list or not reply:
            raise self._stop("tampered", message="an answer of the wrong form")
        return reply

    def _gone(self) -> Stop:
        _, status = os.waitpid(self._pid, 0)
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
        return self._stop("gone", signal=number, code=code)

    def _stop(self, event: str, message: str = "", **details: Any) -> Stop:
        shortened = message[:SHOWN_CHARACTERS]
        self.stopped = Stop({"event": event, "message": shortened, **details})
        return self.stopped

    def raise_if_stopped(self) -> None:
        """Once more, should a test have caught it with a bare ``except``."""
        if self.stopped:
            raise self.stopped


def _call_text(request: bytes) -> str:
    _, name, arguments, keywords = decode(request)
    shown = [show(value) for value in arguments]
    shown += [f"{key}={show(value)}" for key, value in keywords.items()]
    return f"{name}({', '.join(shown)})"[:SHOWN_CHARACTERS]


def _write_back(arguments: list[Any], changed: Any) -> None:
    """A solution may have changed what it was given, in place; the tests may look at that."""
    for original, new in zip(arguments, changed, strict=True):
        if type(original) is not type(new):
            continue
        if type(original) in (list, bytearray):
            original[:] = new
        elif type(original) in (dict, set):
            original.clear()
            original.update(new)


def _rebuilt(reply: list[Any]) -> BaseException:
    """The nearest built-in class of the error, so that ``except ValueError`` in a test works."""
    _, _, lineage, told, text = reply
    for name in lineage:
        kind = getattr(builtins, str(name), None)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            break
    else:
        kind = Exception
    try:
        error = kind() if text is None else kind(text)
    except TypeError:  # UnicodeDecodeError and its like want more
        error = Exception(text)
    error.told = str(told)  # type: ignore[attr-defined]
    return error


def fork_solution(task: dict[str, Any], recorder: Recorder) -> Remote:
    request_in, request_out = os.pipe()
    reply_in, reply_out = os.pipe()
    pid = os.fork()
    if pid == 0:
        serve(request_in, reply_out, task)
        raise SystemExit(0)
    os.close(request_in)
    os.close(reply_out)
    return Remote(request_out, reply_in, pid, task["names"], recorder)


def run_tests(remote: Remote, recorder: Recorder, tests: dict[str, Any]) -> None:
    """Every statement in order; one that is no case is reported only when it fails."""
    offered = remote.names()
    if tests["candidate"] in offered:
        offered["candidate"] = offered[tests["candidate"]]
    try:
        namespace = prepare(tests, offered, recorder)
    except SetupFailed as error:
        remote.raise_if_stopped()
        raise Stop({"event": "setup failed", "message": str(error)}) from None
    for number, (source, is_case) in enumerate(tests["statements"]):
        recorder.statement = number
        outcome = run_case(source, f"<test {number}>", namespace, recorder)
        remote.raise_if_stopped()
        if is_case or outcome["verdict"] != "passed":
            send(REPORT_FD, {"event": "case", "number": number, **outcome})
    send(REPORT_FD, {"event": "end", "statements": len(tests["statements"])})


def main() -> None:
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # an end like any other, not an exception
    recorder = Recorder()
    task = receive(0)
    remote = fork_solution(task, recorder)
    tests = receive(0)
    if tests["random"]:
        seed_random(task["seed"])
    try:
        run_tests(remote, recorder, tests)
    except Stop as stop:
        send(REPORT_FD, {**stop.args[0], "number": recorder.statement, **recorder.notes()})
    os._exit(0)
