"""Statements that must fail whenever the one they were made from passes.

A solution that makes everything "pass" makes these pass as well; telling them apart from the real
ones takes knowing the right answers, which is what is being asked.
"""

from __future__ import annotations

import ast
import random
import string
from decimal import Decimal
from typing import Any, Final

CHANCE: Final = random.SystemRandom()
CLASSES: Final = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
LARGEST_STEP: Final = 9
TRIES: Final = 4


def canaries_of(statement: str, wanted: int) -> list[str]:
    """At most ``wanted`` different statements that must fail when ``statement`` passes.

    All are changed at the same place, so that none of them, nor the statement itself, is the one
    that all the others are near to.
    """
    place = CHANCE.getrandbits(64)
    made: list[str] = []
    for _ in range(wanted * TRIES):
        canary = must_fail(statement, random.Random(place))  # noqa: S311 - drawn from the system's
        if len(made) < wanted and canary not in made:
            made.append(canary)
    return made


def must_fail(statement: str, places: random.Random = CHANCE) -> str:
    """``statement`` with its expected value changed, or else with its outcome turned round."""
    node = ast.parse(statement).body[0]
    return ast.unparse(with_other_value(node, places) or turned_round([node]))


def other_value(value: Any, places: random.Random = CHANCE) -> Any:
    """A value of the same kind that is not equal to ``value``; raises TypeError for other kinds.

    The change could as well have been made the other way: whoever sees both values cannot tell
    which was first. ``places`` says where to change.
    """
    match value:
        case bool():
            return not value
        case float():
            return float(Decimal(repr(value)) + _step(places))  # no trace of binary fractions
        case int() | complex():
            return value + _step(places)
        case None:
            return CHANCE.choice((0, False, []))
        case str():
            return _other_text(value, places)
        case bytes():
            return _other_text(value.decode("latin-1"), places).encode("latin-1")
        case list() | tuple():
            return type(value)(_other_items(list(value), places))
        case dict():
            return value | dict([_other_item(value, places)])
        case set() | frozenset():
            return type(value)(_other_members(value, places))
    raise TypeError(type(value).__name__)


def _step(places: random.Random) -> int:
    """Up or down; how often it is down is drawn first, so that the middle is no likelier."""
    leaning = places.random()
    return CHANCE.randint(1, LARGEST_STEP) * (-1 if CHANCE.random() < leaning else 1)


def _other_text(value: str, places: random.Random) -> str:
    """One character becomes another of its class."""
    if not value:
        return CHANCE.choice(string.ascii_lowercase)
    place = places.randrange(len(value))
    old = value[place]
    others = next((each for each in CLASSES if old in each), string.punctuation + " ")
    new = CHANCE.choice(others.replace(old, ""))
    return value[:place] + new + value[place + 1 :]


def _other_items(items: list[Any], places: random.Random) -> list[Any]:
    if not items:
        return [CHANCE.randint(0, 9)]
    place = places.randrange(len(items))
    return [other_value(item, places) if at == place else item for at, item in enumerate(items)]


def _other_item(pairs: dict[Any, Any], places: random.Random) -> tuple[Any, Any]:
    if not pairs:
        return CHANCE.randint(0, 9), CHANCE.randint(0, 9)
    key = places.choice(list(pairs))
    return key, other_value(pairs[key], places)


def _other_members(members: set[Any] | frozenset[Any], places: random.Random) -> set[Any]:
    if not members:
        return {CHANCE.randint(0, 9)}
    old = places.choice(sorted(members, key=repr))
    new = other_value(old, places)
    if type(new) is list or new in members:  # None became a list, or it is there already
        new = CHANCE.randint(100, 999)
    return (set(members) - {old}) | {new}


def with_other_value(node: ast.stmt, places: random.Random = CHANCE) -> ast.stmt | None:
    """``node``, changed to expect another literal; ``None`` when there is no literal to change."""
    for place, index in _compared(node):
        try:
            expected = ast.literal_eval(place[index])
            changed = other_value(expected, places)
            literal = ast.parse(repr(changed), mode="eval").body
            if ast.literal_eval(literal) == expected:
                continue
        except (ValueError, TypeError, SyntaxError, ArithmeticError):
            continue
        place[index] = literal
        return ast.fix_missing_locations(node)
    return None


def _compared(node: ast.stmt) -> list[tuple[list[ast.expr], int]]:
    """Where the two sides of an equality stand: asserts, noted asserts, ``self.assertEqual``."""
    match node:
        case ast.Assert(test=ast.Compare(ops=[ast.Eq()], comparators=expected)):
            return [(expected, 0)]
        case ast.Assert(test=ast.Call(func=ast.Attribute(attr="equal"), args=args)):
            return [(args, 1)]
        case ast.Assert(test=ast.Call(func=ast.Attribute(attr="equal_swapped"), args=args)):
            return [(args, 0)]
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(attr="assertEqual"), args=[_, _, *_] as args)
        ):
            return [(args, 1), (args, 0)]
    return []


def turned_round(body: list[ast.stmt]) -> ast.stmt:
    """Raises AssertionError exactly when ``body`` raises nothing."""
    template = ast.parse(
        "try:\n    pass\nexcept BaseException:\n    pass\nelse:\n    raise AssertionError"
    )
    attempt = template.body[0]
    if isinstance(attempt, ast.Try):
        attempt.body = body
    return ast.fix_missing_locations(attempt)
