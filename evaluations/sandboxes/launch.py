"""Starting bwrap: what it inherits, and with which empty hands."""

from __future__ import annotations

import os
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.base import Program
from evaluations.sandboxes.command import Descriptors, build_command, drop_user
from evaluations.sandboxes.interpreter import Interpreter
from evaluations.sandboxes.supervision import Pipes
from evaluations.sandboxes.tools import StagedTools

# /proc/1/environ inside shows what bwrap itself was started with, so that is nothing but a path.
OUTER_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What every run needs and none changes: made once."""

    interpreter: Interpreter
    tools: StagedTools
    init: bytes
    seccomp: bytes


def launch(
    program: Program,
    prepared: Prepared,
    *,
    user: int | None,
    address_space: int | None,
    ours: ExitStack,
) -> tuple[subprocess.Popen[bytes], Pipes]:
    """Start bwrap (as ``user`` when given). ``ours`` closes our ends of the pipes.

    Raises:
        SandboxUnavailable: the system has no process, descriptor or memory left for it.
    """
    try:
        return _launch(program, prepared, user, address_space, ours)
    except OSError as error:
        raise SandboxUnavailable(f"bubblewrap could not be started: {error}") from error


def _launch(
    program: Program,
    prepared: Prepared,
    user: int | None,
    address_space: int | None,
    ours: ExitStack,
) -> tuple[subprocess.Popen[bytes], Pipes]:
    with ExitStack() as theirs:
        status_in, status_out = _pipe(ours, theirs)
        go_in, go_out = _pipe(theirs, ours)
        result_in, result_out = _pipe(ours, theirs)
        report_in, report_out = _pipe(ours, theirs)
        descriptors = Descriptors(
            status=status_out,
            seccomp=_in_memory(prepared.seccomp, theirs),
            go=go_in,
            result=result_out,
            report=report_out,
            init=_in_memory(prepared.init, theirs),
            files={path: _in_memory(data, theirs) for path, data in program.files.items()},
        )
        command = drop_user(user) + build_command(
            program,
            descriptors=descriptors,
            interpreter=prepared.interpreter,
            tools=prepared.tools,
            address_space=address_space,
        )
        process = _start(command, descriptors)
    return process, Pipes(status=status_in, go=go_out, result=result_in, report=report_in)


def _start(command: list[str], descriptors: Descriptors) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - bwrap itself, without a shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        pass_fds=descriptors.all(),
        env=OUTER_ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )


def _pipe(reader: ExitStack, writer: ExitStack) -> tuple[int, int]:
    reading, writing = os.pipe()
    reader.callback(os.close, reading)
    writer.callback(os.close, writing)
    return reading, writing


def _in_memory(data: bytes, owner: ExitStack) -> int:
    """A descriptor from which ``data`` can be read to its end; nothing lies on a disk."""
    descriptor = os.memfd_create("reviewplatform")
    owner.callback(os.close, descriptor)
    remaining = memoryview(data)
    while remaining:
        remaining = remaining[os.write(descriptor, remaining) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
