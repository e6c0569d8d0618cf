"""When there is no sandbox that holds, nothing is run, and the remedy is named."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from evaluations import sandboxes
from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes import SandboxChoice, find_sandbox, interpreter
from evaluations.sandboxes.base import Probe, Program, Sandbox
from evaluations.sandboxes.bubblewrap import Bubblewrap
from evaluations.sandboxes.limits import Limits
from tests.sandbox.backends import make

pytestmark = pytest.mark.sandbox


def test_it_passes_every_probe_of_its_self_test(sandbox: Sandbox) -> None:
    probes = sandbox.self_test()
    assert {probe.name for probe in probes} == {
        *("network", "environment", "secrets", "forks", "memory", "nested namespaces")
    }
    assert [probe for probe in probes if not probe.passed] == []


def test_it_finds_a_sandbox_once_per_directory() -> None:
    if shutil.which("bwrap") is None:
        pytest.skip("NO SANDBOX HERE: bubblewrap is not installed")
    assert find_sandbox() is find_sandbox()


def test_it_names_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path: None)
    with pytest.raises(SandboxUnavailable, match="apt-get install bubblewrap"):
        Bubblewrap()


def test_it_is_unavailable_when_one_probe_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    class Leaking(Bubblewrap):
        def __init__(self, directory: Path | None = None) -> None:
            """Nothing is started."""

        def self_test(self) -> tuple[Probe, ...]:
            return (Probe(name="network", passed=False, detail="connected"),)

    monkeypatch.setattr(sandboxes, "Bubblewrap", Leaking)
    with pytest.raises(SandboxUnavailable, match="network: connected"):
        find_sandbox.__wrapped__()


def test_it_says_what_bwrap_said_when_it_does_not_start(bubblewrap: Bubblewrap) -> None:
    program = Program(argv=("true",), environment={"BAD=NAME": "x"}, limits=Limits())
    with pytest.raises(SandboxUnavailable, match="did not start: bwrap: "):
        bubblewrap.run(program)


def test_it_is_no_result_of_the_program_when_nothing_can_be_started(
    bubblewrap: Bubblewrap,
) -> None:
    endless = Program(argv=("true", "x" * 200_000), limits=Limits())  # more than one argument holds
    with pytest.raises(SandboxUnavailable, match="could not be started"):
        bubblewrap.run(endless)


@pytest.fixture
def no_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> None:
    class Absent(Bubblewrap):
        def __init__(self, directory: Path | None = None) -> None:
            raise SandboxUnavailable("bubblewrap is not installed.")

    monkeypatch.setattr(sandboxes, "Bubblewrap", Absent)


def find_anew(choice: SandboxChoice) -> Sandbox:
    return find_sandbox.__wrapped__(None, choice)


@pytest.mark.usefixtures("no_bubblewrap")
def test_it_takes_docker_for_bubblewrap_only_when_told_that_either_will_do() -> None:
    make("docker", Path())  # or skip
    assert find_anew(SandboxChoice.AUTO).name == "docker"
    with pytest.raises(SandboxUnavailable, match="bubblewrap is not installed"):
        find_anew(SandboxChoice.BUBBLEWRAP)


def test_it_takes_docker_when_told_so() -> None:
    make("docker", Path())
    assert find_anew(SandboxChoice.DOCKER).name == "docker"


@pytest.mark.usefixtures("no_bubblewrap")
def test_it_says_both_reasons_when_neither_can_be_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/docker.sock")
    with pytest.raises(SandboxUnavailable, match=r"not installed\. No Docker engine answers"):
        find_anew(SandboxChoice.AUTO)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops its user")
def test_it_refuses_a_directory_below_a_private_folder(reachable_folder: Path) -> None:
    private = reachable_folder / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(SandboxUnavailable, match="private folder"):
        Bubblewrap(private / "sandbox")


def test_it_brings_its_own_python_where_the_system_has_none(
    monkeypatch: pytest.MonkeyPatch, reachable_folder: Path
) -> None:
    monkeypatch.setattr(interpreter, "SYSTEM_PYTHON", Path("/usr/bin/python-that-is-not-there"))
    sandbox = Bubblewrap(reachable_folder)
    source = "import sys, json, sqlite3, ctypes; print(sys.prefix)"
    outcome = sandbox.run(Program(argv=("python3", "-c", source), limits=Limits()))
    assert outcome.stdout == b"/python\n", outcome.stderr
    assert [probe for probe in sandbox.self_test() if not probe.passed] == []
