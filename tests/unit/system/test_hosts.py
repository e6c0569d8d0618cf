from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.running.languages import MODULES, Toolchain
from evaluations.sandboxes import find_sandbox, tested
from evaluations.sandboxes.base import Outcome, Probe, Program, Sandbox
from evaluations.scanning.scanners import SCANNERS
from reviewplatform import equipment
from reviewplatform.health import State
from reviewplatform.hosts import SILENT_AFTER, HostReport, examine_host, run_nothing

GOT_OUT = Probe(name="network", passed=False, detail="connected")
HELD = Probe(name="memory", passed=True, detail="held")


class Leaky(Sandbox):
    """The sandbox of this host, but for what its probes see."""

    name = "leaky"

    def __init__(self, real: Sandbox) -> None:
        self._real = real
        self.directory: Path = real.directory

    def run(self, program: Program) -> Outcome:
        return self._real.run(program)

    def self_test(self) -> tuple[Probe, ...]:
        return GOT_OUT, HELD


@pytest.fixture
def sandbox() -> Sandbox:
    try:
        return find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"no sandbox: {error.message}")


def none_here() -> Sandbox:
    raise SandboxUnavailable("bubblewrap is not installed. Install it")


def test_it_tells_of_a_sandbox_what_it_did(sandbox: Sandbox) -> None:
    report = examine_host(lambda: sandbox)
    assert report.problem == report.remedy == ""
    assert report.environment["sandbox"].startswith("bubblewrap ")
    assert report.memory in {"cgroup", "rlimit+watchdog"}
    assert {"network", "environment", "secrets", "forks", "memory"} <= {
        probe.name for probe in report.probes if probe.passed
    }
    assert not report.is_silent


def test_it_names_for_each_language_what_runs_it_or_what_is_missing(sandbox: Sandbox) -> None:
    found = examine_host(lambda: sandbox).toolchains
    assert list(found) == list(MODULES)
    assert all(one.versions or one.missing for one in found.values())
    assert found["python"].versions == {"python": run_nothing(sandbox).environment["python"]}


def test_it_says_why_there_is_no_sandbox_and_where_help_is() -> None:
    report = examine_host(none_here)
    assert report.problem == "bubblewrap is not installed. Install it"
    assert "run-without-sandbox.md" in report.remedy
    assert report.toolchains == {}
    assert report.scanners


def test_it_shows_every_probe_of_a_sandbox_that_is_refused(sandbox: Sandbox) -> None:
    report = examine_host(lambda: tested(Leaky(sandbox)))
    assert report.problem == "leaky does not hold on this host (network: connected)."
    assert report.probes == (GOT_OUT, HELD)


def test_it_asks_for_a_restart_when_a_sandbox_holds_no_longer(sandbox: Sandbox) -> None:
    report = examine_host(lambda: Leaky(sandbox))
    assert report.problem == "leaky held when the worker started, and does not now."
    assert report.remedy.startswith("Restart its worker")


def test_it_lists_the_scanners_that_may_be_absent_and_no_others() -> None:
    others = {one.name for one in SCANNERS if one.distribution}
    assert set(examine_host(none_here).scanners) == others
    assert "text-safety" not in others


@pytest.mark.parametrize(("age", "is_silent"), [(SILENT_AFTER / 2, False), (SILENT_AFTER, True)])
def test_it_is_silent_when_two_tellings_were_missed(age: timedelta, is_silent: bool) -> None:
    assert HostReport(host="one", told_at=datetime.now(UTC) - age).is_silent is is_silent


@pytest.fixture
def toolchains(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    """A host with Rust and its crates, and without Go."""
    found = {
        "go": Toolchain(missing="go is not installed"),
        "rust": Toolchain(versions={"rustc": "1.63.0", "crate rand": "0.8.5"}),
    }
    monkeypatch.setattr(equipment, "find_toolchains", lambda *_: found)


def test_it_gives_the_doctor_a_line_for_each_language(toolchains: None) -> None:
    go, rust = equipment.languages()
    assert (go.name, go.state, go.detail) == ("go", State.MISSING, "not run: go is not installed")
    assert "languages.md" in go.remedy
    assert (rust.state, rust.version, rust.detail) == (State.OK, "rustc 1.63.0", "crate rand 0.8.5")


def test_it_looks_for_no_toolchain_without_a_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equipment, "find_sandbox", lambda choice: none_here())
    [part] = equipment.languages()
    assert (part.name, part.state) == ("languages", State.MISSING)


@pytest.mark.parametrize(
    ("found", "state", "detail"),
    [
        ({"ruff": "0.17", "eslint": "9.1"}, State.OK, ""),
        ({"ruff": "0.17", "eslint": ""}, State.MISSING, "not scanned: eslint"),
    ],
)
def test_it_gives_the_doctor_one_line_for_the_scanners(
    monkeypatch: pytest.MonkeyPatch, found: dict[str, str], state: State, detail: str
) -> None:
    monkeypatch.setattr(equipment, "find_scanners", lambda: found)
    part = equipment.scanners()
    assert (part.state, part.detail) == (state, detail)
    assert part.version == f"{sum(map(bool, found.values()))} of 2 installed"
    assert bool(part.remedy) is (state is State.MISSING)
