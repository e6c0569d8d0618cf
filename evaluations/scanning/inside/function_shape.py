"""Size and shape of Python functions, from Python's own parser.

lizard counts these too, but misses every function written on one line (lizard 1.24.3).
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

Function = ast.FunctionDef | ast.AsyncFunctionDef
CONTROL = (
    *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith),
    *(ast.Try, ast.TryStar, ast.Match),
)


@dataclass(frozen=True, kw_only=True)
class FunctionShape:
    """Parameters of every kind, lines from ``def`` to the last one, deepest nesting of control."""

    parameters: int
    lines: int
    nesting: int


def measure_functions(source: bytes) -> list[FunctionShape]:
    """Every function and method, inner ones too.

    Raises:
        SyntaxError, ValueError, RecursionError: the source is no Python that can be read.
    """
    tree = ast.parse(source)
    return [_shape(node) for node in ast.walk(tree) if isinstance(node, Function)]


def _shape(function: Function) -> FunctionShape:
    signature = function.args
    variadic = [argument for argument in (signature.vararg, signature.kwarg) if argument]
    named = signature.posonlyargs + signature.args + signature.kwonlyargs
    last_line = function.end_lineno or function.lineno
    return FunctionShape(
        parameters=len(named) + len(variadic),
        lines=last_line - function.lineno + 1,
        nesting=max((_nesting(statement) for statement in function.body), default=0),
    )


def _nesting(node: ast.AST) -> int:
    """Control statements one inside the other."""
    if isinstance(node, Function | ast.ClassDef):
        return 0
    own = int(isinstance(node, CONTROL))
    return max(
        (own + _nesting(child) - _is_elif(node, child) for child in ast.iter_child_nodes(node)),
        default=own,
    )


def _is_elif(node: ast.AST, child: ast.AST) -> bool:
    """The parser makes ``elif`` an ``if`` inside ``else``; only its column tells them apart."""
    return (
        isinstance(node, ast.If)
        and isinstance(child, ast.If)
        and child in node.orelse
        and child.col_offset == node.col_offset
    )
