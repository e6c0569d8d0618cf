"""Packages that the files of a solution declare and import."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from .common import Files, Said, Settings, each_file
from .imports import FINDERS, find_imports
from .manifests import read_manifest


def run_dependencies(files: Files, settings: Settings) -> Said:
    """Manifests are told by the middle part of their neutral names: ``file0.go-mod.txt``."""
    return each_file(files, lambda name: _read(Path(name)))


def _read(file: Path) -> Said:
    kind = file.stem.partition(".")[2]
    declared = read_manifest(kind, file.read_text("utf-8", errors="replace")) if kind else []
    is_code = file.suffix in FINDERS or file.suffix == ".py"
    imported = find_imports(file.suffix, file.read_bytes()) if is_code else []
    return {
        "declared": [asdict(each) for each in declared],
        "imported": [asdict(each) | {"suffix": file.suffix} for each in imported],
    }
