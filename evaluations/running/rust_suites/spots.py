"""Where a Rust test can be changed so that it must fail whenever it passes as it is.

Only assertions that run whenever the test runs are changed: those in the body itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from evaluations.running.compiled_suites.edits import Edit, Spot, literal_edit
from evaluations.running.compiled_suites.tokens import Kind, Token, arguments, depths

OPPOSITES: Final = {"assert_eq": "assert_ne", "assert_ne": "assert_eq"}
BUILDING: Final = {
    *("Some", "Ok", "Err", "vec", "String", "from", "into", "to_string", "to_owned", "to_vec"),
    *("iter", "into_iter", "collect", "cloned", "copied"),
}
"""What may be called in a value that is written out."""

PLAIN_SYMBOLS: Final = set("{}[](),:-&.!;") | {"::"}

Tokens = Sequence[Token]


@dataclass(frozen=True, kw_only=True)
class Binding:
    """``let name = value;`` in the body itself."""

    name: str
    value: Tokens


def assertion_spots(body: Tokens, source: str) -> Iterator[Spot]:
    """Of a test's body, without its braces."""
    bindings = {binding.name: binding for binding in _bindings(body)}
    for at, depth in enumerate(depths(body)):
        if depth != 0 or not _is_macro(body, at):
            continue
        sides = arguments(body, at + 2)
        if body[at].text == "assert" and sides:
            yield _negated(sides[0], source)
        elif body[at].text in OPPOSITES and len(sides) >= 2:
            yield _changed_equality(body, at, sides[:2], bindings)


def _is_macro(body: Tokens, at: int) -> bool:
    following = [token.text for token in body[at + 1 : at + 3]]
    return body[at].kind is Kind.NAME and following in (["!", "("], ["!", "["], ["!", "{"])


def _negated(condition: Tokens, source: str) -> Spot:
    start, end = condition[0].start, condition[-1].end
    edit = Edit(start=start, end=end, text=f"!({source[start:end]})")
    return Spot(edits=(edit,), weight=end - start)


def _changed_equality(
    body: Tokens, at: int, sides: Sequence[Tokens], bindings: dict[str, Binding]
) -> Spot:
    """Another literal on the side that is written out; else the opposite assertion."""
    weight = sides[1][-1].end - sides[0][0].start
    changed = [
        edits for side in sides if (edits := _literal_edits(_resolved(side, body, bindings)))
    ]
    if body[at].text == "assert_eq" and len(changed) == 1:
        return Spot(edits=changed[0], weight=weight)
    return Spot(edits=(Edit.of(body[at], OPPOSITES[body[at].text]),), weight=weight)


def _resolved(side: Tokens, body: Tokens, bindings: dict[str, Binding]) -> Tokens:
    """The value of a variable that serves this assertion and nothing else."""
    name = side[-1].text
    is_variable = len(side) == 1 or [token.text for token in side[:-1]] == ["&"]
    if is_variable and name in bindings and sum(token.text == name for token in body) == 2:
        return bindings[name].value
    return side


def _literal_edits(value: Tokens) -> tuple[Edit, ...]:
    if not _is_written_out(value):
        return ()
    pairs = zip((None, *value), value, strict=False)
    edits = (literal_edit(token) for before, token in pairs if not before or before.text != ".")
    return tuple(edit for edit in edits if edit)


def _is_written_out(value: Tokens) -> bool:
    for token, after in zip(value, (*value[1:], None), strict=False):
        if token.kind is Kind.SYMBOL and token.text not in PLAIN_SYMBOLS:
            return False
        if token.kind is not Kind.NAME or after is None:
            continue
        if after.text == "[" or (after.text in ("(", "!") and token.text not in BUILDING):
            return False
    return True


def _bindings(body: Tokens) -> Iterator[Binding]:
    where = depths(body)
    starts = [at for at, token in enumerate(body) if token.text == "let" and where[at] == 0]
    for at in starts:
        end = next((n for n in range(at, len(body)) if where[n] == 0 and body[n].text == ";"), None)
        equals = next((n for n in range(at, end or at) if body[n].text == "="), None)
        if end is not None and equals is not None and body[at + 1].kind is Kind.NAME:
            yield Binding(name=body[at + 1].text, value=body[equals + 1 : end])
