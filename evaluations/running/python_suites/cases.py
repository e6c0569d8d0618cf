"""``check(candidate)`` and lists of asserts, cut into cases: one per statement that asserts."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from evaluations.errors import InvalidInput
from evaluations.running.harness.cases import RECORDER
from evaluations.running.suites import SuiteFormat, SuiteSource

CHECK = "check"
CANDIDATE = "candidate"
NAME_CHARACTERS = 120
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of the tests, at ``line`` (from 1) of the suite's code.

    ``source`` is what runs, noting what it compares; ``text`` is what is shown.
    """

    source: str
    text: str
    line: int
    is_case: bool

    @property
    def name(self) -> str:
        first = self.text.splitlines()[0].removeprefix("assert ")
        return first if len(first) <= NAME_CHARACTERS else first[: NAME_CHARACTERS - 1] + "…"


@dataclass(frozen=True, kw_only=True)
class CasePlan:
    """``names`` are wanted of the solution; ``candidate`` is the one that ``check`` is given.

    ``helpers`` is the prompt where the tests use what it defines, and runs before the solution's
    names are known; ``setup`` runs after that, as it may need them.
    """

    helpers: str
    setup: tuple[str, ...]
    statements: tuple[Statement, ...]
    names: tuple[str, ...]
    candidate: str
    setup_needs_solution: bool
    uses_random: bool
    awaits_stop_iteration: bool

    @property
    def cases(self) -> tuple[Statement, ...]:
        return tuple(statement for statement in self.statements if statement.is_case)


@lru_cache(maxsize=1024)
def plan_cases(suite: SuiteSource, prompt: str, entry_point: str) -> CasePlan:
    """Cut a suite that calls functions.

    ``prompt`` is executed beside the tests when they use a helper that it defines.

    Raises:
        InvalidInput: the suite is no Python, has no ``check`` function, or names no entry point.
    """
    tree = _parse(suite.code)
    preparation: list[ast.stmt] = list(_parse(suite.setup).body)
    body: list[ast.stmt] = tree.body
    if suite.format is SuiteFormat.CHECK_FUNCTION:
        if not entry_point:
            raise InvalidInput("A check function needs the entry point that it is to check.")
        check = _find_check(tree)
        preparation += [node for node in tree.body if node is not check]
        body = _body_of(check)
    wanted = _free_names([*preparation, *body])
    helpers = _bound_in_prompt(prompt) & wanted - {entry_point}
    names = wanted - helpers - {CANDIDATE} | ({entry_point} - {""})
    return CasePlan(
        helpers=prompt if helpers else "",
        setup=tuple(ast.unparse(node) for node in preparation),
        statements=tuple(_statements(suite.code, body, names | {CANDIDATE}, preparation)),
        names=tuple(sorted(names)),
        candidate=entry_point if suite.format is SuiteFormat.CHECK_FUNCTION else "",
        setup_needs_solution=bool(_free_names(preparation) & names),
        uses_random="random" in suite.code + suite.setup,
        awaits_stop_iteration="StopIteration" in suite.code + suite.setup,
    )


def _parse(code: str) -> ast.Module:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError) as error:
        raise InvalidInput(f"The suite is not valid Python: {error}") from error


def _find_check(tree: ast.Module) -> ast.FunctionDef:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == CHECK:
            return node
    raise InvalidInput("The suite defines no function check(candidate).")


def _body_of(check: ast.FunctionDef) -> list[ast.stmt]:
    """Its statements, or itself and a call where they make no sense apart."""
    body = [node for node in check.body if not _is_docstring(node)]
    returns = any(isinstance(node, ast.Return) for node in _walk_scope(body))
    if returns or not any(_asserts(node) for node in body):
        return [ast.If(test=ast.Constant(True), body=[check, _call_of_check()], orelse=[])]
    return body


def _call_of_check() -> ast.stmt:
    return ast.parse(f"{CHECK}({CANDIDATE})").body[0]


def _statements(
    code: str, body: list[ast.stmt], ours: set[str], preparation: list[ast.stmt]
) -> Iterator[Statement]:
    asserting = {
        node.name
        for node in [*preparation, *body]
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(n, ast.Assert) for n in ast.walk(node))
    }
    are_cases = [_asserts(node) or bool(asserting & _called(node)) for node in body]
    for node, is_case in zip(body, are_cases, strict=True):
        text = ast.get_source_segment(code, node) if hasattr(node, "lineno") else None
        recorded = ast.fix_missing_locations(_Recorded(ours).visit(node))
        yield Statement(
            source=ast.unparse(recorded),
            text=text or ast.unparse(node),
            line=getattr(node, "lineno", 1),
            is_case=is_case or not any(are_cases),
        )


class _Recorded(ast.NodeTransformer):
    """``assert a == b`` becomes ``assert __review__.equal(a, b)``, which notes both."""

    def __init__(self, ours: set[str]) -> None:
        self._ours = ours

    def visit_Assert(self, node: ast.Assert) -> ast.Assert:
        test = node.test
        if isinstance(test, ast.Compare) and [type(op) for op in test.ops] == [ast.Eq]:
            left, right = test.left, test.comparators[0]
            swapped = bool(self._ours & _names(right)) and not self._ours & _names(left)
            method = ast.Attribute(
                value=ast.Name(id=RECORDER, ctx=ast.Load()),
                attr="equal_swapped" if swapped else "equal",
                ctx=ast.Load(),
            )
            return ast.Assert(ast.Call(func=method, args=[left, right], keywords=[]), node.msg)
        return node


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _asserts(node: ast.stmt) -> bool:
    return any(isinstance(inner, ast.Assert) for inner in _walk_scope([node]))


def _walk_scope(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes that run when these run: not the insides of functions and classes."""
    for node in nodes:
        if not isinstance(node, SCOPES):
            yield node
            yield from _walk_scope(ast.iter_child_nodes(node))


def _called(node: ast.AST) -> set[str]:
    calls = (inner for inner in _walk_scope([node]) if isinstance(inner, ast.Call))
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)}


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _free_names(nodes: Iterable[ast.AST]) -> set[str]:
    """Names that the tests read and bind nowhere."""
    read: set[str] = set()
    bound: set[str] = set(dir(builtins))
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            read.add(node.id)
        else:
            bound |= _bound_by(node)
    return read - bound


def _bound_by(node: ast.AST) -> set[str]:
    match node:
        case ast.Name(id=name) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
            return {name}
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return {(alias.asname or alias.name).partition(".")[0] for alias in aliases}
    return set()


def _bound_in_prompt(prompt: str) -> set[str]:
    """What the prompt defines, when it is Python at all and not a text."""
    try:
        tree = ast.parse(prompt)
    except (SyntaxError, ValueError):
        return set()
    names = (_bound_by(inner) for node in tree.body for inner in _walk_top(node))
    return set().union(*names)


def _walk_top(node: ast.stmt) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, SCOPES):
        yield from _walk_scope(ast.iter_child_nodes(node))
