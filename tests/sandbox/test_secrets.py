"""Nothing of the host can be read: not its environment, its files or the sandbox's own parts."""

from __future__ import annotations

import os
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evaluations.sandboxes.base import Program, Sandbox
from evaluations.sandboxes.command import SANDBOX_USER
from evaluations.sandboxes.docker import Docker
from evaluations.sandboxes.limits import Limits
from evaluations.sandboxes.slots import FIRST_USER_ID, SLOTS
from tests.sandbox.backends import SOMEBODY, OrdinaryUser
from tests.sandbox.conftest import RunPython
from tests.sandbox.programs import processes_with

pytestmark = pytest.mark.sandbox

READ_ALL = """
import os, sys
for path in sys.argv[1:]:
    try:
        with open(path, "rb") as file:
            print("READ", path, file.read(100))
    except OSError as error:
        print(error.errno)
"""
ALL_ENVIRONMENTS = """
import os
for name in sorted(os.listdir("/proc")):
    if name.isdigit():
        try:
            print(open(f"/proc/{name}/environ").read())
        except OSError:
            print("refused")
"""


def test_it_hides_the_workers_environment(
    run_python: RunPython, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://canary-of-the-worker")
    outcome = run_python(ALL_ENVIRONMENTS)
    assert b"canary-of-the-worker" not in outcome.stdout
    assert b"refused" in outcome.stdout  # pid 1's


@pytest.mark.parametrize("part", ["mem", "environ", "maps", "fd", "root", "cwd", "exe", "auxv"])
def test_it_keeps_the_first_process_unreadable(run_python: RunPython, part: str) -> None:
    source = f"import os\np = '/proc/1/{part}'\ntry: os.open(p, os.O_RDONLY); print('OPEN')\n"
    source += "except OSError as error: print(error.errno)"
    assert run_python(source).stdout in (b"13\n", b"1\n")  # EACCES, EPERM


def test_it_shows_no_host_path_in_command_lines(run_python: RunPython) -> None:
    outcome = run_python("print(open('/proc/1/cmdline').read())")
    assert os.getcwd().encode() not in outcome.stdout
    assert b"setpriv" not in outcome.stdout


def test_it_offers_no_secret_file_of_the_host(run_python: RunPython, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary of the host")
    outcome = run_python(
        READ_ALL,
        str(secret),
        __file__,
        *("/etc/shadow", "/etc/passwd", "/root/.bashrc", "/proc/kcore", "/proc/1/root/etc/shadow"),
        *("/var/run/docker.sock", "/run/docker.sock", "/etc/ssh/ssh_host_rsa_key"),
    )
    assert b"READ" not in outcome.stdout


def test_it_masks_what_was_installed_on_top_of_the_system(run_python: RunPython) -> None:
    outcome = run_python("import os; print(os.listdir('/usr/local'))")
    assert outcome.stdout == b"[]\n"


def test_it_hands_down_no_descriptor_of_ours(run_python: RunPython) -> None:
    with open(__file__) as held:
        os.set_inheritable(held.fileno(), True)
        outcome = run_python("import os; print(sorted(os.listdir('/proc/self/fd')))")
    assert outcome.stdout == b"['0', '1', '2', '3', '4']\n"  # 3: the report, 4: the listing itself


def test_it_gives_an_environment_of_fixed_names(sandbox: Sandbox) -> None:
    program = Program(argv=("env",), environment={"EXTRA": "1"}, limits=Limits())
    names = {line.split(b"=")[0].decode() for line in sandbox.run(program).stdout.splitlines()}
    assert names == {
        *("EXTRA", "HOME", "LANG", "LC_ALL", "PATH", "PWD", "PYTHONDONTWRITEBYTECODE"),
        *("PYTHONHASHSEED", "TMPDIR", "TZ", "USER"),
    }


def test_it_is_nobody_inside(run_python: RunPython) -> None:
    outcome = run_python("import os; print({*os.getresuid(), *os.getresgid(), *os.getgroups()})")
    assert outcome.stdout == b"{65534}\n"


def test_it_is_not_root_outside_either(sandbox: Sandbox, run_python: RunPython) -> None:
    word = secrets.token_hex(8)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run_python, "import time; time.sleep(2)", word)
        users = {user for pid in _wait_for(word) for user in _users_of(pid)}
        assert running.result().exit_code == 0
    assert users
    assert users <= _users_meant_for(sandbox)


def _users_meant_for(sandbox: Sandbox) -> set[int]:
    if isinstance(sandbox, Docker):
        return {SANDBOX_USER}
    if isinstance(sandbox, OrdinaryUser) or os.geteuid() != 0:
        return {os.geteuid() or SOMEBODY}
    return set(range(FIRST_USER_ID, FIRST_USER_ID + SLOTS))


def _wait_for(word: str) -> list[int]:
    """The processes of the program itself, once they run (bwrap and setpriv show the word too)."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = [pid for pid in processes_with(word) if _name_of(pid).startswith("python")]
        if found:
            return found
    raise AssertionError("the program was never seen")


def _name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return ""


def _users_of(pid: int) -> set[int]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {int(user) for line in lines if line.startswith("Uid:") for user in line.split()[1:]}
