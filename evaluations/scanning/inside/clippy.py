"""clippy, on the system's Rust: each file is compiled as a library of its own, without linking.

``#[allow(...)]`` and ``#[expect(...)]`` become ``#[warn(...)]`` in a copy, and hide nothing.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path

from .common import Files, Said, Settings, last_words

DRIVER = "/usr/bin/clippy-driver"
ATTRIBUTE = re.compile(rb"#!?\s*\[[^\]]*\]")
HIDING = re.compile(rb"\b(allow|expect)(?=\s*\()")


def run_clippy(files: Files, settings: Settings) -> Said:
    """Warnings of each file; what does not compile is skipped with the compiler's first words."""
    warnings: list[Said] = []
    skipped: dict[str, str] = {}
    for name in files:
        messages = _compile(name, settings["options"])
        errors = [message for message in messages if message["level"] == "error"]
        if errors:
            skipped[name] = f"does not compile: line {_line(errors[0])}: {errors[0]['message']}"
        warnings += [_warning(name, message) for message in messages if message.get("code")]
    return {"warnings": [found for found in warnings if not found["error"]], "skipped": skipped}


def bring_to_light(source: bytes) -> bytes:
    """The same lines and columns, with every attribute that hides a warning made to show it."""
    return ATTRIBUTE.sub(
        lambda attribute: HIDING.sub(lambda word: b"warn".ljust(len(word[0])), attribute[0]), source
    )


def _compile(name: str, options: list[str]) -> list[Said]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, name)
        copy.write_bytes(bring_to_light(Path(name).read_bytes()))
        target = ("--emit=metadata", "--out-dir", folder)
        done = subprocess.run(  # noqa: S603 - a fixed command
            [DRIVER, str(copy), *options, *target], capture_output=True, check=False
        )
    lines = done.stderr.decode(errors="replace").splitlines()
    messages = [json.loads(line) for line in lines if line.startswith("{")]
    if done.returncode != 0 and not messages:
        raise RuntimeError(last_words(done))
    return messages


def _line(message: Said) -> int:
    spans = [span for span in message["spans"] if span["is_primary"]] or message["spans"]
    return int(spans[0]["line_start"]) if spans else 1


def _warning(name: str, message: Said) -> Said:
    spans = [span for span in message["spans"] if span["is_primary"]]
    return {
        "file": name,
        "line": _line(message),
        "end_line": max((span["line_end"] for span in spans), default=_line(message)),
        "rule": message["code"]["code"],
        "message": message["message"],
        "error": message["level"] == "error",
    }
