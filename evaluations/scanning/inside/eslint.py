"""eslint on the system's node, once for all solutions; see ``eslint.cjs`` beside this file."""

from __future__ import annotations

import json
from pathlib import Path

from .common import Said, Settings, Solutions, by_solution, run_program

NODE = "/usr/bin/node"
RUNNER = Path(__file__).with_name("eslint.cjs")
MODULES = {"NODE_PATH": "/tools/node_modules"}
HEAP = "--max-old-space-size=384"  # MiB


def run_eslint(solutions: Solutions, settings: Settings) -> dict[str, Said]:
    """Messages of all files; the parser's own say that a file cannot be read."""
    paths = [f"{number}/{name}" for number, names in solutions.items() for name in names]
    plan = json.dumps({"paths": paths, **settings}).encode()
    answer = run_program(NODE, HEAP, str(RUNNER), stdin=plan, environment=MODULES)
    said = by_solution(solutions, json.loads(answer), lambda item: item["path"])
    return {number: {"messages": messages} for number, messages in said.items()}
