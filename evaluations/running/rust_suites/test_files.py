"""Rust tests, rewritten: every test gets a random name, and canaries lie behind them.

The macros that tests assert with are named in full, so that a solution cannot put its own in their
place; modules of tests get random names, so that the solution may have one of its own.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from evaluations.running.compiled_suites.edits import Edit, apply_edits, choose_variants
from evaluations.running.compiled_suites.plan import WANTED_CANARIES, PlannedTest, random_name
from evaluations.running.compiled_suites.tokens import (
    RUST,
    Kind,
    Token,
    closing,
    depths,
    line_of,
    tokenize,
)
from evaluations.running.endings import FEWEST_CANARIES
from evaluations.running.python_suites.canaries import CHANCE
from evaluations.running.rust_suites.spots import Spots, assertion_spots, unit_variants

MACROS: Final = {"assert", "assert_eq", "assert_ne", "panic", "vec", "format", "matches"}
SHOULD_PANIC: Final = "#[should_panic]"


@dataclass(frozen=True, kw_only=True)
class RustTest:
    """A test where it stands: its attributes from ``start``, its body (with braces) from ``body``.

    ``module`` is the path to it, ``home`` the position where its module ends; ``attributes`` are
    the first words of each, ``panics`` the span of ``#[should_panic]`` if there is one.
    """

    name: Token
    module: tuple[str, ...]
    home: int
    attributes: frozenset[str]
    panics: tuple[int, int] | None
    returns: bool
    start: int
    body: int
    end: int

    @property
    def is_ignored(self) -> bool:
        return "ignore" in self.attributes


@dataclass(frozen=True, kw_only=True)
class RewrittenFile:
    """``code`` is what is compiled; the keys of tests and canaries are paths in it."""

    code: str
    tests: tuple[PlannedTest, ...]
    canaries: tuple[PlannedTest, ...]


def rewrite_file(source: str, *, runs_ignored: bool, prefix: str = "") -> RewrittenFile:
    """Rename every test and every outer module, add canaries; ``prefix`` begins their own names.

    Raises:
        InvalidInput: a bracket is never closed.
    """
    source = apply_edits(source, _full_names(tokenize(source, RUST)))
    tokens = tokenize(source, RUST)
    modules = {name: random_name("tests_") for name in _outer_modules(tokens)}
    edits = [
        Edit.of(token, modules[token.text])
        for before, token in pairwise(tokens)
        if before.text == "mod" and token.text in modules
    ]
    found = list(find_tests(tokens))
    tests = []
    for test in found:
        name = random_name("test_")
        edits.append(Edit.of(test.name, name))
        is_skipped = test.is_ignored and not runs_ignored
        tests.append(_planned(source, test, _path(test, modules, name), prefix, is_skipped))
    pairs = [pair for pair in zip(found, tests, strict=True) if not pair[1].is_skipped]
    canaries, added = _make_canaries(source, pairs, modules)
    edits += [Edit(start=at, end=at, text=text) for at, text in added.items()]
    return RewrittenFile(
        code=apply_edits(source, edits), tests=tuple(tests), canaries=tuple(canaries)
    )


def _full_names(tokens: tuple[Token, ...]) -> list[Edit]:
    """``::std::assert_eq!`` cannot be replaced by a macro of the solution's."""
    own = {
        name.text
        for word, _, name in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if word.text == "macro_rules"
    }
    return [
        Edit.of(token, f"::std::{token.text}")
        for before, token, after in zip((None, *tokens), tokens, tokens[1:], strict=False)
        if token.text in MACROS - own and after.text == "!" and not (before and before.text == "::")
    ]


def _outer_modules(tokens: tuple[Token, ...]) -> list[str]:
    """Modules with a body that stand in no other."""
    triples = zip(depths(tokens), tokens, tokens[1:], tokens[2:], strict=False)
    return [
        name.text
        for depth, word, name, brace in triples
        if depth == 0 and word.text == "mod" and brace.text == "{"
    ]


def find_tests(tokens: tuple[Token, ...]) -> Iterator[RustTest]:
    """Functions with ``#[test]``, wherever they stand."""
    open_modules: list[tuple[str, int]] = []
    for at, token in enumerate(tokens):
        while open_modules and at >= open_modules[-1][1]:
            open_modules.pop()
        words = [one.text for one in tokens[at : at + 3]]
        if words[:1] == ["mod"] and words[2:] == ["{"]:
            open_modules.append((words[1], closing(tokens, at + 2)))
        elif token.text == "fn" and token.kind is Kind.NAME and at + 1 < len(tokens):
            test = _test_at(tokens, at, open_modules)
            if test is not None:
                yield test


def _test_at(tokens: tuple[Token, ...], at: int, modules: list[tuple[str, int]]) -> RustTest | None:
    spans = _attributes_before(tokens, at)
    words = frozenset(tokens[opening + 1].text for opening, _ in spans)
    if "test" not in words:
        return None
    brace = next(n for n in range(at, len(tokens)) if tokens[n].text == "{")
    panics = [span for span in spans if tokens[span[0] + 1].text == "should_panic"]
    return RustTest(
        name=tokens[at + 1],
        module=tuple(name for name, _ in modules),
        home=tokens[modules[-1][1]].start if modules else tokens[-1].end,
        attributes=words,
        panics=(tokens[panics[0][0] - 1].start, tokens[panics[0][1]].end) if panics else None,
        returns=any(token.text == "->" for token in tokens[at:brace]),
        start=tokens[spans[-1][0] - 1].start,
        body=tokens[brace].start,
        end=tokens[closing(tokens, brace)].end,
    )


def _attributes_before(tokens: tuple[Token, ...], at: int) -> list[tuple[int, int]]:
    """``#[...]`` before an item, the nearest first: the numbers of their brackets."""
    spans: list[tuple[int, int]] = []
    end = at - 1
    while end >= 0 and tokens[end].text in ("pub", "async", "unsafe"):
        end -= 1
    while end > 1 and tokens[end].text == "]":
        opening = next(n for n in range(end, -1, -1) if _opens(tokens, n, end))
        if opening == 0 or tokens[opening - 1].text != "#":
            break
        spans.append((opening, end))
        end = opening - 2
    return spans


def _opens(tokens: tuple[Token, ...], at: int, end: int) -> bool:
    return at == 0 or (tokens[at].text == "[" and closing(tokens, at) == end)


def _path(test: RustTest, modules: dict[str, str], name: str) -> str:
    outer = [modules.get(test.module[0], test.module[0])] if test.module else []
    return "::".join([*outer, *test.module[1:], name])


def _planned(source: str, test: RustTest, key: str, prefix: str, is_skipped: bool) -> PlannedTest:
    return PlannedTest(
        key=key,
        name=prefix + test.name.text,
        text=source[test.start : test.end].replace("::std::", ""),
        line=line_of(source, test.name.start),
        is_skipped=is_skipped,
    )


Canaries = tuple[list[PlannedTest], dict[int, str]]
"""The canaries, and the text to be added at each position."""


def _make_canaries(
    source: str, pairs: list[tuple[RustTest, PlannedTest]], modules: dict[str, str]
) -> Canaries:
    canaries: list[PlannedTest] = []
    added: dict[int, list[str]] = defaultdict(list)
    CHANCE.shuffle(pairs)
    tokens = tokenize(source, RUST)
    spots = {planned.key: _spots(source, tokens, test) for test, planned in pairs}
    for test, planned in sorted(pairs, key=lambda pair: not spots[pair[1].key].changed):
        if len(canaries) >= WANTED_CANARIES:
            break
        for edits in _variants(test, spots[planned.key]):
            canaries.append(_add(source, test, planned, edits, modules, added))
    while pairs and len(canaries) < FEWEST_CANARIES:
        canaries.append(_add_unequal(pairs[0][0], modules, added))
    for texts in added.values():
        CHANCE.shuffle(texts)
    return canaries, {at: "".join(texts) for at, texts in added.items()}


def _spots(source: str, tokens: tuple[Token, ...], test: RustTest) -> Spots:
    inside = tuple(token for token in tokens if test.body < token.start < test.end - 1)
    return assertion_spots(inside, source, unit_variants(tokens))


def _variants(test: RustTest, spots: Spots) -> list[tuple[Edit, ...]]:
    """Edits of each canary of one test."""
    variants = [] if test.panics else choose_variants(spots.best)
    turned = _turned(test)
    return variants or ([(turned,)] if turned else [])


def _turned(test: RustTest) -> Edit | None:
    """A test that must panic where it need not, and the other way round."""
    if test.panics:
        return Edit(start=test.panics[0], end=test.panics[1], text="")
    if test.returns:  # such a test may not be said to panic
        return None
    return Edit(start=test.start, end=test.start, text=f"{SHOULD_PANIC} ")


def _add(
    source: str,
    test: RustTest,
    planned: PlannedTest,
    edits: tuple[Edit, ...],
    modules: dict[str, str],
    added: dict[int, list[str]],
) -> PlannedTest:
    name = random_name("test_")
    renamed = (*edits, Edit.of(test.name, name))
    text = apply_edits(source[test.start : test.end], renamed, offset=test.start)
    added[test.home].append(f"\n{text}\n")
    return PlannedTest(
        key=_path(test, modules, name),
        name="canary",
        text=text,
        guards=planned.key,
        is_canary=True,
    )


def _add_unequal(
    test: RustTest, modules: dict[str, str], added: dict[int, list[str]]
) -> PlannedTest:
    """Two numbers that are never equal in practice."""
    name, one, other = random_name("test_"), secrets.randbits(60), secrets.randbits(60)
    text = f"#[test] fn {name}() {{ ::std::assert_eq!({one}u64, {other}u64); }}"
    added[test.home].append(f"\n{text}\n")
    return PlannedTest(key=_path(test, modules, name), name="canary", text=text, is_canary=True)
