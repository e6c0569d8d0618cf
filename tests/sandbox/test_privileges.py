"""Every way up is closed: namespaces, mounts, other processes' memory, kernel interfaces."""

from __future__ import annotations

import errno
import json

import pytest

from evaluations.sandboxes.base import Program, Sandbox
from evaluations.sandboxes.limits import Limits
from tests.sandbox.conftest import RunPython
from tests.sandbox.programs import python_program

pytestmark = pytest.mark.sandbox

SYSCALL = """
import ctypes, sys
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(*(ctypes.c_long(int(argument)) for argument in sys.argv[1:]))
print(result, ctypes.get_errno())
"""
SYSCALLS = """
import ctypes, json, sys
libc = ctypes.CDLL(None, use_errno=True)
answers = {}
for name, arguments in json.loads(sys.argv[1]).items():
    result = libc.syscall(*map(ctypes.c_long, arguments))
    answers[name] = (result, ctypes.get_errno())
print(json.dumps(answers))
"""
CALLS = {
    "unshare user": (272, 0x10000000),
    "unshare network": (272, 0x40000000),
    "clone new user": (56, 0x10000011, 0, 0, 0, 0),
    "setns": (308, 0, 0),
    "mount": (165, 0, 0, 0, 0, 0),
    "umount": (166, 0, 0),
    "pivot_root": (155, 0, 0),
    "chroot": (161, 0),
    "fsopen": (430, 0, 0),
    "open_tree": (428, 0, 0, 0),
    "ptrace": (101, 16, 1, 0, 0),
    "process_vm_readv": (310, 1, 0, 0, 0, 0, 0),
    "pidfd_getfd": (438, 0, 0, 0),
    "keyctl": (250, 0, 0, 0, 0, 0),
    "add_key": (248, 0, 0, 0, 0, 0),
    "bpf": (321, 0, 0, 0),
    "perf_event_open": (298, 0, 0, 0, 0, 0),
    "userfaultfd": (323, 0),
    "io_uring_setup": (425, 1, 0),
    "memfd_create": (319, 0, 0),
    "kexec_load": (246, 0, 0, 0, 0),
    "init_module": (175, 0, 0, 0),
    "clock_settime": (227, 0, 0),
    "reboot": (169, 0, 0, 0, 0),
    "sethostname": (170, 0, 0),
    "open_by_handle_at": (304, 0, 0, 0),
    "personality": (135, 0x0040000),
    "TIOCSTI": (16, 0, 0x5412, 0),
}


@pytest.fixture(scope="session")
def answers(sandbox: Sandbox) -> dict[str, list[int]]:
    """What each call returned and the error it left, all tried by one program."""
    outcome = sandbox.run(python_program(SYSCALLS, json.dumps(CALLS)))
    return dict(json.loads(outcome.stdout))


@pytest.mark.parametrize("call", CALLS)
def test_it_refuses_dangerous_system_calls(answers: dict[str, list[int]], call: str) -> None:
    assert answers[call] == [-1, errno.EPERM]


def test_it_denies_clone3_so_that_libc_falls_back(run_python: RunPython) -> None:
    outcome = run_python(SYSCALL, "435", "0", "0")
    assert outcome.stdout.split() == [b"-1", str(errno.ENOSYS).encode()]
    threads = run_python(
        "import threading; t = threading.Thread(target=print, args=('ran',)); t.start(); t.join()"
    )
    assert threads.stdout == b"ran\n"


def test_it_has_no_capability_and_can_gain_none(run_python: RunPython) -> None:
    status = run_python("print(open('/proc/self/status').read())").stdout.decode()
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert {fields[f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert (fields["NoNewPrivs"], fields["Seccomp"]) == ("1", "2")


def test_it_becomes_no_other_user(run_python: RunPython) -> None:
    source = "import os\nfor u in (0, 1, 1000, 200001):\n try: os.setuid(u); print('BECAME', u)\n"
    source += " except OSError: pass"
    assert run_python(source).stdout == b""


GAIN = """
import os, stat, subprocess
for folder in ("/usr/bin", "/usr/sbin"):
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        mode = os.stat(path).st_mode if os.path.exists(path) else 0
        if mode & stat.S_ISUID and mode & stat.S_IFREG:
            asked = [path, "-c", "id -u"] if name == "su" else [path]
            done = subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True)
            if b"0" in done.stdout.split():
                print("ROOT THROUGH", path)
copy = "/box/copy"
open(copy, "wb").write(open("/usr/bin/id", "rb").read())
os.chmod(copy, 0o6755)
print(subprocess.run([copy, "-u"], capture_output=True, text=True).stdout.strip())
"""


def test_it_gains_nothing_from_programs_that_change_the_user(run_python: RunPython) -> None:
    assert run_python(GAIN).stdout == b"65534\n"


def test_it_starts_no_sandbox_within(sandbox: Sandbox) -> None:
    argv = ("bwrap", "--unshare-user", "--ro-bind", "/", "/", "true")
    assert sandbox.run(Program(argv=argv, limits=Limits())).exit_code != 0


@pytest.mark.parametrize("limit", ["NPROC", "FSIZE", "NOFILE", "CPU", "CORE"])
def test_it_lets_no_limit_be_raised(run_python: RunPython, limit: str) -> None:
    source = f"import resource as r\nr.setrlimit(r.RLIMIT_{limit}, (2**40, 2**40))"
    assert b"ValueError" in run_python(source).stderr
