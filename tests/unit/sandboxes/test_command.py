"""The command of a run: what must be in it, in every case."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluations.sandboxes.base import Program
from evaluations.sandboxes.command import Descriptors, build_command, drop_user, limits_text
from evaluations.sandboxes.interpreter import Interpreter
from evaluations.sandboxes.limits import MEBIBYTE, Limits
from evaluations.sandboxes.tools import StagedTools

DESCRIPTORS = Descriptors(
    status=10, seccomp=11, go=12, result=13, report=14, init=15, files={"a/b.py": 16}
)
TOOLS = StagedTools(directory=Path("/var/cache/tools"), versions={})
SYSTEM = Interpreter(executable=Path("/usr/bin/python3.11"))
OWN = Interpreter(executable=Path("/python/bin/python3.11"), prefix=Path("/opt/python"))


def command(interpreter: Interpreter = SYSTEM, *, needs_tools: bool = False) -> list[str]:
    program = Program(argv=("python3", "-c", "1"), limits=Limits(), needs_tools=needs_tools)
    return build_command(
        program, descriptors=DESCRIPTORS, interpreter=interpreter, tools=TOOLS, address_space=None
    )


@pytest.mark.parametrize(
    "option",
    [
        *(f"--unshare-{namespace}" for namespace in ("user", "pid", "ipc", "uts", "cgroup", "net")),
        *("--disable-userns", "--as-pid-1", "--die-with-parent", "--new-session", "--clearenv"),
    ],
)
def test_it_isolates_in_every_way(option: str) -> None:
    assert option in command()


def test_it_ends_with_the_program_and_starts_its_own_first_process() -> None:
    argv = command()
    first = argv[argv.index("--") + 1 :]
    assert first[:8] == ["/usr/bin/python3.11", "-s", "-S", "-P", "/init.pyc", "12", "13", "14"]
    assert first[-4:] == ["started", "python3", "-c", "1"]


def test_it_makes_the_root_read_only_after_everything_is_in_place() -> None:
    argv = command()
    assert argv.index("/src/a/b.py") < len(argv) - 1 - argv[::-1].index("--remount-ro")


def test_it_binds_the_tools_only_when_asked() -> None:
    assert "/tools" not in command()
    argv = command(needs_tools=True)
    assert argv[argv.index("/tools") - 2 :][:3] == ["--ro-bind", "/var/cache/tools", "/tools"]
    assert argv[argv.index("PYTHONPATH") + 1] == "/tools/site-packages"


def test_it_brings_an_interpreter_of_its_own_to_a_neutral_place() -> None:
    argv = command(OWN)
    assert argv[argv.index("/python") - 1] == "/opt/python"
    assert "/opt/python" not in argv[argv.index("--") :]


def test_it_binds_nothing_of_the_host_but_the_system() -> None:
    argv = command()
    bound = {argv[at + 1] for at, word in enumerate(argv) if word.startswith("--ro-bind")}
    assert (
        {"/usr"}
        <= bound
        <= {"/usr", "/etc/ld.so.cache", "/etc/alternatives"}
        | {f"/{name}" for name in ("bin", "lib", "lib32", "lib64", "sbin")}
    )
    assert not {"--bind", "--dev-bind", "--share-net"} & set(argv)


def test_it_drops_root_before_bwrap_starts() -> None:
    assert drop_user(None) == []
    argv = drop_user(200_003)
    assert argv[0] == "setpriv"
    assert {"--reuid=200003", "--regid=200003", "--clear-groups", "--no-new-privs"} <= set(argv)


def test_it_writes_limits_as_the_first_process_reads_them() -> None:
    text = limits_text(Limits(processes=9, cpu_seconds=3), address_space=64 * MEBIBYTE)
    values = dict(item.split("=") for item in text.split(","))
    assert (values["NPROC"], values["CPU"], values["CORE"]) == ("9:9", "3:4", "0:0")
    assert values["AS"] == f"{64 * MEBIBYTE}:{64 * MEBIBYTE}"
    assert "AS" not in limits_text(Limits(), address_space=None)
