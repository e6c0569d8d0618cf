"""Where a Rust test can be changed so that it must fail whenever it passes as it is.

Only assertions that run whenever the test runs are changed: those in the body itself. Another
value is better than the opposite assertion: only it tells a type that equals everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from evaluations.running.compiled_suites.edits import Edit, Spot, literal_edit
from evaluations.running.compiled_suites.tokens import Kind, Token, arguments, depths
from evaluations.running.python_suites.canaries import CHANCE

OPPOSITES: Final = {"assert_eq": "assert_ne", "assert_ne": "assert_eq"}
BUILDING: Final = {
    *("vec", "from", "into", "to_string", "to_owned", "to_vec"),
    *("iter", "into_iter", "collect", "cloned", "copied"),
}
"""What may be called in a value that is written out, beside constructors (``Some``, ``Number``)."""

PLAIN_SYMBOLS: Final = set("{}[](),:-&.!;") | {"::"}

Tokens = Sequence[Token]


Variants = Mapping[str, Set[str]]


@dataclass(frozen=True, kw_only=True)
class Spots:
    """``changed`` expect another value, ``opposite`` assert the opposite."""

    changed: tuple[Spot, ...]
    opposite: tuple[Spot, ...]

    @property
    def best(self) -> tuple[Spot, ...]:
        return self.changed or self.opposite


@dataclass(frozen=True, kw_only=True)
class Binding:
    """``let name = value;`` in the body itself."""

    name: str
    value: Tokens


def assertion_spots(body: Tokens, source: str, variants: Variants) -> Spots:
    """Of a test's body, without its braces."""
    bindings = {binding.name: binding for binding in _bindings(body)}
    changed, opposite = [], []
    for at, depth in enumerate(depths(body)):
        if depth != 0 or not _is_macro(body, at):
            continue
        sides = arguments(body, at + 2)
        if body[at].text == "assert" and sides:
            opposite.append(_negated(sides[0], source))
        elif body[at].text in OPPOSITES and len(sides) >= 2:
            weight = sides[1][-1].end - sides[0][0].start
            values = [_resolved(side, body, bindings) for side in sides[:2]]
            edits = [found for value in values if (found := _literal_edits(value, variants))]
            if body[at].text == "assert_eq" and len(edits) == 1:
                changed.append(Spot(edits=edits[0], weight=weight))
            else:
                edit = Edit.of(body[at], OPPOSITES[body[at].text])
                opposite.append(Spot(edits=(edit,), weight=weight))
    return Spots(changed=tuple(changed), opposite=tuple(opposite))


def unit_variants(tokens: Tokens) -> Variants:
    """``Error::Empty`` and its like, by the name before the colons: each can stand for another."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind, colons, name, after in zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False):
        are_types = kind.text[:1].isupper() and name.text[:1].isupper()
        if colons.text == "::" and are_types and after.text not in ("(", "{", "::"):
            found[kind.text].add(name.text)
    return found


def _is_macro(body: Tokens, at: int) -> bool:
    following = [token.text for token in body[at + 1 : at + 3]]
    return body[at].kind is Kind.NAME and following in (["!", "("], ["!", "["], ["!", "{"])


def _negated(condition: Tokens, source: str) -> Spot:
    start, end = condition[0].start, condition[-1].end
    edit = Edit(start=start, end=end, text=f"!({source[start:end]})")
    return Spot(edits=(edit,), weight=end - start)


def _resolved(side: Tokens, body: Tokens, bindings: dict[str, Binding]) -> Tokens:
    """The value of a variable that serves this assertion and nothing else."""
    name = side[-1].text
    is_variable = len(side) == 1 or [token.text for token in side[:-1]] == ["&"]
    if is_variable and name in bindings and sum(token.text == name for token in body) == 2:
        return bindings[name].value
    return side


def _literal_edits(value: Tokens, variants: Variants) -> tuple[Edit, ...]:
    if not _is_written_out(value):
        return ()
    edits = []
    for kind, before, token in zip((None, None, *value), (None, *value), value, strict=False):
        if before is None or before.text not in (".", "::"):
            edits.append(literal_edit(token))
        elif kind is not None and before.text == "::":
            others = sorted(variants.get(kind.text, set()) - {token.text})
            is_unit = token.text in variants.get(kind.text, ())
            edits.append(Edit.of(token, CHANCE.choice(others)) if is_unit and others else None)
    return tuple(edit for edit in edits if edit)


def _is_written_out(value: Tokens) -> bool:
    for token, after in zip(value, (*value[1:], None), strict=False):
        if token.kind is Kind.SYMBOL and token.text not in PLAIN_SYMBOLS:
            return False
        if token.kind is not Kind.NAME or after is None:
            continue
        is_known = token.text in BUILDING or token.text[:1].isupper()
        if after.text == "[" or (after.text in ("(", "!") and not is_known):
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
