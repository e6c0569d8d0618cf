"""semgrep's engine with our own rules, once for all solutions.

The engine is started itself, not the command line around it: a tenth of a second instead of two.
It reports what a ``nosemgrep`` comment covers like everything else; hiding it would be the task of
that command line.
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
        answer = run_program(_engine(), *settings["options"], *files, environment=_certificates())
    said = json.loads(answer)
    if fatal := [error["message"] for error in said["errors"] if not error.get("location")]:
        raise RuntimeError(fatal[0])
    if said["skipped_rules"]:
        raise RuntimeError(f"rule {said['skipped_rules'][0]['rule_id']} cannot be read")
    results = by_solution(solutions, said["results"], lambda item: item["path"])
    errors = by_solution(solutions, said["errors"], lambda item: item["location"]["path"])
    return {number: {"results": results[number], "errors": errors[number]} for number in solutions}


def _engine() -> str:
    return next(str(path) for folder in sys.path if (path := Path(folder, ENGINE)).exists())


def _certificates() -> dict[str, str]:
    """The engine does not start without some, though there is no network for it here."""
    import certifi

    return {"SSL_CERT_FILE": certifi.where()}


def _target(path: str, analyzer: str) -> list[object]:
    names = {"fpath": path, "ppath": f"/{path}"}
    return ["CodeTarget", {"path": names, "analyzer": analyzer, "products": ["sast"]}]
