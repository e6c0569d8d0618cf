"""Rust: tests run in one process with the solution, watched by canaries; programs are built."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from evaluations.running.compiled_suites.run import run_plan
from evaluations.running.compiled_suites.toolchains import look_inside, preparing_program
from evaluations.running.languages.base import Language, ProgramPlan, Toolchain
from evaluations.running.rust_suites.crates import KNOWN
from evaluations.running.rust_suites.programs import plan_main, plan_suite
from evaluations.running.suites import SuiteFormat
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import Program, Sandbox
from evaluations.sandboxes.limits import RUST_TESTS
from evaluations.sandboxes.toolchains import prepare_folder

SYSTEM_CRATES: Final = "/usr/share/cargo/registry"
LOOK: Final = f"rustc --version; command -v cc; command -v cargo; ls {SYSTEM_CRATES}"
TARGET: Final = "/box/target"


@dataclass(frozen=True, kw_only=True)
class Found:
    """The version of rustc, empty where it is missing; crates that can be compiled -> version."""

    version: str = ""
    has_linker: bool = False
    crates: dict[str, str] = field(default_factory=dict, hash=False)


class Rust(Language):
    """rustc and the crates whose sources the system has; nothing is ever fetched."""

    name = "rust"
    formats = frozenset({SuiteFormat.CARGO_TEST})
    limits = RUST_TESTS

    def find_toolchain(self, sandbox: Sandbox) -> Toolchain:
        found = find_rust(sandbox)
        if not found.version:
            return Toolchain(missing="rustc is not installed")
        if not found.has_linker:
            return Toolchain(missing="a linker (cc), which rustc needs, is not installed")
        crates = {f"crate {name}": version for name, version in found.crates.items()}
        return Toolchain(versions={"rustc": found.version, **crates})

    def run_suite(self, sandbox: Sandbox, task: Task) -> SuiteRun:
        found = find_rust(sandbox)
        identity = f"{found.version} {sorted(found.crates.items())}"
        prepared = prepare_folder(sandbox, "rust", compiling_crates(found.crates), identity)
        plan = plan_suite(task, prepared)
        return run_plan(sandbox, plan, task.limits or self.limits, task.seed)

    def plan_program(self, task: Task) -> ProgramPlan:
        return plan_main(task)


LANGUAGE = Rust()


@lru_cache(maxsize=8)
def find_rust(sandbox: Sandbox) -> Found:
    """What is there inside ``sandbox``.

    Raises:
        SandboxUnavailable: the sandbox failed.
    """
    lines = look_inside(sandbox, LOOK)
    if not lines or not lines[0].startswith("rustc "):
        return Found()
    crates = dict(line.rsplit("-", 1) for line in lines[1:] if "-" in line)
    has_cargo = any(line.endswith("/cargo") for line in lines)
    return Found(
        version=lines[0].split()[1],
        has_linker=any(line.endswith("/cc") for line in lines),
        crates={name: crates[name] for name in KNOWN if name in crates} if has_cargo else {},
    )


def compiling_crates(names: Iterable[str]) -> Program:
    """Compiles each crate with what it needs; one whose own needs are absent is left out."""
    files = {
        ".cargo/config.toml": '[source.crates-io]\nreplace-with = "system"\n'
        f'[source.system]\ndirectory = "{SYSTEM_CRATES}"\n'
    }
    commands = []
    for name in names:
        files[f"{name}/lib.rs"] = ""
        files[f"{name}/Cargo.toml"] = (
            f'[package]\nname = "needs_{name}"\nversion = "0.0.0"\nedition = "2021"\n'
            f'[lib]\npath = "lib.rs"\n[dependencies]\n{name} = "*"\n'
            "[profile.dev]\ndebug = 0\n"
        )
        build = f"cd {name} && cargo build --offline --quiet --target-dir {TARGET}/{name} || true"
        commands.append(["sh", "-c", build])
    return preparing_program(
        files=files,
        commands=commands,
        folder=TARGET,
        suffixes=[".rlib"],
        environment={"CARGO_HOME": "/box/cargo"},
    )
