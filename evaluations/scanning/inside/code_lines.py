"""Lines, names and nesting of code in any language that Pygments can split into tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .comments import LEXERS

LEXER_NAMES = {**LEXERS, ".py": "python"}
BRACES = frozenset({".go", ".rs", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"})
BRACES_NEEDED = frozenset({".go", ".rs"})
"""No statement under control without them, so a semicolon may stand in a loop's head."""

CONTROL = frozenset(
    {
        *("if", "else", "for", "while", "do", "loop", "switch", "select", "match"),
        *("try", "catch", "finally"),
    }
)
SHELL_OPENS = frozenset({"if", "for", "while", "until", "case", "select"})
SHELL_CLOSES = frozenset({"fi", "done", "esac"})

Token = tuple[Any, str]


@dataclass(frozen=True, kw_only=True)
class Lines:
    """``code`` has the lines without comments, spacing and empty ones; numbers are lines."""

    code: tuple[str, ...]
    total: int
    with_comments: int


def read_tokens(suffix: str, text: str) -> list[Token]:
    """Kind and text of every token."""
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(LEXER_NAMES[suffix])
    return [(kind, value) for _, kind, value in lexer.get_tokens_unprocessed(text)]


def count_lines(tokens: Iterable[Token]) -> Lines:
    """A line is a comment line when a comment stands on it, alone or behind code."""
    from pygments.token import Comment

    orders = (Comment.Preproc, Comment.PreprocFile, Comment.Hashbang)  # to a machine, not words
    lines: list[list[str]] = [[]]
    commented = set()
    for kind, value in tokens:
        is_comment = kind in Comment and not any(kind in each for each in orders)
        for number, part in enumerate(value.split("\n")):
            if number:
                lines.append([])
            if is_comment and part.strip():
                commented.add(len(lines))
            elif not is_comment:
                lines[-1] += part.split()
    code = tuple(" ".join(parts) for parts in lines if parts)
    is_ended = not lines[-1] and len(lines) not in commented
    return Lines(code=code, total=len(lines) - is_ended, with_comments=len(commented))


def find_names(tokens: Iterable[Token]) -> set[str]:
    """The names that code gives and uses; keywords, built-in names and modules are none."""
    from pygments.token import Name

    left_out = (Name.Builtin, Name.Namespace, Name.Decorator, Name.Entity)
    return {
        name
        for kind, value in tokens
        if kind in Name and not any(kind in each for each in left_out)
        for name in re.findall(r"[^\W\d]\w*", value)
    }


def measure_nesting(suffix: str, tokens: Iterable[Token]) -> int | None:
    """Control statements one inside the other; ``None`` for a language without them."""
    words = _words(tokens)
    if suffix in BRACES:
        return _nesting_of_braces(words, braces_needed=suffix in BRACES_NEEDED)
    return _nesting_of_shell(words) if suffix == ".sh" else None


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    """Keywords and single signs of the code; behind a dot nothing is a keyword."""
    from pygments.token import Comment, Keyword, String

    before = ""
    for kind, value in tokens:
        if kind in Keyword and before != ".":
            yield value.strip()
        elif kind not in Comment and kind not in String:
            yield from (sign for sign in value if sign in "{}();")
        before = value


def _nesting_of_braces(words: Iterable[str], *, braces_needed: bool) -> int:
    """A brace belongs to the control words since the last one; ``for (;;)`` ends no statement."""
    outer: list[tuple[int, int]] = []  # levels and parentheses at each open brace
    level = pending = parentheses = deepest = 0
    for word in words:
        if word in CONTROL:
            pending += not (pending and word == "if")  # "else if" is one
        elif word == "{":
            outer.append((level, parentheses))
            level, pending, parentheses = level + pending, 0, 0
        elif word in {"(", ")"}:
            parentheses += 1 if word == "(" else -1
        elif word == "}":
            level, parentheses = outer.pop() if outer else (0, 0)
            pending = 0
        elif word == ";" and not parentheses and not braces_needed:
            pending = 0
        deepest = max(deepest, level + pending)
    return deepest


def _nesting_of_shell(words: Iterable[str]) -> int:
    level = deepest = 0
    for word in words:
        level += (word in SHELL_OPENS) - (word in SHELL_CLOSES and level > 0)
        deepest = max(deepest, level)
    return deepest
