"""Where a Go test can be changed so that it must fail whenever it passes as it is.

Only what runs whenever the test runs is changed: assertions in the body itself, and the rows of
tables it goes through. What is uncertain is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from evaluations.running.compiled_suites.edits import Edit, Spot, literal_edit
from evaluations.running.compiled_suites.tokens import (
    CLOSING,
    OPENING,
    Kind,
    Token,
    arguments,
    closing,
    depths,
)

EQUALITIES: Final = {"Equal", "EqualValues", "Exactly"}
OPPOSITES: Final = {"True": "False", "False": "True"}
COMPLAINTS: Final = {"Error", "Errorf", "Fatal", "Fatalf", "Fail", "FailNow"}
EXPECTED: Final = {"expected", "expect", "exp", "want", "wanted", "output", "result"}
DOUBTFUL: Final = re.compile(r"err|valid|ok|fail|panic|skip|raise", re.IGNORECASE)
CONVERSIONS: Final = {
    *("int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64"),
    *("float32", "float64", "string", "byte", "rune", "bool"),
}
PLAIN_SYMBOLS: Final = set("{}[](),:-&.*")

Tokens = Sequence[Token]


def assertion_spots(body: Tokens, source: str, parameter: str) -> Iterator[Spot]:
    """Of a test's body, without its braces; ``parameter`` is its ``*testing.T``."""
    for at, depth in enumerate(depths(body)):
        token = body[at]
        after = body[at + 1].text if at + 1 < len(body) else ""
        if depth != 0 or token.kind is not Kind.NAME:
            continue
        is_method = at > 0 and body[at - 1].text == "."
        if is_method and after == "(" and token.text in EQUALITIES:
            yield from _equality(arguments(body, at + 1), parameter)
        elif is_method and after == "(" and token.text in OPPOSITES:
            opposite = Edit.of(token, OPPOSITES[token.text])
            yield Spot(edits=(opposite,), weight=_length(body[at : closing(body, at + 1)]))
        elif token.text == "if":
            yield from _comparison(body, at)
        elif token.text in EXPECTED and after in (":=", "="):
            yield from _spot(_rest_of_line(body, at + 2, source))


def table_spots(tokens: Tokens) -> Iterator[Spot]:
    """Of rows that name what they expect, unless another field may make it mean nothing."""
    for at, token in enumerate(tokens[:-1]):
        if token.kind is Kind.NAME and token.text in EXPECTED and tokens[at + 1].text == ":":
            start = _enclosing(tokens, at)
            if start is None:
                continue
            row = tokens[start + 1 : closing(tokens, start)]
            if not any(DOUBTFUL.search(name) for name in _keys(row)):
                yield from _spot(_value(tokens[at + 2 : closing(tokens, start)]))


def _equality(sides: Sequence[Tokens], parameter: str) -> Iterator[Spot]:
    if sides and [token.text for token in sides[0]] == [parameter]:
        sides = sides[1:]
    spots = [spot for side in sides[:2] for spot in _spot(side)]
    if len(sides) >= 2 and len(spots) == 1:  # two of them: who knows which is the expected one
        weight = sum(map(_length, sides[:2]))
        yield Spot(edits=spots[0].edits, weight=weight)


def _comparison(body: Tokens, at: int) -> Iterator[Spot]:
    """``if got := f(x); got != 3 { t.Error(...) }``"""
    opening = next((n for n in range(at, len(body)) if body[n].text == "{"), None)
    if opening is None:
        return
    header, block = body[at:opening], body[opening : closing(body, opening)]
    texts = [token.text for token in header]
    signed = texts[-2:-1] == ["-"]
    is_simple = texts.count("!=") == 1 and not {"&&", "||"} & set(texts)
    if is_simple and texts[-2 - signed] == "!=" and COMPLAINTS & {t.text for t in block}:
        yield from _spot(header[-1:])


def _spot(side: Tokens) -> Iterator[Spot]:
    """One spot for a value that is written out; none for what is computed."""
    edits = tuple(_literal_edits(side))
    if edits and _is_written_out(side):
        yield Spot(edits=edits, weight=_length(side))


def _literal_edits(side: Tokens) -> Iterator[Edit]:
    """Of its literals, but for keys (two equal ones do not compile) and lengths of arrays."""
    for before, token, after in zip((None, *side), side, (*side[1:], None), strict=False):
        is_key = after is not None and after.text == ":"
        is_length = before is not None and before.text == "["
        edit = None if is_key or is_length else literal_edit(token)
        if edit:
            yield edit


def _is_written_out(side: Tokens) -> bool:
    for token, after in zip(side, (*side[1:], None), strict=False):
        if token.kind is Kind.SYMBOL and token.text not in PLAIN_SYMBOLS:
            return False
        is_call = after is not None and after.text == "(" and token.kind is Kind.NAME
        if is_call and token.text not in CONVERSIONS:
            return False
    return True


def _rest_of_line(tokens: Tokens, at: int, source: str) -> Tokens:
    """The tokens of a statement: to the first line that ends outside of brackets."""
    value: list[Token] = []
    for token, depth in zip(tokens[at:], depths(tokens[at:]), strict=True):
        if value and depth <= 0 and "\n" in source[value[-1].end : token.start]:
            break
        value.append(token)
    return value


def _value(tokens: Tokens) -> Tokens:
    """Up to the comma that ends a field."""
    for at, depth in enumerate(depths(tokens)):
        if depth == 0 and tokens[at].text == ",":
            return tokens[:at]
    return tokens


def _keys(row: Tokens) -> Iterator[str]:
    for token, after, depth in zip(row, row[1:], depths(row), strict=False):
        if depth == 0 and after.text == ":":
            yield token.text


def _enclosing(tokens: Tokens, at: int) -> int | None:
    """The number of the brace around a token."""
    depth = 0
    for before in range(at - 1, -1, -1):
        text = tokens[before].text
        if tokens[before].kind is Kind.SYMBOL and text in CLOSING:
            depth += 1
        elif tokens[before].kind is Kind.SYMBOL and text in OPENING:
            if depth == 0:
                return before if text == "{" else None
            depth -= 1
    return None


def _length(tokens: Tokens) -> int:
    return tokens[-1].end - tokens[0].start if tokens else 0
