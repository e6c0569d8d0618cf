"""The solution's process: it answers calls, one at a time, with values. It never sees a test."""

from __future__ import annotations

import _ctypes
import os
import sys

from evaluations.running.harness.loading import describe, load_module
from evaluations.running.harness.wire import CannotCross, encode, receive, send, write_frame

TYPE_CHECKING = False  # importing typing itself would take longer than many a test
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType
    from typing import Any

PR_SET_DUMPABLE = 4
FIRST_TO_DIE = "1000"


def serve(requests: int, replies: int, task: dict[str, Any]) -> None:
    """Load the solution, say which of the wanted names it has, then answer until nobody asks."""
    _settle(requests, replies)
    try:
        module = load_module(task["path"], task["module"], task["seed"])
    except BaseException as error:
        send(replies, ["broken", _lineage(error), describe(error, task["path"])])
        return
    send(replies, ["loaded", [[name, *_offer(module, name)] for name in task["names"]]])
    while True:
        try:
            nonce, name, arguments, keywords = receive(requests)
        except EOFError:
            return
        _answer(replies, nonce, module, name, arguments, keywords, task["path"])


def _settle(requests: int, replies: int) -> None:
    """Keep no descriptor of the tests' process, and be the one that dies when memory runs out."""
    for start, end in _gaps(3, sorted((requests, replies))):
        os.closerange(start, end)
    settle_alone()


def settle_alone() -> None:
    """Standard input is empty, and the process is as readable and as mortal as any."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    prctl = _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")  # type: ignore[arg-type]
    _ctypes.call_function(prctl, (PR_SET_DUMPABLE, 1, 0, 0, 0))  # as in any ordinary process
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write(FIRST_TO_DIE)


def _gaps(first: int, kept: Sequence[int]) -> list[tuple[int, int]]:
    starts = [first, *(number + 1 for number in kept)]
    return list(zip(starts, [*kept, 4096], strict=True))


def _offer(module: ModuleType, name: str) -> list[Any]:
    """A function is called from afar; a constant is sent; other things cannot cross."""
    if not hasattr(module, name):
        return ["missing"]
    value = getattr(module, name)
    if callable(value):
        return ["callable"]
    try:
        encode(value)
    except CannotCross as error:
        return ["cannot cross", str(error)]
    return ["value", value]


def _answer(
    replies: int,
    nonce: bytes,
    module: ModuleType,
    name: str,
    arguments: list[Any],
    keywords: dict[str, Any],
    path: str,
) -> None:
    before = encode(arguments)
    try:
        value = getattr(module, name)(*arguments, **keywords)
    except BaseException as error:
        _flush()
        send(replies, [nonce, "raised", _lineage(error), describe(error, path), _plain_text(error)])
        return
    _flush()
    try:
        after = encode(arguments)
        reply = encode([nonce, "returned", value, arguments if after != before else None])
    except CannotCross as error:
        reply = encode([nonce, "cannot cross", str(error)])
    write_frame(replies, reply)


def _lineage(error: BaseException) -> list[str]:
    """Names of the error's class and its bases, the nearest first."""
    return [kind.__name__ for kind in type(error).__mro__]


def _plain_text(error: BaseException) -> str | None:
    """The only argument, when it is a text: enough to build an equal error on the other side."""
    arguments = error.args
    return arguments[0][:2000] if len(arguments) == 1 and type(arguments[0]) is str else None


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # noqa: S112 - closed or replaced by the solution: its own affair
            continue
