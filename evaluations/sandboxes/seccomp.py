"""A system-call filter assembled by hand: the second wall behind the namespaces.

The program is classic BPF as ``seccomp(2)`` takes it; no libseccomp. The syscall numbers come from
the kernel's own tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
A filter for the wrong architecture kills every process, so a wrong table fails closed.
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from evaluations.errors import SandboxUnavailable

# What every name is called by number: (x86_64, aarch64); None where the architecture lacks it.
DENIED: Final[dict[str, tuple[int, int | None]]] = {
    "acct": (163, 89),
    "add_key": (248, 217),
    "adjtimex": (159, 171),
    "bpf": (321, 280),
    "chroot": (161, 51),
    "clock_adjtime": (305, 266),
    "clock_settime": (227, 112),
    "create_module": (174, None),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "get_kernel_syms": (177, None),
    "init_module": (175, 105),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioperm": (173, None),
    "iopl": (172, None),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "lookup_dcookie": (212, 18),
    "mbind": (237, 235),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "migrate_pages": (256, 238),
    "modify_ldt": (154, None),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "mq_open": (240, 180),
    "msgget": (68, 186),  # like the next two and mq_open: outlives the process that made it
    "name_to_handle_at": (303, 264),
    "nfsservctl": (180, 42),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "open_tree_attr": (467, 467),
    "perf_event_open": (298, 241),
    "personality": (135, 92),
    "pidfd_getfd": (438, 438),
    "pivot_root": (155, 41),
    "process_madvise": (440, 440),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "query_module": (178, None),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "semget": (64, 190),
    "set_mempolicy": (238, 237),
    "setdomainname": (171, 162),
    "sethostname": (170, 161),
    "setns": (308, 268),
    "settimeofday": (164, 170),
    "shmget": (29, 194),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "uselib": (134, None),
    "userfaultfd": (323, 282),
    "vhangup": (153, 58),
}
CLONE: Final = (56, 220)
CLONE3: Final = (435, 435)
IOCTL: Final = (16, 29)
SOCKET: Final = (41, 198)
PRLIMIT64: Final = (302, 261)

NEW_NAMESPACES: Final = 0x7E020000  # CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}
FIRST_UNUSUAL_DOMAIN: Final = (
    3  # AF_UNIX and AF_INET are below it, netlink, packet, vsock, alg above
)
TERMINAL_INJECTION: Final = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX
OWN_PROCESS: Final = 0
FIRST_X32_CALL: Final = 0x4000_0000

# Offsets in struct seccomp_data; arguments are 64 bits wide, the low half comes first.
NUMBER, ARCHITECTURE, ARGUMENT_0, ARGUMENT_1 = 0, 4, 16, 24

LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, ERROR = 0x7FFF_0000, 0x8000_0000, 0x0005_0000


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """``audit`` is the kernel's AUDIT_ARCH number; ``column`` picks the syscall numbers."""

    audit: int
    column: int
    has_x32: bool


ARCHITECTURES: Final = {
    "x86_64": Architecture(audit=0xC000_003E, column=0, has_x32=True),
    "aarch64": Architecture(audit=0xC000_00B7, column=1, has_x32=False),
}


@dataclass(frozen=True)
class Step:
    """One BPF instruction; jumps name the label to go to when the test holds, else fall through."""

    code: int
    operand: int
    when_true: str = ""
    label: str = ""


def build_filter(machine: str = platform.machine()) -> bytes:
    """The filter for ``machine`` (as ``uname -m`` says it), ready for ``bwrap --seccomp``.

    Raises:
        SandboxUnavailable: no table for this architecture; running without the filter is refused.
    """
    architecture = ARCHITECTURES.get(machine)
    if architecture is None:
        raise SandboxUnavailable(
            f"No system-call filter for {machine}: run the workers on x86_64 or aarch64."
        )
    return _assemble(list(_steps(architecture)))


def _steps(architecture: Architecture) -> Iterable[Step]:
    column = architecture.column
    yield Step(LOAD, ARCHITECTURE)
    yield Step(JUMP_EQUAL, architecture.audit, "right architecture")
    yield Step(RETURN, KILL)
    yield Step(LOAD, NUMBER, label="right architecture")
    if architecture.has_x32:
        yield Step(JUMP_AT_LEAST, FIRST_X32_CALL, "kill")
    yield Step(JUMP_EQUAL, CLONE[column], "clone")
    yield Step(JUMP_EQUAL, SOCKET[column], "socket")
    yield Step(JUMP_EQUAL, IOCTL[column], "ioctl")
    yield Step(JUMP_EQUAL, PRLIMIT64[column], "prlimit64")
    yield Step(JUMP_EQUAL, CLONE3[column], "absent")
    for numbers in DENIED.values():
        if (number := numbers[column]) is not None:
            yield Step(JUMP_EQUAL, number, "denied")
    yield Step(RETURN, ALLOW)
    yield Step(LOAD, ARGUMENT_0, label="clone")
    yield Step(JUMP_ANY_BIT, NEW_NAMESPACES, "denied")
    yield Step(RETURN, ALLOW)
    yield Step(LOAD, ARGUMENT_0, label="socket")
    yield Step(JUMP_AT_LEAST, FIRST_UNUSUAL_DOMAIN, "denied")
    yield Step(RETURN, ALLOW)
    # Limits of another process of the same user: a solution would take the tests' memory away.
    yield Step(LOAD, ARGUMENT_0, label="prlimit64")
    yield Step(JUMP_EQUAL, OWN_PROCESS, "allowed")
    yield Step(RETURN, ERROR | errno.EPERM)
    yield Step(RETURN, ALLOW, label="allowed")
    yield Step(LOAD, ARGUMENT_1, label="ioctl")
    for request in TERMINAL_INJECTION:
        yield Step(JUMP_EQUAL, request, "denied")
    yield Step(RETURN, ALLOW)
    yield Step(RETURN, ERROR | errno.EPERM, label="denied")
    # "No such call" makes libc fall back to clone, whose flags a filter can read.
    yield Step(RETURN, ERROR | errno.ENOSYS, label="absent")
    yield Step(RETURN, KILL, label="kill")


def _assemble(steps: list[Step]) -> bytes:
    """One ``struct sock_filter`` after another; jumps go forward and over fewer than 256 steps."""
    place = {step.label: index for index, step in enumerate(steps) if step.label}
    program = bytearray()
    for index, step in enumerate(steps):
        jump = place[step.when_true] - index - 1 if step.when_true else 0
        program += struct.pack("<HBBI", step.code, jump, 0, step.operand)
    return bytes(program)
