"""Statements that must fail whenever the one they were made from passes.

A solution that makes everything "pass" makes these pass as well; telling them apart from the real
ones takes knowing the right answers, which is what is being asked.
"""

from __future__ import annotations

import ast
import random
from typing import Any, Final

CHANCE: Final = random.SystemRandom()


def must_fail(statement: str) -> str:
    """``statement`` with its expected value changed, or else with its outcome turned round."""
    node = ast.parse(statement).body[0]
    return ast.unparse(with_other_value(node) or turned_round([node]))


def other_value(value: Any) -> Any:
    """A value of the same kind that is not equal to ``value``; raises TypeError for other kinds."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + CHANCE.choice((-1, 1)) * CHANCE.randint(1, 3)
        case complex():
            return value + 1
        case None:
            return CHANCE.choice((0, False, []))
        case str():
            return value + CHANCE.choice("aeiou ") if len(value) < 2 else value[1:] + value[0] + "a"
        case bytes():
            return value + b"\x00"
        case list() | tuple():
            return type(value)(_other_items(list(value)))
        case dict():
            return value | dict([_other_item(value)])
        case set() | frozenset():
            return value ^ {CHANCE.randint(100, 999)}
    raise TypeError(type(value).__name__)


def _other_items(items: list[Any]) -> list[Any]:
    if not items:
        return [CHANCE.randint(0, 9)]
    place = CHANCE.randrange(len(items))
    return [other_value(item) if at == place else item for at, item in enumerate(items)]


def _other_item(pairs: dict[Any, Any]) -> tuple[Any, Any]:
    if not pairs:
        return CHANCE.randint(0, 9), CHANCE.randint(0, 9)
    key = CHANCE.choice(list(pairs))
    return key, other_value(pairs[key])


def with_other_value(node: ast.stmt) -> ast.stmt | None:
    """``node``, changed to expect another literal; ``None`` when there is no literal to change."""
    for place, index in _compared(node):
        try:
            expected = ast.literal_eval(place[index])
            changed = other_value(expected)
            literal = ast.parse(repr(changed), mode="eval").body
            if ast.literal_eval(literal) == expected:
                continue
        except (ValueError, TypeError, SyntaxError, OverflowError):
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
