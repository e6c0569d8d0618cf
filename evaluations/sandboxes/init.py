"""The first process inside the sandbox (pid 1). Plain Python, few imports: each costs milliseconds.

It makes itself unreadable to what it starts, waits for the word to go, starts the program under its
limits, reaps what the program leaves behind and tells the outside how the program ended. When this
process ends, the kernel ends everything else inside.

Arguments: ``GO RESULT REPORT LIMITS FORKED PROGRAM...``: the file descriptors to wait on, to answer
on and to hand down as the report channel, ``NAME=soft:hard,...``, ``forked`` or ``started``.
"""

from __future__ import annotations

import _ctypes  # ctypes itself takes longer to import than the rest of this file to run
import _signal  # type: ignore[import-not-found]  # signal itself would import enum
import marshal
import os
import resource
import sys

PR_SET_DUMPABLE = 4
REPORT_FD = 3
CODE_STARTS_AT = 16  # header of a compiled module


def become_unreadable() -> None:
    """Close ``/proc/1/mem``, ``environ`` and ``fd`` to every other process of the same user."""
    prctl = _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")  # type: ignore[arg-type]
    if _ctypes.call_function(prctl, (PR_SET_DUMPABLE, 0, 0, 0, 0)) != 0:
        raise OSError("prctl(PR_SET_DUMPABLE) was refused")


def set_limits(text: str) -> None:
    for item in text.split(","):
        name, _, values = item.partition("=")
        soft, _, hard = values.partition(":")
        if name == "CPUS":
            keep_processors(int(soft))
            continue
        resource.setrlimit(getattr(resource, "RLIMIT_" + name), (int(soft), int(hard)))


def keep_processors(count: int) -> None:
    """So many, any of them; what is started sees no others, and counts the same on every host."""
    there = sorted(os.sched_getaffinity(0))
    first = os.urandom(1)[0]
    os.sched_setaffinity(0, {there[(first + n) % len(there)] for n in range(count)})


def prepare_child(report: int, limits: str) -> None:
    """A session of its own, limits, and no descriptor but 0, 1, 2 and the report channel."""
    os.setsid()
    os.dup2(report, REPORT_FD, inheritable=True)
    os.closerange(REPORT_FD + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    set_limits(limits)


def start_program(argv: list[str]) -> None:
    for number in (_signal.SIGPIPE, _signal.SIGXFSZ):
        _signal.signal(number, _signal.SIG_DFL)
    try:
        os.execvp(argv[0], argv)  # noqa: S606 - starting a program is this file's purpose
    except OSError as error:
        os.write(2, f"cannot start {argv[0]}: {error.strerror}\n".encode())
        os._exit(127)


def wait_for(child: int) -> str:
    """Reap until ``child`` has ended: its wait status, CPU seconds, peak bytes of one process."""
    while True:
        pid, status = os.wait()
        if pid == child:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return f"{status} {used.ru_utime + used.ru_stime:.6f} {used.ru_maxrss * 1024}"


def main(arguments: list[str]) -> list[str]:
    """Argv of the program, in the forked child that is to execute it; pid 1 never returns."""
    go, result, report = (int(text) for text in arguments[:3])
    limits, forked, argv = arguments[3], arguments[4] == "forked", arguments[5:]
    become_unreadable()
    if os.read(go, 1) != b"g":
        os._exit(1)
    child = os.fork()
    if child == 0:
        prepare_child(report, limits)
        if not forked:
            start_program(argv)
        return argv
    os.closerange(0, 3)
    os.close(report)
    os.write(result, wait_for(child).encode())
    os._exit(0)


if __name__ == "__main__":
    sys.argv = main(sys.argv[1:])
    with open(sys.argv[0], "rb") as compiled:
        code = marshal.loads(compiled.read()[CODE_STARTS_AT:])  # noqa: S302 - our own code
    sys.modules["__main__"] = type(sys)("__main__")
    exec(code, sys.modules["__main__"].__dict__)  # noqa: S102 - our own code
