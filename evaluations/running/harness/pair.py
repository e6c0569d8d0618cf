"""Two programs that must not reach each other: the tests', and the solution's beside it.

For languages whose interpreter is started anew. This launcher, which no other process can read, is
the parent of both and tells the tests how the solution ended. A program that is started anew could
be read by every other of the same user; the tests' is not, as it is started through a copy of the
dynamic loader that may be executed but not read (see execve(2) and proc(5), "dumpable").
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # signal itself would import enum
import os

from evaluations.running.harness.solution import settle_alone
from evaluations.running.harness.wire import receive

TYPE_CHECKING = False  # importing typing itself would take longer than many a test
if TYPE_CHECKING:
    from collections.abc import Sequence

REPORT_FD = 3
LOADER = "/box/.loader"
EXECUTE_ONLY = 0o111
PROGRAM_HEADERS_AT, HEADER_SIZE_AT, HEADER_COUNT_AT = 32, 54, 56  # in a 64-bit ELF file
INTERPRETER = 3  # PT_INTERP


def find_loader(program: str) -> str:
    """The dynamic loader that ``program`` names in its ELF header."""
    with open(program, "rb") as file:
        start = file.read(4096)

    def number(at: int, size: int) -> int:
        return int.from_bytes(start[at : at + size], "little")

    for index in range(number(HEADER_COUNT_AT, 2)):
        header = number(PROGRAM_HEADERS_AT, 8) + index * number(HEADER_SIZE_AT, 2)
        if number(header, 4) == INTERPRETER:
            offset, size = number(header + 8, 8), number(header + 32, 8)
            return start[offset : offset + size].rstrip(b"\0").decode()
    raise OSError(f"{program} names no dynamic loader")


def start_unreadable(argv: Sequence[str]) -> None:
    """Become the program ``argv``, whose memory and descriptors no other process can open."""
    with open(find_loader(argv[0]), "rb") as original:
        content = original.read()
    copy = os.open(LOADER, os.O_WRONLY | os.O_CREAT | os.O_EXCL, EXECUTE_ONLY)
    remaining = memoryview(content)
    while remaining:
        remaining = remaining[os.write(copy, remaining) :]
    os.close(copy)
    os.execv(LOADER, [LOADER, "--argv0", argv[0], *argv])  # noqa: S606 - this file's purpose


def start_both(tests: list[str], solution: list[str]) -> tuple[int, int, int]:
    """Process ids of tests and solution, and the descriptor on which to tell the former how the
    latter ended.
    """
    request_in, request_out = os.pipe()
    reply_in, reply_out = os.pipe()
    ending_in, ending_out = os.pipe()
    tests_id = os.fork()
    if tests_id == 0:
        _hand_down(request_out, reply_in, ending_in)
        start_unreadable([*tests, str(request_out), str(reply_in), str(ending_in)])
    solution_id = os.fork()
    if solution_id == 0:
        os.close(REPORT_FD)  # every pipe that is not handed down closes itself
        settle_alone()
        _hand_down(request_in, reply_out)
        argv = [*solution, str(request_in), str(reply_out)]
        os.execv(argv[0], argv)  # noqa: S606 - this file's purpose
    for descriptor in (request_in, request_out, reply_in, reply_out, ending_in):
        os.close(descriptor)
    return tests_id, solution_id, ending_out


def _hand_down(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.set_inheritable(descriptor, True)


def end_like(status: int) -> None:
    """End as the process with this wait status did: the outside sees only this one."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number not in (_signal.SIGKILL, _signal.SIGSTOP):
            _signal.signal(number, _signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.WEXITSTATUS(status))


def tell(descriptor: int, text: bytes) -> None:
    """The tests may have ended first, and then nobody listens."""
    try:  # noqa: SIM105 - contextlib would take a while to import
        os.write(descriptor, text)
    except BrokenPipeError:
        pass
    os.close(descriptor)


def main() -> None:
    task = receive(0)
    tests, solution, ending = start_both(task["tests"], task["solution"])
    _signal.signal(_signal.SIGPIPE, _signal.SIG_IGN)
    while True:
        pid, status = os.wait()
        if pid == tests:
            end_like(status)
        if pid == solution:
            number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
            tell(ending, f"{number} {code}".encode())
