"""pytest and unittest files, rewritten to carry canaries: every test gets a random name.

Real tests and canaries are renamed alike, so that a name gives nothing away.
"""

from __future__ import annotations

import ast
import copy
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from evaluations.errors import InvalidInput
from evaluations.running.python_suites.canaries import CHANCE, turned_round, with_other_value

WANTED_CANARIES: Final = 6
ASSERTED_OPPOSITES: Final = {"assertTrue": "assertFalse", "assertFalse": "assertTrue"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, kw_only=True)
class PlannedTest:
    """One test function of the rewritten file. ``key`` is its random name, ``name`` its own.

    ``guards`` is the key of the test a canary was made from, empty for a real test and for a canary
    that fails whatever the solution does.
    """

    key: str
    name: str
    text: str
    line: int
    guards: str = ""


@dataclass(frozen=True, kw_only=True)
class TestFile:
    """``code`` is what pytest runs; ``tests`` are in the order of the original."""

    __test__ = False  # pytest must not collect it

    code: str
    tests: tuple[PlannedTest, ...]
    canaries: tuple[PlannedTest, ...]


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A test function where it stands: ``holder`` is its module's or class's body."""

    node: Function
    holder: list[ast.stmt]
    prefix: str


def rewrite_test_file(code: str, setup: str = "") -> TestFile:
    """Rename every test, add canaries in random places.

    Raises:
        InvalidInput: the file is no Python, or has no tests.
    """
    try:
        tree = ast.parse(f"{setup}\n{code}" if setup else code)
    except (SyntaxError, ValueError) as error:
        raise InvalidInput(f"The suite is not valid Python: {error}") from error
    found = list(_find_tests(tree))
    if not found:
        raise InvalidInput("The suite has no test functions.")
    shift = len(setup.splitlines()) if setup else 0
    tests = tuple(_rename(test, line_shift=shift) for test in found)
    canaries = tuple(_make_canaries(found, tests))
    return TestFile(
        code=ast.unparse(ast.fix_missing_locations(tree)), tests=tests, canaries=canaries
    )


def _find_tests(tree: ast.Module) -> Iterator[_Found]:
    for node in tree.body:
        if isinstance(node, Function) and node.name.startswith("test"):
            yield _Found(node=node, holder=tree.body, prefix="")
        elif isinstance(node, ast.ClassDef) and _holds_tests(node):
            for inner in node.body:
                if isinstance(inner, Function) and inner.name.startswith("test"):
                    yield _Found(node=inner, holder=node.body, prefix=f"{node.name}::")


def _holds_tests(node: ast.ClassDef) -> bool:
    bases = (ast.unparse(base) for base in node.bases)
    return node.name.startswith("Test") or any(base.endswith("TestCase") for base in bases)


def _rename(test: _Found, *, line_shift: int) -> PlannedTest:
    name, line = test.node.name, test.node.lineno - line_shift
    text = ast.unparse(test.node)
    test.node.name = _random_name()
    return PlannedTest(key=test.node.name, name=test.prefix + name, text=text, line=line)


def _random_name() -> str:
    return f"test_{secrets.token_hex(6)}"


def _make_canaries(found: list[_Found], tests: tuple[PlannedTest, ...]) -> Iterator[PlannedTest]:
    pairs = list(zip(found, tests, strict=True))
    CHANCE.shuffle(pairs)
    made = 0
    for test, planned in pairs:
        body = _failing_body(test.node)
        if body is None or made == WANTED_CANARIES:
            continue
        canary = copy.deepcopy(test.node)
        canary.body = body
        yield _insert(canary, test, guards=planned.key)
        made += 1
    for _ in range(made, 2):
        body = [ast.Assert(test=ast.Compare(_number(), [ast.Eq()], [_number()]), msg=None)]
        yield _insert(_function_like(pairs[0][0].node, body), pairs[0][0], guards="")


def _insert(canary: Function, beside: _Found, *, guards: str) -> PlannedTest:
    canary.name = _random_name()
    siblings = [at for at, node in enumerate(beside.holder) if isinstance(node, Function)]
    beside.holder.insert(CHANCE.choice([*siblings, siblings[-1] + 1]), canary)
    return PlannedTest(
        key=canary.name, name="canary", text=ast.unparse(canary), line=0, guards=guards
    )


def _failing_body(node: Function) -> list[ast.stmt] | None:
    """A body that fails whenever the test's own passes, as like to it as can be."""
    body = copy.deepcopy(node.body)
    for place in range(len(body) - 1, -1, -1):
        changed = with_other_value(body[place]) or _opposite(body[place])
        if changed is not None:
            body[place] = changed
            return body
    if any(isinstance(inner, ast.Return | ast.Yield) for inner in ast.walk(node)):
        return None
    return [turned_round(body)]


def _opposite(node: ast.stmt) -> ast.stmt | None:
    """``assertTrue`` for ``assertFalse``; ``assert not x`` for ``assert x``."""
    match node:
        case ast.Assert(test=test):
            return ast.Assert(test=ast.UnaryOp(op=ast.Not(), operand=test), msg=None)
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=attribute) as method)) if (
            attribute in ASSERTED_OPPOSITES
        ):
            method.attr = ASSERTED_OPPOSITES[attribute]
            return node
    return None


def _function_like(node: Function, body: list[ast.stmt]) -> Function:
    canary = copy.deepcopy(node)
    canary.decorator_list = []
    canary.args.args = canary.args.args[:1] if canary.args.args[:1] and _is_method(node) else []
    canary.body = body
    return canary


def _is_method(node: Function) -> bool:
    return bool(node.args.args) and node.args.args[0].arg == "self"


def _number() -> ast.Constant:
    """Two of these are never equal in practice."""
    return ast.Constant(secrets.randbits(48))
