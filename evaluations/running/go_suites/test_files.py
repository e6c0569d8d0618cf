"""Go test files, rewritten: every test gets a random name, and canaries lie among them.

Tests and canaries run their bodies in the same way and differ in literals, or in one constant: a
solution that looks at who calls it sees nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from evaluations.errors import InvalidInput
from evaluations.running.compiled_suites.edits import Edit, apply_edits, choose_variants
from evaluations.running.compiled_suites.plan import WANTED_CANARIES, PlannedTest, random_name
from evaluations.running.compiled_suites.tokens import (
    GO,
    Kind,
    Token,
    closing,
    depths,
    line_of,
    tokenize,
)
from evaluations.running.endings import FEWEST_CANARIES
from evaluations.running.go_suites.spots import assertion_spots, table_spots
from evaluations.running.python_suites.canaries import CHANCE

TEST_NAME: Final = re.compile(r"Test(?![a-z]).*")
WRAPPED: Final = "run"
"""The name of the subtest in which the body of a test runs."""

TEMPLATE: Final = """
//line {path}:{line}
func {key}({parameter} *{package}.T) {{ if {parameter}.Run("{wrapped}", \
func({parameter} *{package}.T) {body}) == {failure} {{ {parameter}.Fail() }} }}
"""


@dataclass(frozen=True, kw_only=True)
class GoTest:
    """A test where it stands: from ``start`` to ``end``, its body (with braces) from ``body`` on.

    ``package`` is what its file calls ``testing``.
    """

    path: str
    name: str
    parameter: str
    package: str
    start: int
    body: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Table:
    """A variable of the suite's own, from ``start`` to ``end``: what its name stands for."""

    path: str
    name: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class RewrittenSuite:
    """``files`` (path -> text) are what is compiled; ``tests`` are in the order of the original."""

    files: Mapping[str, str]
    tests: tuple[PlannedTest, ...]
    canaries: tuple[PlannedTest, ...]


def rewrite_suite(files: Mapping[str, str]) -> RewrittenSuite:
    """Rename every test of the test files among ``files``, add canaries.

    Raises:
        InvalidInput: there is no test, or a bracket is never closed.
    """
    found = [test for path in sorted(files) for test in find_tests(path, files[path])]
    if not found:
        raise InvalidInput("The suite has no function TestXxx(t *testing.T).")
    added: dict[str, list[str]] = defaultdict(list)
    tests = []
    for test in found:
        key, source = random_name("Test_"), files[test.path]
        added[test.path].append(_emit(test, key, source[test.body : test.end], source))
        tests.append(_planned(test, key, source))
    canaries = list(_make_canaries(files, list(zip(found, tests, strict=True)), added))
    return RewrittenSuite(
        files={path: _with_functions(path, files[path], found, added[path]) for path in files},
        tests=tuple(tests),
        canaries=tuple(canaries),
    )


def find_tests(path: str, source: str) -> Iterator[GoTest]:
    """The test functions of one file, in its order."""
    tokens = tokenize(source, GO)
    for at, depth in enumerate(depths(tokens)):
        if depth != 0 or tokens[at].text != "func" or tokens[at].kind is not Kind.NAME:
            continue
        words = [token.text for token in tokens[at + 1 : at + 9]]
        match words:
            case [name, "(", parameter, "*", package, ".", "T", ")"] if TEST_NAME.fullmatch(name):
                opening = at + 9
            case _:
                continue
        yield GoTest(
            path=path,
            name=name,
            parameter="t" if parameter == "_" else parameter,
            package=package,
            start=tokens[at].start,
            body=tokens[opening].start,
            end=tokens[closing(tokens, opening)].end,
        )


def find_tables(path: str, source: str) -> Iterator[Table]:
    """``var name = ...`` on its own, outside of functions."""
    tokens = tokenize(source, GO)
    for at, depth in enumerate(depths(tokens)):
        words = [token.text for token in tokens[at : at + 3]]
        if depth != 0 or words[:1] != ["var"] or words[2:] != ["="]:
            continue
        end = at + 3
        while end + 1 < len(tokens) and not _ends_statement(source, tokens, at, end):
            end += 1
        yield Table(
            path=path,
            name=words[1],
            start=tokens[at].start,
            end=tokens[min(end, len(tokens) - 1)].end,
        )


def _ends_statement(source: str, tokens: tuple[Token, ...], first: int, at: int) -> bool:
    """Whether a line ends after the token ``at``, outside of brackets."""
    inside = depths(tokens[first : at + 2])
    return inside[-1] <= 0 and "\n" in source[tokens[at].end : tokens[at + 1].start]


def _planned(test: GoTest, key: str, source: str) -> PlannedTest:
    text, line = source[test.start : test.end], line_of(source, test.start)
    return PlannedTest(key=key, name=test.name, text=text, line=line)


def _emit(test: GoTest, key: str, body: str, source: str, *, failure: str = "false") -> str:
    return TEMPLATE.format(
        path=test.path.rpartition("/")[2],
        line=line_of(source, test.start),
        key=key,
        parameter=test.parameter,
        package=test.package,
        wrapped=WRAPPED,
        body=body,
        failure=failure,
    )


def _make_canaries(
    files: Mapping[str, str],
    pairs: list[tuple[GoTest, PlannedTest]],
    added: dict[str, list[str]],
) -> Iterator[PlannedTest]:
    tables = [table for path in files for table in find_tables(path, files[path])]
    CHANCE.shuffle(pairs)
    made = 0
    for test, planned in pairs:
        if made >= WANTED_CANARIES:
            return
        for edits in _variants(files, test, tables):
            yield _add_changed(files, test, planned, edits, added)
            made += 1
    while made < FEWEST_CANARIES:
        test, planned = CHANCE.choice(pairs)
        yield _add_turned(files[test.path], test, planned, added)
        made += 1


Edits = tuple[tuple[Table | None, Edit], ...]
"""Each with the table that it changes, or none for the test itself."""


def _variants(files: Mapping[str, str], test: GoTest, tables: list[Table]) -> list[Edits]:
    source = files[test.path]
    body = _tokens_between(source, test.body + 1, test.end - 1)
    spots = [*assertion_spots(body, source, test.parameter), *table_spots(body)]
    homes: dict[Edit, Table | None] = {edit: None for spot in spots for edit in spot.edits}
    names = {token.text for token in body if token.kind is Kind.NAME}
    for table in tables if not spots else ():
        if table.name in names:
            there = list(table_spots(_tokens_between(files[table.path], table.start, table.end)))
            homes |= {edit: table for spot in there for edit in spot.edits}
            spots += there
            break
    return [tuple((homes[edit], edit) for edit in edits) for edits in choose_variants(spots)]


def _tokens_between(source: str, start: int, end: int) -> tuple[Token, ...]:
    return tuple(token for token in tokenize(source, GO) if start <= token.start < end)


def _add_changed(
    files: Mapping[str, str],
    test: GoTest,
    planned: PlannedTest,
    changes: Edits,
    added: dict[str, list[str]],
) -> PlannedTest:
    """A copy of the test that expects something else, and of the table that says what."""
    source, key = files[test.path], random_name("Test_")
    edits = [edit for table, edit in changes if table is None]
    table = next((table for table, _ in changes if table is not None), None)
    if table is not None:
        copy, text = random_name("table_"), files[table.path]
        there = [edit for home, edit in changes if home is not None]
        there += _renamed(_tokens_between(text, table.start, table.end)[:2], table.name, copy)
        added[table.path].append(
            "\n" + apply_edits(text[table.start : table.end], there, offset=table.start) + "\n"
        )
        edits += _renamed(_tokens_between(source, test.body, test.end), table.name, copy)
    body = apply_edits(source[test.body : test.end], edits, offset=test.body)
    added[test.path].append(_emit(test, key, body, source))
    return PlannedTest(key=key, name="canary", text=body, guards=planned.key, is_canary=True)


def _renamed(tokens: tuple[Token, ...], name: str, copy: str) -> list[Edit]:
    named = [token for token in tokens if token.kind is Kind.NAME and token.text == name]
    return [Edit.of(token, copy) for token in named]


def _add_turned(
    source: str, test: GoTest, planned: PlannedTest, added: dict[str, list[str]]
) -> PlannedTest:
    """The test itself, whose passing is a failure."""
    key, body = random_name("Test_"), source[test.body : test.end]
    added[test.path].append(_emit(test, key, body, source, failure="true"))
    return PlannedTest(key=key, name="canary", text=body, guards=planned.key, is_canary=True)


def _with_functions(path: str, source: str, found: list[GoTest], functions: list[str]) -> str:
    """The file without its own tests, every other line where it was, and then ``functions``."""
    for test in (test for test in found if test.path == path):
        lines = re.sub(r"[^\n]", " ", source[test.start : test.end])
        source = source[: test.start] + lines + source[test.end :]
    CHANCE.shuffle(functions)
    return source + "".join(functions)
