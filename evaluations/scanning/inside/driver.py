"""Runs the scanners over one or more solutions, inside the sandbox.

The tools are imported once; then every (solution, tool) gets a forked process with own limits, so
that a tool that crashes, hangs or fills its memory takes nothing else with it. One JSON line is
written as each ends: what is missing at the end was not scanned.

Tools that are slow to start get one process for all solutions. When it fails, none of them has a
line, and each is asked for again alone: one hostile solution takes no other with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.metadata
import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from .common import describe
from .tools import PREPARATIONS, TOGETHER, TOOLS

ROOT = Path(__file__).resolve().parents[1]
CHUNK = 65536


def main() -> None:
    """Read the plan, write one line for each scanner of each solution."""
    with os.fdopen(os.dup(1), "wb", buffering=0) as report:
        _silence_output()
        plan = json.loads((ROOT / "plan.json").read_bytes())
        failures = {tool: _prepare(tool, settings) for tool, settings in plan["settings"].items()}
        gc.freeze()  # or every fork copies what its collector only looks at
        for line in _scan_all(plan, failures):
            _write(report, line)


def _scan_all(plan: dict[str, Any], failures: dict[str, str]) -> Iterator[dict[str, Any]]:
    together: dict[str, dict[str, list[str]]] = {}
    for number, scans in enumerate(plan["solutions"]):
        for tool, files in scans.items():
            if tool in TOGETHER:
                together.setdefault(tool, {})[str(number)] = files
                continue
            folder = ROOT / "solutions" / str(number)
            answer = _scan(folder, tool, partial(TOOLS[tool], files), failures[tool], plan)
            yield {"solution": number, "tool": tool, **answer}
    for tool, solutions in together.items():
        yield from _scan_together(tool, solutions, failures[tool], plan)


def _scan_together(
    tool: str, solutions: dict[str, list[str]], failure: str, plan: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    answer = _scan(ROOT / "solutions", tool, partial(TOGETHER[tool], solutions), failure, plan)
    if "error" in answer and len(solutions) > 1:
        return
    for number in solutions:
        own = {"said": answer["said"][number]} if "said" in answer else {}
        seconds = answer.get("seconds", 0.0) / len(solutions)
        yield {"solution": int(number), "tool": tool, **answer, **own, "seconds": seconds}


def _scan(
    folder: Path,
    tool: str,
    scan: Callable[[dict[str, Any]], dict[str, Any]],
    failure: str,
    plan: dict[str, Any],
) -> dict[str, Any]:
    if failure:
        return {"error": failure}

    def work() -> dict[str, Any]:
        os.chdir(folder)
        return scan(plan["settings"][tool])

    begin = time.monotonic()
    outcome = run_apart(work, **plan["limits"] | plan["own_limits"].get(tool, {}))
    return outcome | {
        "version": _version(plan["distributions"][tool]),
        "seconds": time.monotonic() - begin,
    }


def run_apart(
    work: Callable[[], dict[str, Any]],
    *,
    cpu_seconds: int,
    wall_seconds: int,
    memory_bytes: int,
    answer_bytes: int,
) -> dict[str, Any]:
    """Run ``work`` in a forked process: ``{"said": ...}`` or ``{"error": why}``, never raises."""
    answer, question = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(answer)
        _be_the_child(work, question, seconds=cpu_seconds, memory_bytes=memory_bytes)
    os.close(question)
    _lead_a_group(child)
    try:
        return _listen(answer, child, seconds=wall_seconds, answer_bytes=answer_bytes)
    finally:
        os.close(answer)


def _listen(answer: int, child: int, *, seconds: int, answer_bytes: int) -> dict[str, Any]:
    received, deadline, failure = bytearray(), time.monotonic() + seconds, ""
    while not failure:
        ready, _, _ = select.select([answer], [], [], max(0.0, deadline - time.monotonic()))
        chunk = os.read(answer, CHUNK) if ready else None
        if chunk == b"":
            break
        received += chunk or b""
        if chunk is None:
            failure = f"time limit of {seconds} s"
        elif len(received) > answer_bytes:
            failure = f"more than {answer_bytes} bytes of results"
    status = _end(child)
    return {"error": failure} if failure else _read_answer(bytes(received), status)


def _end(child: int) -> int:
    """Kill what the tool left behind, then reap it. The tool itself may have ended already."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _read_answer(received: bytes, status: int) -> dict[str, Any]:
    with contextlib.suppress(ValueError):
        answer: dict[str, Any] = json.loads(received)
        return answer
    if status == -signal.SIGXCPU:
        return {"error": "CPU time limit"}
    return {"error": f"ended by signal {-status}" if status < 0 else f"ended with code {status}"}


def _be_the_child(
    work: Callable[[], dict[str, Any]], question: int, *, seconds: int, memory_bytes: int
) -> NoReturn:
    _lead_a_group(0)
    _lower(resource.RLIMIT_CPU, seconds, seconds + 1)
    _lower(resource.RLIMIT_AS, memory_bytes, memory_bytes)
    answer: dict[str, Any]
    try:
        answer = {"said": work()}
    except BaseException as error:  # whatever a tool dies of is its result, even SystemExit
        answer = {"error": describe(error)}
    with os.fdopen(question, "wb") as pipe:
        pipe.write(json.dumps(answer).encode())
    os._exit(0)


def _lower(kind: int, soft: int, hard: int) -> None:
    """Set a limit, or keep the sandbox's own where that is lower."""
    _, highest = resource.getrlimit(kind)
    if highest != resource.RLIM_INFINITY:
        soft, hard = min(soft, highest), min(hard, highest)
    resource.setrlimit(kind, (soft, hard))


def _lead_a_group(process: int) -> None:
    """Said by parent and child, since either may run first."""
    with contextlib.suppress(PermissionError, ProcessLookupError):
        os.setpgid(process, process)


def _prepare(tool: str, settings: dict[str, Any]) -> str:
    """Import a tool and set it up; the reason when that does not work."""
    try:
        if tool in PREPARATIONS:
            PREPARATIONS[tool](settings)
    except Exception as error:
        return f"cannot be imported: {describe(error)}"
    return ""


def _version(distribution: str) -> str:
    return importlib.metadata.version(distribution) if distribution else ""


def _silence_output() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _write(report: BinaryIO, line: dict[str, Any]) -> None:
    data = memoryview(json.dumps(line).encode() + b"\n")
    while data:
        data = data[report.write(data) or 0 :]
