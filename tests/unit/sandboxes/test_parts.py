"""Endings, staged tools, interpreters, process trees: the smaller parts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes import installation, interpreter, process_tree
from evaluations.sandboxes.compiling import compiled_module
from evaluations.sandboxes.ending import Ending
from evaluations.sandboxes.installation import prepare_directory
from evaluations.sandboxes.interpreter import Interpreter, find_interpreter, readable_by_others
from evaluations.sandboxes.limits import MEBIBYTE
from evaluations.sandboxes.tools import stage_tools


def test_it_reads_an_exit_code_and_a_signal_from_the_answer() -> None:
    left = Ending.parse(b"768 0.250000 4096")
    assert left == Ending(exit_code=3, signal=None, cpu_seconds=0.25, peak_bytes=4096)
    killed = Ending.parse(b"11 0.5 0")
    assert killed is not None
    assert (killed.exit_code, killed.signal) == (None, signal.SIGSEGV)
    assert Ending.parse(b"") is None


@pytest.mark.parametrize(
    ("number", "used", "by_limit"),
    [(signal.SIGXCPU, 0.9, True), (signal.SIGKILL, 2.1, True), (signal.SIGKILL, 0.1, False)],
)
def test_it_knows_when_the_processor_limit_ended_it(
    number: int, used: float, by_limit: bool
) -> None:
    ending = Ending(exit_code=None, signal=number, cpu_seconds=used, peak_bytes=0)
    assert ending.by_cpu_limit(2) is by_limit


def test_it_stages_a_tool_with_what_it_requires(tmp_path: Path) -> None:
    staged = stage_tools(tmp_path, ("pytest", "ruff", "not-installed-anywhere"), tmp_path / "none")
    packages = staged.directory / "site-packages"
    assert {"pytest", "ruff"} <= set(staged.versions)
    assert "not-installed-anywhere" not in staged.versions
    assert {"pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments"} <= {
        path.name for path in packages.iterdir()
    }
    assert not (packages / "django").exists()
    assert os.access(staged.directory / "bin" / "ruff", os.X_OK)


def test_it_stages_once_and_readable_by_everybody(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        staged = stage_tools(tmp_path, ("iniconfig",))
    finally:
        os.umask(before)
    stamp = staged.directory.stat().st_mtime_ns
    assert stage_tools(tmp_path, ("iniconfig",)).directory.stat().st_mtime_ns == stamp
    for path in staged.directory.rglob("*"):
        assert path.stat().st_mode & 0o004


def test_it_stages_no_script_that_names_our_interpreter(tmp_path: Path) -> None:
    staged = stage_tools(tmp_path, ("pytest",))
    assert list((staged.directory / "bin").iterdir()) == []


def test_it_prefers_the_systems_python_of_our_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interpreter, "SYSTEM_PYTHON", Path(sys.executable))
    assert find_interpreter(tmp_path) == Interpreter(executable=Path(sys.executable))


def test_it_falls_back_on_the_python_we_run_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interpreter, "SYSTEM_PYTHON", tmp_path / "absent")
    monkeypatch.setattr(interpreter, "readable_by_others", lambda path: True)
    found = find_interpreter(tmp_path)
    assert found.prefix == Path(sys.base_prefix).resolve()
    assert found.executable.parent == Path("/python/bin")
    assert found.outside.exists()


def test_it_knows_what_others_can_reach(tmp_path: Path) -> None:
    inner = tmp_path / "private" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "private").chmod(0o700)
    assert readable_by_others(Path("/usr/bin"))
    assert not readable_by_others(inner)


def test_it_refuses_a_directory_that_others_can_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(SandboxUnavailable, match="nobody else may write"):
        prepare_directory(tmp_path)


def test_it_chooses_a_directory_that_can_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert installation.default_directory() == tmp_path / "reviewplatform"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert installation.default_directory() == Path("/var/cache/reviewplatform")


@pytest.mark.parametrize("version", ["0.6.1", "0.7.0"])
def test_it_refuses_a_bwrap_that_cannot_forbid_namespaces(
    monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path: f"/usr/bin/{name}")
    monkeypatch.setattr(installation, "_output_of", lambda *command: f"bubblewrap {version}\n")
    with pytest.raises(SandboxUnavailable, match="older than"):
        installation.bwrap_version()


def test_it_compiles_modules_that_python_runs(tmp_path: Path) -> None:
    path = tmp_path / "module.pyc"
    path.write_bytes(compiled_module("print('ran', __name__)", "module.py"))
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == "ran __main__\n"


HOLDING = "import sys; held = bytearray(b'x' * (32 << 20)); print(flush=True); sys.stdin.read()"


@pytest.fixture
def holder() -> Iterator[int]:
    """A shell with a child that holds 32 MiB."""
    shell = subprocess.Popen(
        ["sh", "-c", '"$@"; true', "sh", sys.executable, "-c", HOLDING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert shell.stdout
    shell.stdout.readline()
    yield shell.pid
    shell.communicate()


def test_it_sums_memory_over_a_tree_of_processes(holder: int) -> None:
    assert process_tree.exceeds_memory(holder, 24 * MEBIBYTE)
    assert not process_tree.exceeds_memory(holder, 512 * MEBIBYTE)


def test_it_sums_processor_time_over_a_tree_of_processes(holder: int) -> None:
    assert process_tree.cpu_seconds(holder) > 0


def test_it_knows_nothing_of_a_process_that_has_ended() -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    assert process_tree.cpu_seconds(gone.pid) == 0
    assert not process_tree.exceeds_memory(gone.pid, 0)
