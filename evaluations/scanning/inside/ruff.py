"""Ruff alone of the Python tools is a program, not a library."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .common import Files, Said, Settings, run_program


def run_ruff(files: Files, settings: Settings) -> Said:
    """Findings of all files at once."""
    version = f"py3{sys.version_info.minor}"
    options = (*settings["options"], "--target-version", version)
    found = json.loads(run_program("ruff", "check", *options, "--", *files))
    for item in found:
        item["filename"] = Path(item["filename"]).name
    return {"findings": found, "skipped": {}}
