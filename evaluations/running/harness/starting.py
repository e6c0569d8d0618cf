"""One program at a time: its input, what it prints, the limit that ends it, what it left alive."""

from __future__ import annotations

import _ctypes
import _signal  # type: ignore[import-not-found]  # signal itself would import enum
import os
import resource
import select
import time

TYPE_CHECKING = False  # importing typing itself would take longer than many a test
if TYPE_CHECKING:
    from typing import Any

FAULT_FD = 3
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 4, 36
FIRST_TO_DIE = "1000"
CHUNK_BYTES = 65536
KEPT_OF_ERRORS = 2048


class Watch:
    """One program from start to end: its streams up to what is kept, the limit that ended it."""

    def __init__(self, stdin: bytes, limits: dict[str, Any]) -> None:
        self.ended = ""
        self._stdin: memoryview | None = memoryview(stdin)  # None when all of it was taken
        self._most = limits["output"]
        self._deadline = time.monotonic() + limits["wall"]
        self._poll = select.poll()
        self._kept: dict[int, bytearray] = {}
        self._room: dict[int, int] = {}
        self._totals: dict[int, int] = {}

    def follow(self, pid: int, stdin: int, room: dict[int, int]) -> None:
        """Until the program has ended or a limit is reached; ``room`` is what to keep of each."""
        handle = os.pidfd_open(pid)
        self._poll.register(handle, select.POLLIN)
        for number in room:
            self._kept[number], self._room[number], self._totals[number] = (
                bytearray(),
                room[number],
                0,
            )
            self._poll.register(number, select.POLLIN)
        os.set_blocking(stdin, False)
        self._poll.register(stdin, select.POLLOUT)
        while not self.ended and not self._turn(handle, stdin):
            if time.monotonic() >= self._deadline:
                self.ended = "wall"
        os.close(handle)
        if self._stdin is not None:
            os.close(stdin)

    def drain(self, number: int) -> bytes:
        """All that is kept of a stream, when nothing that could write to it is alive."""
        while self._take(number):
            pass
        os.close(number)
        return bytes(self._kept[number])

    def _turn(self, handle: int, stdin: int) -> bool:
        """Do what can be done; whether the program has ended."""
        left = max(0.0, self._deadline - time.monotonic())
        for number, _ in self._poll.poll(left * 1000):
            if number == handle:
                return True
            if number == stdin:
                self._feed(stdin)
            elif not self._take(number):
                self._poll.unregister(number)
        return False

    def _take(self, number: int) -> bool:
        data = os.read(number, CHUNK_BYTES)
        kept = self._kept[number]
        kept += data[: max(0, self._room[number] - len(kept))]
        self._totals[number] += len(data)
        if self._totals[number] > self._most:
            self.ended = self.ended or "output"
            return False
        return bool(data)

    def _feed(self, stdin: int) -> None:
        try:
            while self._stdin:
                self._stdin = self._stdin[os.write(stdin, self._stdin[:CHUNK_BYTES]) :]
        except BlockingIOError:
            return
        except BrokenPipeError:  # a program that does not read is free not to
            pass
        self._poll.unregister(stdin)
        os.close(stdin)
        self._stdin = None


def run(argv: list[str], task: dict[str, Any], stdin: bytes, kept: int) -> dict[str, Any]:
    """Start one program, see it to its end and end all that it started."""
    (stdin_in, stdin_out), (out_in, out_out) = os.pipe(), os.pipe()
    (err_in, err_out), (fault_in, fault_out) = os.pipe(), os.pipe()
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        become(argv, task, (stdin_in, out_out, err_out), fault_out)
    for number in (stdin_in, out_out, err_out, fault_out):
        os.close(number)
    watch = Watch(stdin, task["limits"])
    watch.follow(pid, stdin_out, {out_in: kept, err_in: KEPT_OF_ERRORS})
    seconds = time.monotonic() - started
    status, cpu = end_everything(pid)
    fault = os.read(fault_in, CHUNK_BYTES).decode()
    os.close(fault_in)
    return {
        "stdout": watch.drain(out_in),
        "stderr": watch.drain(err_in),
        "ended": watch.ended,
        "fault": fault,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0,
        "seconds": seconds,
        "cpu": cpu,
    }


def become(argv: list[str], task: dict[str, Any], streams: tuple[int, ...], fault: int) -> None:
    """In the child: a session of its own, three streams and nothing else, the first to die."""
    try:
        os.setsid()
        for target, number in enumerate(streams):
            os.dup2(number, target)
        os.dup2(fault, FAULT_FD, inheritable=False)
        os.closerange(FAULT_FD + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        prctl(PR_SET_DUMPABLE, 1)  # nothing of another program is alive to look
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write(FIRST_TO_DIE)
        cpu = task["limits"]["cpu"]
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
        for number in (_signal.SIGPIPE, _signal.SIGXFSZ):
            _signal.signal(number, _signal.SIG_DFL)
        os.execvpe(argv[0], argv, {**os.environ, **task["environment"]})  # noqa: S606
    except OSError as error:
        os.write(FAULT_FD, f"cannot start {argv[0]}: {error.strerror}".encode())
    os._exit(127)


def end_everything(pid: int) -> tuple[int, float]:
    """Kill every process but this one and pid 1, at once, and reap them: status, CPU seconds."""
    try:  # noqa: SIM105 - contextlib would take a while to import
        os.kill(-1, _signal.SIGKILL)
    except ProcessLookupError:
        pass
    status, cpu = 0, 0.0
    while True:
        try:
            reaped, ending, used = os.wait4(-1, 0)
        except ChildProcessError:
            return status, cpu
        cpu += used.ru_utime + used.ru_stime
        if reaped == pid:
            status = ending


def prctl(option: int, value: int) -> None:
    function = _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")  # type: ignore[arg-type]
    if _ctypes.call_function(function, (option, value, 0, 0, 0)) != 0:
        raise OSError(f"prctl({option}) was refused")


def adopt() -> None:
    """Whatever a program leaves behind becomes a child of this process, to be reaped by it."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)
