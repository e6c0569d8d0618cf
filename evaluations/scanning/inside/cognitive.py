"""Cognitive complexity of Python functions, as SonarSource defines it (white paper, version 1.7).

What breaks the straight flow counts one, and one more for each level it is nested in: ``if``, a
conditional expression, loops, ``except``, ``match``. Without the levels count ``elif``, ``else``,
each run of one boolean operator and a function that calls itself. Inner functions and lambdas are a
level, and part of the function they are in.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

Function = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.AsyncFor | ast.While


def measure_cognitive(source: bytes) -> list[int]:
    """Points of every function that is in no other one, in the order of the file.

    Raises:
        SyntaxError, ValueError, RecursionError: the source is no Python that can be read.
    """
    return [_of_function(each) for each in _outer_functions(ast.parse(source))]


def _outer_functions(node: ast.AST) -> list[Function]:
    found: list[Function] = []
    for child in ast.iter_child_nodes(node):
        found += [child] if isinstance(child, Function) else _outer_functions(child)
    return found


def _of_function(function: Function) -> int:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    calls_itself = any(_called(call) == function.name for call in calls)
    inner = _decorated(function)
    return _of_all((inner or function).body, 0) + calls_itself


def _decorated(function: Function) -> Function | None:
    """The inner function of a decorator, which defines it, returns it and does nothing else."""
    body = [each for each in function.body if not _is_docstring(each)]
    match body:
        case [
            ast.FunctionDef() | ast.AsyncFunctionDef() as inner,
            ast.Return(value=ast.Name(id=name)),
        ]:
            return inner if name == inner.name else None
    return None


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _called(call: ast.Call) -> str:
    """The name of what is called, also as a method of the same object."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
            return name
    return ""


def _of_all(nodes: Iterable[ast.AST], level: int) -> int:
    return sum(_of(node, level) for node in nodes)


def _of(node: ast.AST, level: int) -> int:
    """Points of a node on a level of nesting, with all that is inside it."""
    match node:
        case ast.If():
            return 1 + level + _of_branches(node, level)
        case ast.For() | ast.AsyncFor() | ast.While():
            return 1 + level + _of_loop(node, level)
        case ast.IfExp() | ast.Match() | ast.ExceptHandler():
            return 1 + level + _of_all(ast.iter_child_nodes(node), level + 1)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            return _of_all(ast.iter_child_nodes(node), level + 1)
        case ast.BoolOp():
            return 1 + _of_all(_operands(node), level)
    return _of_all(ast.iter_child_nodes(node), level)


def _of_branches(node: ast.If, level: int) -> int:
    """``elif`` is an ``if`` inside ``else`` to the parser; only its column tells them apart."""
    points = _of(node.test, level) + _of_all(node.body, level + 1)
    match node.orelse:
        case []:
            return points
        case [ast.If() as other] if other.col_offset == node.col_offset:
            return points + 1 + _of_branches(other, level)
    return points + 1 + _of_all(node.orelse, level + 1)


def _of_loop(node: Loop, level: int) -> int:
    head = [node.test] if isinstance(node, ast.While) else [node.target, node.iter]
    otherwise = 1 + _of_all(node.orelse, level + 1) if node.orelse else 0
    return _of_all(head, level) + _of_all(node.body, level + 1) + otherwise


def _operands(node: ast.BoolOp) -> list[ast.expr]:
    """What one run of an operator joins: ``a and (b and c)`` is one run."""
    operands: list[ast.expr] = []
    for value in node.values:
        same = isinstance(value, ast.BoolOp) and type(value.op) is type(node.op)
        operands += _operands(value) if same and isinstance(value, ast.BoolOp) else [value]
    return operands
