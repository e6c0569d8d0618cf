"""What can be written vanishes with the run; what is handed over cannot be changed."""

from __future__ import annotations

import pytest

from evaluations.sandboxes.base import MAX_FILES, Program, Sandbox
from evaluations.sandboxes.limits import Limits
from tests.sandbox.conftest import RunPython

pytestmark = pytest.mark.sandbox

WRITE = """
import os, sys
for path in sys.argv[1:]:
    try:
        with open(path, "w") as file:
            file.write("changed")
        print("WROTE", path)
    except OSError as error:
        print(path, error.errno)
"""
LINKS = """
import os
os.symlink("/etc/shadow", "/box/link")
os.mkfifo("/box/fifo")
try:
    print("READ", open("/box/link").read())
except OSError as error:
    print(error.errno)
"""


@pytest.mark.parametrize(
    "path",
    ["/usr/bin/new", "/src/new", "/src/given.txt", "/new", "/etc/passwd", "/proc/sysrq-trigger"],
)
def test_it_writes_nowhere_but_in_its_own_folders(sandbox: Sandbox, path: str) -> None:
    program = Program(
        argv=("python3", "-I", "-S", "-c", WRITE, path),
        files={"given.txt": b"as given"},
        limits=Limits(),
    )
    assert b"WROTE" not in sandbox.run(program).stdout


def test_it_hands_over_files_in_folders_with_any_bytes(sandbox: Sandbox) -> None:
    files = {"a/b/c.bin": bytes(range(256)), "empty": b"", "wörter.txt": "ä".encode()}
    source = "import sys; print([open('/src/' + p, 'rb').read() for p in sys.argv[1:]])"
    program = Program(
        argv=("python3", "-I", "-S", "-c", source, *files), files=files, limits=Limits()
    )
    assert eval(sandbox.run(program).stdout) == list(files.values())  # noqa: S307 - our own repr


def test_it_hands_over_as_many_files_as_it_promises(sandbox: Sandbox) -> None:
    files = {f"{number}.txt": b"x" for number in range(MAX_FILES)}
    program = Program(argv=("ls", "/src"), files=files, limits=Limits())
    assert len(sandbox.run(program).stdout.split()) == MAX_FILES


@pytest.mark.parametrize("path", ["../escape", "/etc/passwd", "a/../../b", "", "nul\0byte"])
def test_it_refuses_paths_that_leave_their_folder(sandbox: Sandbox, path: str) -> None:
    with pytest.raises(ValueError, match="path below /src"):
        sandbox.run(Program(argv=("true",), files={path: b""}, limits=Limits()))


def test_it_keeps_links_inside(run_python: RunPython) -> None:
    assert run_python(LINKS).stdout == b"2\n"  # ENOENT: there is no such file inside


def test_it_starts_every_run_with_empty_folders(run_python: RunPython) -> None:
    run_python("open('/box/left', 'w').write('x'); open('/tmp/left', 'w').write('x')")
    outcome = run_python("import os; print(os.listdir('/box'), os.listdir('/tmp'))")
    assert outcome.stdout == b"[] []\n"
