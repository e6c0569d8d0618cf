"""What can be written vanishes with the run; what is handed over cannot be changed."""

from __future__ import annotations

import errno

import pytest

from evaluations.sandboxes.base import MAX_FILES, Program, Sandbox
from evaluations.sandboxes.docker import Docker
from evaluations.sandboxes.limits import MEBIBYTE, Limits
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


HARD_LINKS = """
import os
for path in ("/src/given.txt", "/usr/bin/python3", "/proc/1/mem", "/dev/null"):
    try:
        os.link(path, "/box/linked")
        print("LINKED", path)
    except OSError:
        pass
"""
MANY_FILES = """
import os
made = 0
try:
    while made < 20_000:
        os.close(os.open(f"/box/{made}", os.O_CREAT | os.O_WRONLY))
        made += 1
except OSError as error:
    print("refused after", made, error.errno)
else:
    print("made them all")
"""
UNPACK = """
import io, os, tarfile, zipfile
tarfile.TarFile.extraction_filter = staticmethod(lambda member, path: member)  # trust everything
packed, zipped = io.BytesIO(), io.BytesIO()
with tarfile.open(fileobj=packed, mode="w") as archive:
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/src"
    archive.addfile(link)
    for name in ("../usr/bin/planted", "/etc/planted", "../src/planted", "link/planted"):
        member = tarfile.TarInfo(name)
        member.size = 4
        archive.addfile(member, io.BytesIO(b"evil"))
packed.seek(0)
with tarfile.open(fileobj=packed) as archive:
    for member in archive.getmembers():
        try:
            archive.extract(member, "/box")
            print("unpacked", member.name)
        except OSError as error:
            print(error.strerror)
with zipfile.ZipFile(zipped, "w") as archive:
    archive.writestr("../src/planted", "evil")
try:
    open(os.path.join("/box", zipfile.ZipFile(zipped).namelist()[0]), "wb").write(b"evil")
except OSError as error:
    print(error.strerror)
print([f for f in ("/usr/bin", "/etc", "/src") if os.path.exists(f + "/planted")])
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


def test_it_links_nothing_of_the_system_into_its_folder(sandbox: Sandbox) -> None:
    argv = ("python3", "-I", "-S", "-c", HARD_LINKS)
    program = Program(argv=argv, files={"given.txt": b"as given"}, limits=Limits())
    assert sandbox.run(program).stdout == b""


def test_it_plants_nothing_with_archives_that_leave_their_folder(sandbox: Sandbox) -> None:
    argv = ("python3", "-I", "-S", "-c", UNPACK)
    program = Program(argv=argv, files={"given.txt": b"as given"}, limits=Limits())
    outcome = sandbox.run(program)
    *steps, planted = outcome.stdout.decode().splitlines()
    assert planted == "[]"
    assert steps[0] == "unpacked link"
    assert set(steps[1:]) <= {"Read-only file system", "Permission denied"}
    assert len(steps) == 6


def test_it_bounds_the_number_of_files_or_the_memory_they_take(
    sandbox: Sandbox, run_python: RunPython
) -> None:
    """Docker bounds them one by one; the memory limit and the clock bound them elsewhere."""
    outcome = run_python(MANY_FILES)
    if isinstance(sandbox, Docker):
        assert outcome.stdout == f"refused after 8191 {errno.ENOSPC}\n".encode()
    assert outcome.wall_seconds < 10
    assert outcome.peak_memory_bytes is not None
    assert outcome.peak_memory_bytes <= 128 * MEBIBYTE


def test_it_starts_every_run_with_empty_folders(run_python: RunPython) -> None:
    run_python("open('/box/left', 'w').write('x'); open('/tmp/left', 'w').write('x')")
    outcome = run_python("import os; print(os.listdir('/box'), os.listdir('/tmp'))")
    assert outcome.stdout == b"[] []\n"
