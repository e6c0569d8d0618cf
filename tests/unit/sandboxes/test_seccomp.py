"""The filter decides as its table says, on both architectures; on others there is none."""

from __future__ import annotations

import errno
import struct

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.seccomp import (
    ALLOW,
    ARCHITECTURES,
    CLONE,
    CLONE3,
    DENIED,
    ERROR,
    IOCTL,
    KILL,
    SOCKET,
    build_filter,
)
from tests.unit.sandboxes.bpf import decide

REFUSED = ERROR | errno.EPERM
ABSENT = ERROR | errno.ENOSYS
ORDINARY = {"x86_64": (0, 1, 9, 57, 59, 60, 157, 231), "aarch64": (63, 64, 93, 221, 222)}


@pytest.fixture(params=ARCHITECTURES)
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def ask(machine: str, number: int, *arguments: int) -> int:
    audit = ARCHITECTURES[machine].audit
    return decide(build_filter(machine), number, arguments, audit=audit)


def test_it_refuses_every_call_of_its_table(machine: str) -> None:
    column = ARCHITECTURES[machine].column
    numbers = [pair[column] for pair in DENIED.values()]
    assert {ask(machine, number) for number in numbers if number is not None} == {REFUSED}


def test_it_allows_what_every_program_does(machine: str) -> None:
    assert {ask(machine, number) for number in ORDINARY[machine]} == {ALLOW}


def test_it_lets_processes_be_made_but_no_namespaces(machine: str) -> None:
    clone = CLONE[ARCHITECTURES[machine].column]
    thread = 0x3D0F00
    assert ask(machine, clone, 17) == ask(machine, clone, thread) == ALLOW
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert ask(machine, clone, flag | 17) == REFUSED


def test_it_says_that_clone3_does_not_exist(machine: str) -> None:
    assert ask(machine, CLONE3[ARCHITECTURES[machine].column]) == ABSENT


def test_it_knows_two_families_of_sockets(machine: str) -> None:
    socket = SOCKET[ARCHITECTURES[machine].column]
    assert [ask(machine, socket, family) for family in (1, 2)] == [ALLOW, ALLOW]
    assert {ask(machine, socket, family) for family in range(3, 50)} == {REFUSED}


def test_it_lets_no_character_be_pushed_into_a_terminal(machine: str) -> None:
    ioctl = IOCTL[ARCHITECTURES[machine].column]
    assert ask(machine, ioctl, 0, 0x5401) == ALLOW
    assert ask(machine, ioctl, 0, 0x5412) == ask(machine, ioctl, 0, 0x541C) == REFUSED
    assert ask(machine, ioctl, 0, 0xFFFF_FFFF_0000_5412) == REFUSED  # the kernel reads 32 bits


def test_it_kills_calls_of_another_architecture(machine: str) -> None:
    program = build_filter(machine)
    for other in ARCHITECTURES.values():
        decision = decide(program, 0, audit=other.audit)
        assert (decision == KILL) is (other is not ARCHITECTURES[machine])
    assert decide(program, 0, audit=0x4000_0003) == KILL  # 32-bit x86


def test_it_kills_calls_of_the_x32_interface() -> None:
    assert ask("x86_64", 0x4000_0000 | 1) == KILL


def test_it_fits_into_forward_jumps_of_a_byte(machine: str) -> None:
    steps = list(struct.iter_unpack("<HBBI", build_filter(machine)))
    jumps = [(at, jump) for at, (_, jump, _, _) in enumerate(steps) if jump]
    assert jumps
    assert all(at + 1 + jump < len(steps) for at, jump in jumps)


def test_it_refuses_to_work_without_a_table() -> None:
    with pytest.raises(SandboxUnavailable, match="riscv64"):
        build_filter("riscv64")
