"""Pure modules know no framework: seen in a fresh interpreter, whatever a linter lets pass."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import evaluations

ROOT = Path(evaluations.__file__).parent
STAGES = (
    *("importing", "running", "scanning", "pairing", "assigning", "presenting", "rating"),
    *("reporting", "planning", "statistics", "sandboxes", "assembly"),
)
IMPURE = {"service.py", "queries.py"}
INSIDE_THE_SANDBOX = {"inside", "harness", "init.py"}
"""Programs that run inside: they import what is only there."""


def pure_modules() -> list[str]:
    paths = [path for stage in STAGES for path in (ROOT / stage).rglob("*.py")]
    return sorted(
        ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in paths
        if path.name not in IMPURE and not INSIDE_THE_SANDBOX & set(path.parts)
    )


def test_it_imports_every_pure_module_without_django() -> None:
    modules = pure_modules()
    assert len(modules) > 60
    program = (
        "import importlib, sys\n"
        f"for name in {modules!r}:\n"
        "    importlib.import_module(name)\n"
        "    frameworks = {'django', 'rest_framework', 'celery', 'channels'} & sys.modules.keys()\n"
        "    assert not frameworks, f'{name} imports {frameworks}'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT.parent,
        check=False,
    )
    assert done.returncode == 0, done.stderr
