"""semgrep's engine with our own rules, once for all solutions.

The engine is started itself, not the command line around it: a tenth of a second instead of two, no
network code. It reports what a ``nosemgrep`` comment covers like everything else; hiding it would be
the task of that command line.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from .common import Said, Settings, Solutions, by_solution, run_program

ENGINE = "semgrep/bin/semgrep-core"


def run_semgrep(solutions: Solutions, settings: Settings) -> dict[str, Said]:
    """Findings and errors of all files; each is named "solution/file"."""
    targets = [
        _target(f"{number}/{name}", settings["analyzers"].get(Path(name).suffix))
        for number, names in solutions.items()
        for name in names
    ]
    with tempfile.TemporaryDirectory() as folder:
        rules, plan = Path(folder, "rules.yaml"), Path(folder, "targets.json")
        rules.write_text(settings["rules"])
        plan.write_text(json.dumps(["Targets", targets]))
        files = ("-rules", str(rules), "-targets", str(plan))
        said = json.loads(run_program(_engine(), *settings["options"], *files, expected=(0, 2)))
    if fatal := [error for error in said["errors"] if not error.get("location")]:
        raise RuntimeError(fatal[0]["message"])
    results = by_solution(solutions, said["results"], lambda item: item["path"])
    errors = by_solution(solutions, said["errors"], lambda item: item["location"]["path"])
    return {number: {"results": results[number], "errors": errors[number]} for number in solutions}


def _engine() -> str:
    return next(str(path) for folder in sys.path if (path := Path(folder, ENGINE)).exists())


def _target(path: str, analyzer: str) -> list[object]:
    names = {"fpath": path, "ppath": f"/{path}"}
    return ["CodeTarget", {"path": names, "analyzer": analyzer, "products": ["sast"]}]
