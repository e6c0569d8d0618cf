"""One program for many scanners and solutions: what goes into the sandbox, what comes out.

Inside, files have neutral names (``file0.py``): no name can be an option, leave the folder or make
a scanner look away, as "swagger.py" does with detect-secrets and "build/" with many.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from evaluations.sandboxes.base import LimitHit, Outcome, Program
from evaluations.sandboxes.limits import MEBIBYTE, SCANNER
from evaluations.scanning.manifests import manifest_kind
from evaluations.scanning.results import Source
from evaluations.scanning.scanners import Scanner
from evaluations.scanning.scanners.base import canonical
from evaluations.scanning.scanners.installed import python_package

LIMITS = replace(
    SCANNER,
    wall_seconds=90.0,
    cpu_seconds=60,
    memory_bytes=1024 * MEBIBYTE,
    processes=128,  # threads of node and of compilers
    box_bytes=256 * MEBIBYTE,
    output_bytes=16 * MEBIBYTE,
)
EACH_SCAN = {
    "cpu_seconds": 10,
    "wall_seconds": 25,  # a busy machine is no fault of the solution
    "memory_bytes": 384 * MEBIBYTE,
    "answer_bytes": 4 * MEBIBYTE,
}
MAX_FILE_BYTES = MEBIBYTE
MAX_FILES = 400
"""Of one start; the sandbox takes 512, the scanners' own included."""

START = "import sys; sys.path.insert(0, '/src'); from inside.driver import main; main()"
ARGV = ("python3", "-X", "utf8", "-B", "-P", "-S", "-s", "-c", START)

LANGUAGE_BY_SUFFIX = {
    **dict.fromkeys((".py", ".pyw", ".pyi"), "python"),
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs"), "javascript"),
    **dict.fromkeys((".ts", ".tsx", ".mts", ".cts"), "typescript"),
    **dict.fromkeys((".sh", ".bash"), "bash"),
    ".sql": "sql",
    ".go": "go",
    ".rs": "rust",
}
SUFFIX_BY_LANGUAGE = {
    "python": ".py",
    "javascript": ".js",
    "typescript": ".ts",
    "bash": ".sh",
    "sql": ".sql",
    "go": ".go",
    "rust": ".rs",
}
KEPT_SUFFIXES = frozenset({".jsx", ".mjs", ".cjs", ".tsx", ".mts", ".cts"})
"""They say how a file is to be parsed."""

OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class NamedFile:
    """A file of a solution under its neutral name; ``left_out`` says why it stays outside."""

    path: str
    name: str
    language: str
    content: bytes
    left_out: str


def name_files(source: Source) -> tuple[NamedFile, ...]:
    """Neutral names, in order. A file without any suffix has the solution's language.

    Only what kind of manifest a file is stays in its name: ``file0.go-mod.txt``.
    """
    named = []
    for number, file in enumerate(source.files):
        suffix = PurePosixPath(file.path).suffix.lower()
        kind = manifest_kind(file.path)
        own = canonical(source.language)
        language = LANGUAGE_BY_SUFFIX.get(suffix, OTHER if suffix else own)
        kept = suffix if suffix in KEPT_SUFFIXES else SUFFIX_BY_LANGUAGE.get(language, ".txt")
        named.append(
            NamedFile(
                path=file.path,
                name=f"file{number}{kind and f'.{kind}'}{kept}",
                language=language,
                content=file.content,
                left_out=_why_left_out(number, file.content),
            )
        )
    return tuple(named)


def files_for(scanner: Scanner, files: Sequence[NamedFile]) -> tuple[NamedFile, ...]:
    """Those in a language of this scanner."""
    return tuple(file for file in files if scanner.reads(file.language))


def build_program(solutions: Sequence[Sequence[NamedFile]], scanners: Sequence[Scanner]) -> Program:
    """Everything that ``scanners`` need to read ``solutions`` in one start of the sandbox."""
    plans = [_plan_of(files, scanners) for files in solutions]
    busy = [scanner for scanner in scanners if any(scanner.name in plan for plan in plans)]
    plan = {
        "solutions": plans,
        "settings": {scanner.name: dict(scanner.settings) for scanner in busy},
        "distributions": {scanner.name: _distribution(scanner) for scanner in busy},
        "limits": EACH_SCAN,
        "own_limits": {scanner.name: dict(scanner.limits) for scanner in busy if scanner.limits},
    }
    files = {
        f"solutions/{number}/{file.name}": file.content
        for number, solution in enumerate(solutions)
        for file in solution
        if not file.left_out
    }
    files |= {"plan.json": json.dumps(plan).encode(), **_inside()}
    return Program(
        argv=ARGV,
        files=files,
        environment={"RAYON_NUM_THREADS": "1"},
        limits=LIMITS,
        needs_tools=True,
    )


def read_lines(outcome: Outcome) -> Mapping[tuple[int, str], Mapping[str, Any]]:
    """What each (solution, scanner) said; a scan that was cut off is not there."""
    lines = {}
    for text in outcome.stdout.split(b"\n"):
        try:
            line = json.loads(text)
            lines[line["solution"], line["tool"]] = line
        except (ValueError, TypeError, KeyError):
            continue  # the last line of a program that was ended in the middle of it
    return lines


def why_cut_off(outcome: Outcome) -> str:
    """Why a scan is not among the lines."""
    if outcome.limit_hit is not LimitHit.NONE:
        return f"the scanners hit their limit ({outcome.limit_hit.replace('_', ' ')})"
    last_words = outcome.stderr.decode(errors="replace").strip().splitlines()[-1:]
    return ": ".join(["the scanners ended early", *last_words])


def _why_left_out(number: int, content: bytes) -> str:
    if len(content) > MAX_FILE_BYTES:
        return f"larger than {MAX_FILE_BYTES} bytes"
    return f"not one of the first {MAX_FILES} files" if number >= MAX_FILES else ""


def _plan_of(files: Sequence[NamedFile], scanners: Sequence[Scanner]) -> dict[str, list[str]]:
    """Scanner -> names of the files it is given; scanners without any are left out."""
    plan = {
        scanner.name: [file.name for file in files_for(scanner, files) if not file.left_out]
        for scanner in scanners
    }
    return {name: names for name, names in plan.items() if names}


def _distribution(scanner: Scanner) -> str:
    """The package whose version is looked up inside; other programs are looked up outside."""
    return scanner.distribution if scanner.version_of is python_package else ""


@cache
def _inside() -> dict[str, bytes]:
    folder = Path(__file__).parent / "inside"
    return {
        f"inside/{file.name}": file.read_bytes()
        for file in folder.iterdir()
        if file.suffix in {".py", ".cjs"}
    }
