"""What a container is told and what it answers, without an engine."""

from __future__ import annotations

import base64
import json
import signal
from pathlib import Path
from typing import Any

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.base import LimitHit, Program
from evaluations.sandboxes.docker_answer import Answer, build_order, longest_answer
from evaluations.sandboxes.docker_files import job_folder, stage_first_process
from evaluations.sandboxes.docker_image import (
    SYSTEM_LABEL,
    VERSION_LABEL,
    check_engine,
    choose_runtime,
    read_image,
)
from evaluations.sandboxes.docker_options import container_options, environment_of, host_options
from evaluations.sandboxes.docker_seccomp import ALLOWED, all_but, profile
from evaluations.sandboxes.interpreter import VERSION
from evaluations.sandboxes.limits import MEBIBYTE, Limits
from evaluations.sandboxes.seccomp import DENIED, NEW_NAMESPACES, TERMINAL_INJECTION

PROGRAM = Program(argv=("python3", "x"), stdin=b"the tests", limits=Limits(processes=9))
ENDED = {
    "status": 0,
    "limit": "none",
    "wall": 0.5,
    "cpu": 0.25,
    "peak": 4096,
    "memory_kills": 0,
    "totals": {"stdout": 3, "stderr": 0, "report": 0},
}


def log(ended: dict[str, Any] | None = ENDED, **streams: bytes) -> bytes:
    lines = [name.encode() + b" " + base64.b64encode(data) for name, data in streams.items()]
    if ended is not None:
        lines.append(b"end " + json.dumps(ended).encode())
    return b"".join(line + b"\n" for line in lines)


def test_it_orders_a_program_and_puts_its_input_behind() -> None:
    line, _, behind = build_order(PROGRAM).partition(b"\n")
    order = json.loads(line)
    assert order["argv"] == ["python3", "x"]
    assert behind == b"the tests"
    assert order["stdin"] == len(behind)
    assert "CORE=0:0" in order["limits"]
    assert "NPROC" not in order["limits"]  # it would count other containers' processes


def test_it_reads_an_answer() -> None:
    answer = Answer.parse(log(stdout=b"\x00\xff", stderr=b"", report=b"r"))
    assert answer.kept == {"stdout": b"\x00\xff", "stderr": b"", "report": b"r"}
    assert answer.truncated("stdout")
    assert not answer.truncated("stderr")
    assert (answer.ending().exit_code, answer.ending().cpu_seconds) == (0, 0.25)
    assert answer.limit_hit(8) is LimitHit.NONE


@pytest.mark.parametrize(
    ("changes", "limit"),
    [
        ({"limit": "wall_time", "status": None}, LimitHit.WALL_TIME),
        ({"limit": "wall_time", "memory_kills": 2}, LimitHit.MEMORY),
        ({"limit": "output", "memory_kills": 2}, LimitHit.OUTPUT),
        ({"memory_kills": 1}, LimitHit.MEMORY),
        ({"status": int(signal.SIGXCPU)}, LimitHit.CPU_TIME),
        ({"status": int(signal.SIGKILL), "cpu": 9.0}, LimitHit.CPU_TIME),
        ({"status": int(signal.SIGKILL)}, LimitHit.NONE),
    ],
)
def test_it_knows_the_limit_that_ended_a_program(changes: dict[str, Any], limit: LimitHit) -> None:
    assert Answer.parse(log(ENDED | changes)).limit_hit(8) is limit


def test_it_keeps_what_was_said_before_the_first_process_was_killed() -> None:
    cut = log(None, stdout=b"before") + b"stdout AAA"
    answer = Answer.parse(cut)
    assert answer.kept["stdout"] == b"before"
    assert answer.ended is None
    assert answer.limit_hit(8) is LimitHit.MEMORY
    assert answer.ending().signal == signal.SIGKILL


@pytest.mark.parametrize("line", [b"stdout !!!!\n", b"unknown AAAA\n", b"end {}}\n"])
def test_it_takes_no_answer_that_is_not_ours(line: bytes) -> None:
    with pytest.raises(SandboxUnavailable, match="unreadable"):
        Answer.parse(line + log())


def test_it_leaves_room_in_the_log_for_the_longest_answer() -> None:
    kept = 2 * PROGRAM.limits.output_bytes + 16 * MEBIBYTE
    assert longest_answer(PROGRAM) > kept * 4 / 3 * 1.1


def test_it_names_no_bound_that_is_absent() -> None:
    host = host_options(PROGRAM, {"/src": Path("/somewhere")}, runtime="runc")
    assert host["mem_limit"] == host["memswap_limit"] == PROGRAM.limits.memory_bytes
    assert host["pids_limit"] == 10
    assert host["network_mode"] == "none"
    assert host["mounts"] == [
        {"Type": "bind", "Target": "/src", "Source": "/somewhere", "ReadOnly": True}
    ]
    for options in host["tmpfs"].values():
        assert {"nosuid", "nodev"} <= set(options.split(","))
        assert "nr_inodes=" in options


def test_it_gives_the_input_to_no_option() -> None:
    image = read_image(found(), "name")
    options = container_options(PROGRAM, image, 0.0) | host_options(PROGRAM, {}, runtime="runc")
    assert "the tests" not in json.dumps(options)


def test_it_starts_with_the_environment_that_bubblewrap_gives() -> None:
    program = Program(argv=("x",), environment={"A": "1"}, limits=Limits(), needs_tools=True)
    variables = environment_of(program)
    assert variables["A"] == "1"
    assert variables["PATH"] == "/tools/bin:/toolchain:/usr/bin:/bin"
    assert variables["PYTHONPATH"] == "/tools/site-packages"
    assert variables["PYTHONHASHSEED"] == "0"


FIT = {
    "MemoryLimit": True,
    "PidsLimit": True,
    "CpuCfsQuota": True,
    "SecurityOptions": ["name=seccomp,profile=default"],
}


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"MemoryLimit": False}, "no memory limits"),
        ({"PidsLimit": False, "CpuCfsQuota": False}, "no process limits, no processor limits"),
        ({"SecurityOptions": None}, "no system-call filters"),
    ],
)
def test_it_refuses_an_engine_that_would_leave_out_a_bound(
    changes: dict[str, Any], what: str
) -> None:
    check_engine(FIT)
    with pytest.raises(SandboxUnavailable, match=what):
        check_engine(FIT | changes)


def test_it_prefers_a_kernel_of_its_own_where_the_engine_lists_one() -> None:
    assert choose_runtime({"runc": {}, "runsc": {}}, "runc") == "runsc"
    assert choose_runtime({"runc": {}, "crun": {}}, "crun") == "crun"


def found(**labels: str) -> dict[str, Any]:
    python = {f"{VERSION_LABEL}python": f"{VERSION}.9"}
    return {"Id": "sha256:abc", "Config": {"Labels": {**python, **labels}}}


def test_it_reads_what_an_image_holds(tmp_path: Path) -> None:
    assert read_image(found(), "name").system is None
    bound = read_image(found(**{SYSTEM_LABEL: str(tmp_path), f"{VERSION_LABEL}node": "18"}), "name")
    assert (bound.id, bound.system) == ("sha256:abc", tmp_path)
    assert bound.versions == {"python": f"{VERSION}.9", "node": "18"}


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        (None, "no image name"),
        (found(**{f"{VERSION_LABEL}python": "2.7.18"}), r"has Python 2\.7\.18"),
        ({"Id": "sha256:abc", "Config": {"Labels": None}}, "has Python unknown"),
        (found(**{SYSTEM_LABEL: "/nowhere/at/all"}), "/nowhere/at/all is gone"),
    ],
)
def test_it_refuses_an_image_that_is_not_ours(image: dict[str, Any] | None, reason: str) -> None:
    with pytest.raises(SandboxUnavailable, match=f"{reason}.*make sandbox-image"):
        read_image(image, "name")


def test_it_writes_files_to_be_read_and_takes_them_away(tmp_path: Path) -> None:
    program = Program(argv=("x",), files={"a/b.py": b"1"}, limits=Limits())
    with job_folder(tmp_path / "job", program) as folder:
        assert (folder / "a" / "b.py").read_bytes() == b"1"
        assert (folder / "a" / "b.py").stat().st_mode & 0o777 == 0o444
        assert (folder / "a").stat().st_mode & 0o777 == folder.stat().st_mode & 0o777 == 0o755
    assert not folder.exists()


def test_it_stages_the_first_process_once(tmp_path: Path) -> None:
    staged = stage_first_process(tmp_path)
    assert stage_first_process(tmp_path) == staged
    names = {path.name for path in staged.rglob("*.py") if path.read_bytes()}
    assert names == {"init.py", "docker_init.py"}


def test_it_allows_nothing_that_bubblewraps_filter_refuses() -> None:
    allowed = ALLOWED.split()
    assert not set(allowed) & set(DENIED)
    assert len(allowed) == len(set(allowed))
    rules = json.loads(profile())["syscalls"]
    refused = {
        name for rule in rules if rule["action"] != "SCMP_ACT_ALLOW" for name in rule["names"]
    }
    assert refused == {*DENIED, "clone3"}
    conditional = {name for rule in rules if "args" in rule for name in rule["names"]}
    assert conditional == {"clone", "socket", "ioctl", "prlimit64"}
    assert not conditional & set(allowed)


def test_it_allows_processes_but_no_namespaces() -> None:
    rules = json.loads(profile())["syscalls"]
    (clone,) = (rule["args"] for rule in rules if rule["names"] == ["clone"])
    assert clone == [
        {"index": 0, "op": "SCMP_CMP_MASKED_EQ", "value": NEW_NAMESPACES, "valueTwo": 0}
    ]


@pytest.mark.parametrize("refused", [TERMINAL_INJECTION, (0,), (0xFFFF_FFFF, 1, 2)])
def test_it_matches_every_number_but_those_refused(refused: tuple[int, ...]) -> None:
    masks = list(all_but(refused))
    near = {number + step for number in refused for step in range(-20, 21)}
    flipped = {number ^ 1 << bit for number in refused for bit in range(32)}
    for number in (one for one in near | flipped if 0 <= one < 1 << 32):
        matched = any(number & mask == bits for mask, bits in masks)
        assert matched is (number not in refused), hex(number)
