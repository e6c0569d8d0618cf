"""Changes of a source text, and other literals: what canaries are made with.

A place where a test can be changed so that it must fail is a :class:`Spot`. Of two of them come
three canaries (the one, the other, both), which with the test itself differ in nothing that a look
at all four could tell: whoever wants to know the real one has to know what is right.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from evaluations.running.compiled_suites.tokens import Kind, Token
from evaluations.running.python_suites.canaries import CHANCE

WHOLE_NUMBER: Final = re.compile(
    r"(?P<digits>\d+)(?P<rest>(?:\.\d+)?(?:_?[iuf](?:8|16|32|64|128|size))?)"
)
PLAIN: Final = frozenset(string.ascii_letters + string.digits)
LARGEST_STEP: Final = 3
BITS_OF_TYPES: Final = (7, 8, 15, 16, 31, 32, 63, 64, 127, 128)
OPPOSITES: Final = {"true": "false", "false": "true"}


@dataclass(frozen=True, kw_only=True)
class Edit:
    """``text`` instead of the characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, token: Token, text: str) -> Edit:
        return cls(start=token.start, end=token.end, text=text)


@dataclass(frozen=True, kw_only=True)
class Spot:
    """One assertion, and the changes any one of which, or several, make it fail.

    ``weight`` grows with how much there is to it: the length of what is asserted.
    """

    edits: tuple[Edit, ...]
    weight: int


def apply_edits(source: str, edits: Iterable[Edit], *, offset: int = 0) -> str:
    """``source`` with the edits made; their positions count from ``offset`` before it."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        source = source[: edit.start - offset] + edit.text + source[edit.end - offset :]
    return source


def choose_variants(spots: Sequence[Spot]) -> list[tuple[Edit, ...]]:
    """Edits of each canary of one test: up to three, from the weightier half of its spots."""
    ordered = sorted(spots, key=lambda spot: spot.weight, reverse=True)
    hardest = ordered[: max(2, (len(ordered) + 1) // 2)]
    if len(hardest) >= 2:
        one, other = (CHANCE.choice(spot.edits) for spot in CHANCE.sample(hardest, 2))
    elif hardest and len(hardest[0].edits) >= 2:
        one, other = CHANCE.sample(hardest[0].edits, 2)
    else:
        return [(CHANCE.choice(spot.edits),) for spot in hardest]
    return [(one,), (other,), (one, other)]


def literal_edit(token: Token) -> Edit | None:
    """Another literal of the same kind and never an equal one; ``None`` for what is no literal."""
    changed = _other_text(token)
    return Edit.of(token, changed) if changed else None


def _other_text(token: Token) -> str:
    match token.kind:
        case Kind.NAME:
            return OPPOSITES.get(token.text, "")
        case Kind.NUMBER:
            return _other_number(token.text)
        case Kind.STRING:
            return _other_string(token.text)
        case Kind.CHARACTER:
            return _other_character(token.text)
    return ""


def _other_number(text: str) -> str:
    match = WHOLE_NUMBER.fullmatch(text)
    if not match:
        return ""
    number = int(match["digits"])
    step = CHANCE.randint(1, LARGEST_STEP)
    downwards = number >= step and (_is_near_a_limit(number) or CHANCE.random() < 0.5)
    return f"{number - step if downwards else number + step}{match['rest']}"


def _is_near_a_limit(number: int) -> bool:
    """Whether a step up could leave the type of the number, and the canary would not compile."""
    return any(number < 1 << bits <= number + LARGEST_STEP for bits in BITS_OF_TYPES)


def _other_string(text: str) -> str:
    """Some letter changed, or one more at the end where there is none to change."""
    first = min(text.index(quote) for quote in '"`' if quote in text) + 1
    last = max(text.rfind(quote) for quote in '"`')
    places = [at for at in range(first, last) if text[at] in PLAIN and not _escaped(text, at)]
    if not places:
        return f"{text[:last]}{CHANCE.choice('abcxyz')}{text[last:]}"
    at = CHANCE.choice(places)
    return text[:at] + _other_letter(text[at]) + text[at + 1 :]


def _escaped(text: str, at: int) -> bool:
    """Whether the character may belong to ``\\n``, ``\\x41`` or ``\\u{41}``."""
    return "\\" in text[max(0, at - 12) : at]


def _other_character(text: str) -> str:
    letter = text[-2]
    return text[:-2] + _other_letter(letter) + "'" if letter in PLAIN and "\\" not in text else ""


def _other_letter(letter: str) -> str:
    same_kind = next(
        letters
        for letters in (string.digits, string.ascii_lowercase, string.ascii_uppercase)
        if letter in letters
    )
    return CHANCE.choice(same_kind.replace(letter, ""))
