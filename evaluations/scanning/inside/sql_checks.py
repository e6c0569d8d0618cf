"""Our own checks of SQL, on sqlglot's parser: what changes, destroys or gives away too much."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .common import Files, Said, Settings, Unreadable, each_file

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
DYNAMIC = re.compile(
    r"""(?: \A | ; | \b(?:BEGIN|THEN|ELSE|LOOP|AS|QUERY)\b | \$\w*\$ ) \s*
        (?P<fault> (?:EXECUTE(?:\s+IMMEDIATE)?|EXEC|PREPARE\s+\w+\s+FROM)\b
          [^;]*? (?: \|\| | '\s*\+ | \bCONCAT\s*\( ) )""",
    re.IGNORECASE | re.VERBOSE,
)
"""Where a statement begins, within a function too: the same words in a text are no fault."""

PASSWORD = re.compile(
    r"\b(?P<fault>(?:PASSWORD|IDENTIFIED\s+(?:WITH\s+\w+\s+)?BY)\s*=?\s*'[^']+')", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement: its tree, its text without comments, the line (from 1) on which it begins."""

    tree: Expr
    text: str
    line: int


Check = Callable[[Statement], Iterator[int]]
"""Lines on which a statement has the fault."""


def run_sql_checks(files: Files, settings: Settings) -> Said:
    """Faults of each file, by the name of the check."""

    def measure(name: str) -> Said:
        text = Path(name).read_bytes().decode("utf-8", errors="replace")
        return {"faults": find_faults(text, settings["dialects"])}

    return each_file(files, measure)


def prepare_sql_checks(settings: Settings) -> None:
    """Nothing but the import and each dialect's tables."""
    for dialect in settings["dialects"]:
        read_statements("SELECT 1", dialect)


def find_faults(text: str, dialects: list[str]) -> list[dict[str, Any]]:
    """What the checks say of a file, read as the first dialect that can.

    Raises:
        Unreadable: none of the dialects can read it.
    """
    return [
        {"rule": rule, "line": line}
        for statement in _read(text, dialects)
        for rule, check in CHECKS.items()
        for line in sorted(set(check(statement)))
    ]


def read_statements(text: str, dialect: str) -> list[Statement]:
    """Statements in order.

    Raises:
        Unreadable: one of them is none of this dialect.
    """
    from sqlglot import Dialect, ErrorLevel
    from sqlglot.errors import SqlglotError

    language = Dialect.get_or_raise(dialect)
    statements: list[Statement] = []
    try:
        for tokens in _split(language.tokenize(text)):
            [tree] = language.parser(error_level=ErrorLevel.RAISE).parse(tokens, text)
            if tree is None:  # nothing but a comment
                continue
            part = text[tokens[0].start : tokens[-1].end + 1]
            line = text.count("\n", 0, tokens[0].start) + 1
            statements.append(Statement(tree=tree, text=COMMENT.sub(_blank, part), line=line))
    except SqlglotError as error:
        raise Unreadable(str(error).splitlines()[0]) from None
    return statements


def _read(text: str, dialects: list[str]) -> list[Statement]:
    failure = ""
    for dialect in dialects:
        try:
            return read_statements(text, dialect)
        except Unreadable as error:
            failure = failure or f"it cannot be read as {dialect} ({error})"
    raise Unreadable(f"{failure} nor as {' or '.join(dialects[1:])}")


def _split(tokens: list[Any]) -> Iterator[list[Any]]:
    """The tokens of each statement, without the semicolons between them."""
    statement: list[Any] = []
    for token in tokens:
        if token.text != ";":
            statement.append(token)
        elif statement:
            yield statement
            statement = []
    if statement:
        yield statement


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


@cache
def _nodes() -> Any:
    """sqlglot's classes of nodes; imported inside, where sqlglot is."""
    from sqlglot import expressions

    return expressions


def _of(statement: Statement, *names: str) -> Iterator[Any]:
    """Nodes of these classes, the outermost first."""
    return statement.tree.find_all(*(getattr(_nodes(), name) for name in names))


def _line(statement: Statement, node: Any) -> int:
    """The line of a node: that of its first name, for others keep none."""
    lines = [part.meta["line"] for part in node.walk() if "line" in part.meta]
    return min(lines, default=statement.line)


def _changes_every_row(name: str) -> Check:
    def check(statement: Statement) -> Iterator[int]:
        for node in _of(statement, name):
            if not node.args.get("where") and not node.args.get("limit"):
                yield statement.line if node is statement.tree else _line(statement, node)

    return check


def _always_true(statement: Statement) -> Iterator[int]:
    """``1 = 1`` as a whole condition, or behind an ``OR``."""
    for node in _of(statement, "EQ"):
        both = (node.this, node.expression)
        constant = all(isinstance(side, _nodes().Literal) for side in both)
        if (
            constant
            and both[0] == both[1]
            and isinstance(node.parent, _nodes().Or | _nodes().Where)
        ):
            yield _line(statement, node.parent)


def _grants_to_everybody(statement: Statement) -> Iterator[int]:
    for node in _of(statement, "Grant"):
        if "public" in {principal.name.lower() for principal in node.args["principals"]}:
            yield statement.line


def _grants_everything(statement: Statement) -> Iterator[int]:
    for node in _of(statement, "Grant"):
        if any(one.name.upper().startswith("ALL") for one in node.args["privileges"]):
            yield statement.line


def _destroys(statement: Statement) -> Iterator[int]:
    """Dropped or emptied tables, schemas and databases; an index or a view can be made again."""
    if next(_of(statement, "TruncateTable"), None):
        yield statement.line
    for node in _of(statement, "Drop"):
        if str(node.args.get("kind")).upper() in {"TABLE", "SCHEMA", "DATABASE"}:
            yield statement.line


def _compares_with_null(statement: Statement) -> Iterator[int]:
    for node in _of(statement, "EQ", "NEQ"):
        inside_set = isinstance(node.parent, _nodes().Update) and node.arg_key == "expressions"
        if isinstance(node.expression, _nodes().Null) and not inside_set:
            yield _line(statement, node)


def _joins_without_condition(statement: Statement) -> Iterator[int]:
    """``FROM a, b``: the condition, if there is one, hides among the others."""
    for node in _of(statement, "Join"):
        words = ("on", "using", "kind", "method", "side")
        is_plain = not any(node.args.get(word) for word in words)
        if is_plain and isinstance(node.this, _nodes().Table):
            yield _line(statement, node)


def _selects_everything(statement: Statement) -> Iterator[int]:
    for node in _of(statement, "Select"):
        stars = [one for one in node.expressions if one.is_star]
        inside_exists = isinstance(node.parent, _nodes().Exists)
        if stars and not inside_exists:
            yield _line(statement, node)


def _excludes_by_subquery(statement: Statement) -> Iterator[int]:
    """``NOT IN (SELECT ...)`` is never true once the subquery gives one NULL."""
    for node in _of(statement, "Not"):
        if isinstance(node.this, _nodes().In) and node.this.args.get("query"):
            yield _line(statement, node)


def _inserts_by_position(statement: Statement) -> Iterator[int]:
    for node in _of(statement, "Insert"):
        if not isinstance(node.this, _nodes().Schema) and node.expression:
            yield statement.line


def _limits_without_order(statement: Statement) -> Iterator[int]:
    for node in _of(statement, "Select"):
        if node.args.get("limit") and node.args.get("from_") and not node.args.get("order"):
            yield _line(statement, node.args["from_"])


def _text(pattern: re.Pattern[str]) -> Check:
    def check(statement: Statement) -> Iterator[int]:
        for match in pattern.finditer(statement.text):
            yield statement.line + statement.text.count("\n", 0, match.start("fault"))

    return check


CHECKS: dict[str, Check] = {
    "delete-without-where": _changes_every_row("Delete"),
    "update-without-where": _changes_every_row("Update"),
    "condition-always-true": _always_true,
    "grant-to-public": _grants_to_everybody,
    "grant-all": _grants_everything,
    "drop-or-truncate": _destroys,
    "dynamic-sql": _text(DYNAMIC),
    "password-in-statement": _text(PASSWORD),
    "comparison-with-null": _compares_with_null,
    "implicit-join": _joins_without_condition,
    "select-star": _selects_everything,
    "not-in-subquery": _excludes_by_subquery,
    "insert-without-columns": _inserts_by_position,
    "limit-without-order": _limits_without_order,
}
