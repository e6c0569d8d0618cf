"""What decides the result of a run, as one hash: the same inputs need not be run twice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path

from evaluations.running.execution import Work
from evaluations.running.languages import find_language
from evaluations.sandboxes.base import Program, Sandbox
from evaluations.sandboxes.limits import PYTHON_TESTS

JUDGES = ("running", "sandboxes")
"""Packages of ours that decide what is run, how, and what is said of it."""


def identify(sandbox: Sandbox, work: Work) -> str:
    """SHA-256 of solution, suite, limits, seeds, sandbox, toolchain, and of our own judging code.

    Raises:
        InvalidInput: solutions in the language are not run.
        SandboxUnavailable: the sandbox failed.
    """
    inputs = {
        "work": asdict(work),
        "sandbox": dict(describe_sandbox(sandbox)),
        "toolchain": dict(find_language(work.language).find_toolchain(sandbox).versions),
        "judges": hash_judges(),
    }
    canonical = json.dumps(inputs, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@lru_cache(maxsize=8)
def describe_sandbox(sandbox: Sandbox) -> tuple[tuple[str, str], ...]:
    """What a sandbox says of itself in every outcome; asked with a program that does nothing.

    Raises:
        SandboxUnavailable: the sandbox failed.
    """
    outcome = sandbox.run(Program(argv=("true",), limits=PYTHON_TESTS))
    return (*outcome.environment.items(), ("memory", outcome.memory_enforcement.value))


@cache
def hash_judges() -> str:
    """SHA-256 of the source of our packages that judge; read once."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parents[1]
    for folder in JUDGES:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
