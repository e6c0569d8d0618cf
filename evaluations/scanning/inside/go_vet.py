"""go vet, on the system's Go. Files are vetted by name: build constraints leave none out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from .common import Files, Said, Settings, last_words

GO = "/usr/bin/go"
CLAUSE = b"package solution; "
"""Before the first line, so that lines keep their numbers."""

PACKAGE = re.compile(rb"^\s*package\s+(\w+)", re.MULTILINE)
OFFLINE = {
    "GO111MODULE": "off",
    "GOFLAGS": "",
    "GOPROXY": "off",
    "CGO_ENABLED": "0",
    "GOCACHE": "/box/go-cache",
    "GOPATH": "/box/go",
    "HOME": "/box",
    "GOMAXPROCS": "2",
}
PLACE = re.compile(
    r"^(?:vet: )?(?:\S*/)?(?P<file>file\d+\.go):(?P<line>\d+):(?:\d+:)? (?P<words>.*)$"
)


def run_go_vet(files: Files, settings: Settings) -> Said:
    """Diagnostics; what does not compile is skipped with the compiler's first words."""
    diagnostics: list[Said] = []
    skipped: dict[str, str] = {}
    for package, names in _packages(files).items():
        with tempfile.TemporaryDirectory() as folder:
            for name in names:
                source = Path(name).read_bytes()
                Path(folder, name).write_bytes(source if package else CLAUSE + source)
            found, failure = _vet(names, folder)
        diagnostics += found
        skipped |= dict.fromkeys(names if failure else (), failure)
    return {"diagnostics": diagnostics, "skipped": skipped}


def _packages(files: Files) -> dict[bytes, Files]:
    """Files by the package that they say they are of; a bare function is of none."""
    packages: dict[bytes, Files] = {}
    for name in files:
        clause = PACKAGE.search(Path(name).read_bytes())
        packages.setdefault(clause[1] if clause else b"", []).append(name)
    return packages


def _vet(names: Files, folder: str) -> tuple[list[Said], str]:
    done = subprocess.run(  # noqa: S603 - a fixed command
        [GO, "vet", "-json", *names],
        capture_output=True,
        check=False,
        cwd=folder,
        env={**os.environ, **OFFLINE},
    )
    lines = done.stderr.decode(errors="replace").splitlines()
    if done.returncode == 0:
        return _diagnostics("\n".join(line for line in lines if not line.startswith("#"))), ""
    complaints = [match for line in lines if (match := PLACE.match(line))]
    if not complaints:
        return [], last_words(done)
    first = complaints[0]
    return [], f"does not compile: line {first['line']} of {first['file']}: {first['words']}"


def _diagnostics(report: str) -> list[Said]:
    """``{"package": {"analyzer": [{"posn": "file:line:column", "message": ...}]}}``, repeated."""
    found, rest, decoder = [], report.strip(), json.JSONDecoder()
    while rest:
        packages, end = decoder.raw_decode(rest)
        rest = rest[end:].strip()
        for analyzers in packages.values():
            for analyzer, items in analyzers.items():
                found += [_diagnostic(analyzer, item) for item in items]
    return found


def _diagnostic(analyzer: str, item: Said) -> Said:
    path, line, _ = item["posn"].rsplit(":", 2)
    return {
        "file": Path(path).name,
        "line": int(line),
        "rule": analyzer,
        "message": item["message"],
    }
