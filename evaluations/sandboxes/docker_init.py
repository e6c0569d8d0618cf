"""The first process in a container (pid 1): starts the program, bounds it, tells what it did.

The engine never sees what a program prints: this process reads it, up to the cap, and only then
passes it on. Its own standard input is held open by the worker for the whole run, so its end means
that the worker is gone, and then everything here goes too.

In:   one line of JSON (the order), then as many bytes for the program's input as the order says.
Out:  lines ``stdout|stderr|report BASE64``, and at last ``end`` with what is known, as JSON.
"""

from __future__ import annotations

import binascii
import fcntl
import json
import marshal
import os
import resource
import select
import signal
import sys
import time
from contextlib import suppress
from typing import Any

from evaluations.sandboxes.init import CODE_STARTS_AT, become_unreadable, prepare_child
from evaluations.sandboxes.init import start_program as execute

CHUNK_BYTES = 49_152  # base64 makes whole groups of it
ENDS_AFTER = 4  # times the kept output
LOOK_SECONDS = 0.1
MEMORY_FOLDERS = (  # version 1, version 2
    ("/sys/fs/cgroup/memory/memory.oom_control", "/sys/fs/cgroup/memory/memory.max_usage_in_bytes"),
    ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory.peak"),
)


class Stream:
    """One pipe from the program: ``cap`` bytes of it are passed on, all are counted."""

    def __init__(self, name: str, descriptor: int, cap: int) -> None:
        self.name = name
        self.descriptor = descriptor
        self.cap = cap
        self.total = 0

    def take(self) -> bool:
        """Pass one chunk on; whether there may be more."""
        try:
            data = os.read(self.descriptor, CHUNK_BYTES)
        except BlockingIOError:
            return False
        if room := max(0, self.cap - self.total):
            say(self.name, binascii.b2a_base64(data[:room], newline=False))
        self.total += len(data)
        return bool(data)


class Run:
    """The program while it runs. ``limit`` is the limit that ended it, ``status`` how it ended."""

    def __init__(self, order: dict[str, Any], ends: dict[str, int]) -> None:
        self.order = order
        self.limit = "none"
        self.status: int | None = None
        self.started = time.monotonic()
        self.child = 0
        self.streams = {
            ends[name]: Stream(name, ends[name], order[cap])
            for name, cap in (("stdout", "output"), ("stderr", "output"), ("report", "report_cap"))
        }
        self.input: int | None = ends["stdin"]
        self.waiting = b""
        self.to_come = order["stdin"]
        self.poll = select.poll()

    def supervise(self, wake: int) -> None:
        """Until the program has ended or a limit is hit; ``wake`` is readable when a child ends."""
        for descriptor in (wake, *self.streams):
            self.poll.register(descriptor, select.POLLIN)
        while self.status is None and self.limit == "none":
            self.register_input()
            for descriptor, event in self.poll.poll(LOOK_SECONDS * 1000):
                self.handle(descriptor, event, wake)
            self.reap()
            self.hold_limits()

    def handle(self, descriptor: int, event: int, wake: int) -> None:
        if descriptor == wake:
            os.read(wake, CHUNK_BYTES)
        elif descriptor in self.streams:
            if not self.streams[descriptor].take():
                self.poll.unregister(descriptor)
        elif descriptor == self.input:
            self.feed()
        elif event & select.POLLIN and not self.waiting:
            self.receive()
        elif event & (select.POLLHUP | select.POLLERR):
            os._exit(1)  # the worker is gone; with us goes everything

    def register_input(self) -> None:
        """Listen to the worker unless the program must take what came before."""
        self.poll.register(0, 0 if self.waiting else select.POLLIN)
        if self.input is not None and self.waiting:
            self.poll.register(self.input, select.POLLOUT)
        elif self.input is not None and self.to_come == 0:
            self.close_input()

    def receive(self) -> None:
        data = os.read(0, CHUNK_BYTES)
        if not data:
            os._exit(1)
        self.to_come -= len(data)
        self.waiting = data if self.input is not None else b""

    def feed(self) -> None:
        assert self.input is not None  # noqa: S101 - or poll would not have named it
        try:
            self.waiting = self.waiting[os.write(self.input, self.waiting) :]
        except BlockingIOError:
            return
        except BrokenPipeError:  # the program does not read; that is its affair
            self.close_input()
            return
        if not self.waiting:
            self.poll.unregister(self.input)

    def close_input(self) -> None:
        if self.input is not None:
            with suppress(KeyError):
                self.poll.unregister(self.input)
            os.close(self.input)
        self.input, self.waiting = None, b""

    def reap(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                if ended[0] == self.child:
                    self.status = ended[1]

    def hold_limits(self) -> None:
        printed = sum(one.total for one in self.streams.values() if one.name != "report")
        reported = sum(one.total for one in self.streams.values() if one.name == "report")
        if self.status is not None:
            return
        if time.monotonic() - self.started >= self.order["wall"]:
            self.limit = "wall_time"
        elif printed > ENDS_AFTER * self.order["output"] or reported > self.order["report_cap"]:
            self.limit = "output"
        elif memory_kills():
            self.limit = "memory"  # the rest might wait in vain for the one that was killed

    def finish(self) -> None:
        """End what is left, pass on what is left in the pipes, say how it ended."""
        wall = time.monotonic() - self.started
        with suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        with suppress(ChildProcessError):
            while True:
                os.wait()
        for stream in self.streams.values():
            while stream.total <= ENDS_AFTER * stream.cap and stream.take():
                pass
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        ending = {
            "status": self.status,
            "limit": self.limit,
            "wall": wall,
            "cpu": used.ru_utime + used.ru_stime,
            "peak": memory_peak() or used.ru_maxrss * 1024,
            "memory_kills": memory_kills(),
            "totals": {stream.name: stream.total for stream in self.streams.values()},
        }
        say("end", json.dumps(ending).encode())


def say(word: str, data: bytes) -> None:
    """One line to the worker."""
    line = memoryview(word.encode() + b" " + data + b"\n")
    while line:
        line = line[os.write(1, line) :]


def memory_kills() -> int:
    """How many processes the kernel has killed in this container for memory."""
    for events, _ in MEMORY_FOLDERS:
        with suppress(OSError), open(events) as file:
            return sum(int(line.split()[1]) for line in file if line.startswith("oom_kill "))
    return 0


def memory_peak() -> int:
    for _, peak in MEMORY_FOLDERS:
        with suppress(OSError), open(peak) as file:
            return int(file.read())
    return 0


def read_order() -> dict[str, Any]:
    """The order and no byte more: what follows may hold tests, and the program, forked from this
    process, would find them in its own memory.
    """
    line = bytearray()
    while not line.endswith(b"\n"):
        data = os.read(0, 1)
        if not data:
            os._exit(1)
        line += data
    order: dict[str, Any] = json.loads(line)
    return order


def open_pipes() -> tuple[dict[str, int], dict[str, int]]:
    """Our ends, which never block, and the program's."""
    ours, theirs = {}, {}
    theirs["stdin"], ours["stdin"] = os.pipe()
    for name in ("stdout", "stderr", "report"):
        ours[name], theirs[name] = os.pipe()
    for descriptor in ours.values():
        os.set_blocking(descriptor, False)
    return ours, theirs


def wake_on_child() -> int:
    """A descriptor that becomes readable when a child ends."""
    reading, writing = os.pipe()
    for descriptor in (reading, writing):
        os.set_blocking(descriptor, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    return reading


def start(order: dict[str, Any], theirs: dict[str, int]) -> int:
    """The pid of the program's process; in that process itself: 0, when it is to be forked."""
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            os.dup2(theirs[name], number)
        # Above all that is closed in a moment.
        report = fcntl.fcntl(theirs["report"], fcntl.F_DUPFD, 64)
        os.environ.pop("HOSTNAME", None)
        os.environ["PWD"] = os.getcwd()
        prepare_child(report, order["limits"])
        if not order["forked"]:
            execute(order["argv"])
    else:
        for descriptor in theirs.values():
            os.close(descriptor)
    return child


def become_program(argv: list[str]) -> None:
    """Execute a compiled module in this process, which then knows nothing of ours."""
    with open(argv[0], "rb") as compiled:
        code = marshal.loads(compiled.read()[CODE_STARTS_AT:])  # noqa: S302 - our own code
    sys.argv = argv
    sys.path.remove("/first")
    for name in [name for name in sys.modules if name.partition(".")[0] == "evaluations"]:
        del sys.modules[name]
    sys.modules["__main__"] = type(sys)("__main__")
    exec(code, sys.modules["__main__"].__dict__)  # noqa: S102 - our own code


def main() -> None:
    become_unreadable()
    order = read_order()
    ours, theirs = open_pipes()
    wake = wake_on_child()
    run = Run(order, ours)
    run.child = start(order, theirs)
    if run.child == 0:
        become_program(order["argv"])
        return
    run.supervise(wake)
    run.finish()
