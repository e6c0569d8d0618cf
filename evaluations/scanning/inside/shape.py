"""Numbers no other scanner gives: understanding, nesting, repetition, comments, names, hints."""

from __future__ import annotations

import ast
import contextlib
import io
from pathlib import Path

from .code_lines import LEXER_NAMES, count_lines, find_names, measure_nesting, read_tokens
from .cognitive import Function, measure_cognitive
from .common import Files, Said, Settings, each_file
from .duplication import count_repeated

COGNITIVE = frozenset(
    {".go", ".rs", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"},
)
"""Suffixes whose functions lizard measures; of Python it misses those written on one line."""


def run_shape(files: Files, settings: Settings) -> Said:
    """Numbers of each file; what is repeated is counted over all files together."""
    code: dict[str, tuple[str, ...]] = {}

    def measure(name: str) -> Said:
        source, suffix = Path(name).read_bytes(), Path(name).suffix
        text = source.decode("utf-8", errors="replace").replace("\r\n", "\n")
        tokens = read_tokens(suffix, text)
        lines = count_lines(tokens)
        code[name] = lines.code
        names = find_names(tokens)
        return {
            "lines": lines.total,
            "comment_lines": lines.with_comments,
            "names": len(names),
            "letters": sum(map(len, names)),
            "nesting": measure_nesting(suffix, tokens),
            "cognitive": _cognitive(name, suffix, source, text),
            "hints": _hints(source) if suffix == ".py" else None,
        }

    said = each_file([name for name in files if Path(name).suffix in LEXER_NAMES], measure)
    lines = sum(map(len, code.values()))
    return {**said, "code_lines": lines, "repeated_lines": count_repeated([*code.values()])}


def prepare_shape(settings: Settings) -> None:
    """Lexers are looked up by name, and lizard's readers by suffix, so each is imported here."""
    import lizard_core.extensions  # noqa: F401
    from pygments.lexers import get_lexer_by_name

    for name in sorted(set(LEXER_NAMES.values())):
        get_lexer_by_name(name)


def _cognitive(name: str, suffix: str, source: bytes, text: str) -> list[int] | None:
    """Points of each function; ``None`` for a language in which nobody counts them."""
    if suffix == ".py":
        return measure_cognitive(source)
    return _cognitive_by_lizard(name, text) if suffix in COGNITIVE else None


def _cognitive_by_lizard(name: str, text: str) -> list[int]:
    from lizard_core.extensions import get_extensions
    from lizard_core.file_analyzer import FileAnalyzer

    with contextlib.redirect_stderr(io.StringIO()) as complaint:
        measured = FileAnalyzer(get_extensions(["cognitive"])).analyze_source_code(name, text)
    if complaint.getvalue():
        raise ValueError(complaint.getvalue()[:300])
    return [function.cognitive_complexity for function in measured.function_list]


def _hints(source: bytes) -> Said:
    """Parameters and results that could have a type hint, and those that have one."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, Function)]
    slots = [slot for function in functions for slot in _slots(function)]
    return {"slots": len(slots), "hinted": sum(slot is not None for slot in slots)}


def _slots(function: Function) -> list[ast.expr | None]:
    """The hints of a function's result and parameters; ``self`` and ``cls`` need none."""
    own = function.args
    named = [*own.posonlyargs, *own.args]
    if named and named[0].arg in {"self", "cls"}:
        named = named[1:]
    variadic = [each for each in (own.vararg, own.kwarg) if each is not None]
    parameters = [*named, *own.kwonlyargs, *variadic]
    return [function.returns, *(parameter.annotation for parameter in parameters)]
