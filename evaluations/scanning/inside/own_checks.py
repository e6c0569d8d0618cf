"""Our own checks: what tools do not say of themselves, and what Python's parser knows better."""

from __future__ import annotations

import ast
import contextlib
from dataclasses import asdict
from pathlib import Path

from .comments import LEXERS, find_directives
from .common import Files, Said, Settings, each_file
from .function_shape import measure_functions
from .suppressions import find_suppressions


def run_own_checks(files: Files, settings: Settings) -> Said:
    """Suppressions; of Python also the shape of functions, and whether it can be read at all."""
    said = each_file(files, lambda name: _check(Path(name)))
    python = (name for name in files if Path(name).suffix == ".py")
    said["syntax_errors"] = {
        name: error for name in python if (error := _syntax_error(Path(name).read_bytes()))
    }
    return said


def prepare_own_checks(settings: Settings) -> None:
    """Lexers are looked up by name, so each is imported when it is asked for."""
    from pygments.lexers import get_lexer_by_name

    for name in sorted(set(LEXERS.values())):
        get_lexer_by_name(name)


def _check(file: Path) -> Said:
    source = file.read_bytes()
    if file.suffix in LEXERS:
        return {"suppressions": [asdict(found) for found in find_directives(file.suffix, source)]}
    return {
        "functions": [asdict(shape) for shape in measure_functions(source)],
        "suppressions": [asdict(found) for found in find_suppressions(source)],
    }


def _syntax_error(source: bytes) -> Said | None:
    with contextlib.suppress(ValueError, RecursionError, MemoryError):
        try:
            ast.parse(source)
        except SyntaxError as error:
            return {"line": error.lineno or 1, "message": error.msg}
    return None
