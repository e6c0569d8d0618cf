"""Solution and asserts in one process, for values that cannot cross: forgeable, hence canaries.

Which of the statements are canaries is not known here: every statement has a random name, and only
the outside knows what each name stands for.
"""

from __future__ import annotations

import os

from evaluations.running.harness.cases import (
    SHOWN_CHARACTERS,
    Recorder,
    SetupFailed,
    as_tests_meet_it,
    prepare,
    run_case,
    show,
)
from evaluations.running.harness.loading import describe, load_module, seed_random
from evaluations.running.harness.solution import settle_alone
from evaluations.running.harness.wire import receive, send

TYPE_CHECKING = False  # importing typing itself would take longer than many a test
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

REPORT_FD = 3


def noting(name: str, function: Callable[..., Any], recorder: Recorder) -> Callable[..., Any]:
    """``function``, with its last call noted."""

    def candidate(*arguments: Any, **keywords: Any) -> Any:
        shown = [show(value) for value in arguments]
        shown += [f"{key}={show(value)}" for key, value in keywords.items()]
        text = f"{name}({', '.join(shown)})"[:SHOWN_CHARACTERS]
        recorder.called(lambda: text)
        try:
            value = function(*arguments, **keywords)
        except StopIteration as error:
            raise as_tests_meet_it(error, recorder) from error
        recorder.returned(value)
        return value

    return candidate


def run_tests(module: Any, recorder: Recorder, tests: dict[str, Any]) -> None:
    offered = {}
    for name in tests["names"]:
        if hasattr(module, name):
            value = getattr(module, name)
            is_function = callable(value) and not isinstance(value, type)
            offered[name] = noting(name, value, recorder) if is_function else value
    if tests["candidate"] in offered:
        offered["candidate"] = offered[tests["candidate"]]
    try:
        namespace = prepare(tests, offered, recorder)
    except SetupFailed as error:
        send(REPORT_FD, {"event": "setup failed", "message": str(error)})
        return
    for group in tests["groups"]:
        run_group(group, namespace, recorder)
    send(REPORT_FD, {"event": "end", "statements": sum(map(len, tests["groups"]))})


def run_group(group: list[Any], namespace: dict[str, Any], recorder: Recorder) -> None:
    """One statement and its canaries, each from the same state.

    They make the same calls, so all but the last run in a copy of this process: what they use up
    or change (a generator, a counter) is as it was for the next, whichever the real one is.
    """
    *others, last = group
    for statement in others:
        child = os.fork()
        if child == 0:
            tell(statement, namespace, recorder)
            os._exit(0)
        os.waitpid(child, 0)
    tell(last, namespace, recorder)


def tell(statement: Any, namespace: dict[str, Any], recorder: Recorder) -> None:
    """Run one statement and report how it went."""
    name, source = statement
    outcome = run_case(source, name, namespace, recorder)
    send(REPORT_FD, {"event": "case", "name": name, **outcome})


def main() -> None:
    recorder = Recorder()
    task, tests = receive(0), receive(0)
    settle_alone()
    if tests["random"]:
        seed_random(task["seed"])
    try:
        module = load_module(task["path"], task["module"], task["seed"])
    except BaseException as error:
        message = describe(error, task["path"])
        send(REPORT_FD, {"event": "broken", "verdict": "error", "message": message})
        os._exit(0)
    run_tests(module, recorder, tests)
    os._exit(0)
