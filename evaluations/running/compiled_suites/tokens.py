"""Source of Go and Rust as tokens: enough to find tests and what they expect, and no more.

Comments and strings are what matters here: a brace in one of them is no brace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Final

from evaluations.errors import InvalidInput

LONGEST_SOURCE: Final = 1_000_000
OPENING: Final = {"(": ")", "[": "]", "{": "}"}
CLOSING: Final = frozenset(OPENING.values())


class Kind(StrEnum):
    """What a token is. Comments and white space are none."""

    NAME = "name"
    NUMBER = "number"
    STRING = "string"
    CHARACTER = "character"
    SYMBOL = "symbol"


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """One token; ``start`` counts the characters before it, ``end`` those up to its end."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


KINDS: Final = {kind.value: kind for kind in Kind}

NAME: Final = r"(?P<name>[^\W\d]\w*)"
NUMBER: Final = r"(?P<number>0[xXbBoO]\w+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?\w*)"
SYMBOL: Final = r"(?P<symbol>[!=<>:]=|&&|\|\||::|->|=>|<-|\.\.\.?|\S)"

GO: Final = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r'|(?P<string>"(?:\\.|[^"\\\n])*"|`[^`]*`)'
    r"|(?P<character>'(?:\\.[^'\n]*|[^'\\\n])')"
    rf"|{NUMBER}|{NAME}|{SYMBOL}",
    re.DOTALL,
)
RUST: Final = re.compile(
    r"(?P<comment>//[^\n]*)|(?P<nested>/\*)"
    r'|(?P<string>b?r(?P<hashes>#*)".*?"(?P=hashes)|b?"(?:\\.|[^"\\])*")'
    r"|(?P<character>b?'(?:\\.[^'\n]*|[^'\\\n])')"
    rf"|(?P<lifetime>'\w+)|{NUMBER}|{NAME}|{SYMBOL}",
    re.DOTALL,
)


def tokenize(source: str, grammar: re.Pattern[str]) -> tuple[Token, ...]:
    """The tokens of ``source``; ``grammar`` is :data:`GO` or :data:`RUST`.

    Raises:
        InvalidInput: it is too long.
    """
    if len(source) > LONGEST_SOURCE:
        raise InvalidInput(f"A source file of {len(source)} characters is too long to be tested.")
    return tuple(_tokens(source, grammar))


def _tokens(source: str, grammar: re.Pattern[str]) -> Iterator[Token]:
    position = 0
    while match := grammar.search(source, position):
        position = match.end()
        kind = match.lastgroup or ""
        if kind == "nested":
            position = _end_of_comment(source, position)
        elif kind in KINDS:
            yield Token(kind=KINDS[kind], text=match[kind], start=match.start(kind))


def _end_of_comment(source: str, position: int) -> int:
    """Rust's comments nest; one that is never closed goes on to the end."""
    depth = 1
    for mark in re.compile(r"/\*|\*/").finditer(source, position):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return mark.end()
    return len(source)


def depths(tokens: Sequence[Token]) -> tuple[int, ...]:
    """How many brackets are open before each token; a closing one counts as outside."""
    steps = [(t.text in OPENING) - (t.text in CLOSING) if t.kind == "symbol" else 0 for t in tokens]
    after = accumulate(steps)
    return tuple(depth - max(step, 0) for depth, step in zip(after, steps, strict=True))


def closing(tokens: Sequence[Token], opening: int) -> int:
    """The number of the token that closes the bracket at ``opening``.

    Raises:
        InvalidInput: nothing closes it.
    """
    depth = 0
    for at in range(opening, len(tokens)):
        if tokens[at].kind is Kind.SYMBOL:
            depth += (tokens[at].text in OPENING) - (tokens[at].text in CLOSING)
            if depth == 0:
                return at
    raise InvalidInput("The suite has a bracket that nothing closes.")


def arguments(tokens: Sequence[Token], opening: int) -> list[Sequence[Token]]:
    """What stands between the commas of the bracket at ``opening``."""
    inside = tokens[opening + 1 : closing(tokens, opening)]
    parts: list[list[Token]] = [[]]
    for token, depth in zip(inside, depths(inside), strict=True):
        if depth == 0 and token.text == "," and token.kind is Kind.SYMBOL:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def line_of(source: str, position: int) -> int:
    """The line (from 1) of a character."""
    return source.count("\n", 0, position) + 1
