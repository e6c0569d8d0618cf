"""Suppression comments of every language but Python, whose own tokenizer knows them better.

Pygments tells comments from strings. Rust's attributes, such as ``#[allow(...)]``, count as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from .suppressions import Suppression

LEXERS = {
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs"), "javascript"),
    **dict.fromkeys((".ts", ".tsx", ".mts", ".cts"), "typescript"),
    ".sh": "bash",
    ".sql": "sql",
    ".go": "go",
    ".rs": "rust",
}

DIRECTIVE = re.compile(
    r"""(?: ^ | // | /\* | \# | -- ) [\s*!-]* (?P<words>
        eslint-disable(?:-next-line|-line)?\b
      | eslint\s+["']?[\w@/-]+["']?\s*:
      | (?:oxlint|tslint|revive)\s*[-:]\s*disable\b
      | biome-ignore\b
      | js[hl]int\s+(?:ignore|-W\d+)
      | @ts-(?:ignore|nocheck|expect-error)\b
      | \#?nosec\b
      | nolint\b
      | lint:(?:file-)?ignore\b
      | noinspection\b
      | shellcheck\s+disable\s*=
      | noqa\b
      | sqlfluff\s*:
      | gitleaks:allow\b
      | \#?lizard\s+forgives?\b
    )
      | (?P<anywhere> \bnosem(?:grep)?\b | \bnosonar\b
          | \bpragma\s*:\s*(?:allow|white)list[ -](?:nextline[ -])?secret )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Most tools want the words first in the comment; a few take them from anywhere in it."""

ATTRIBUTE = re.compile(r"\b(?P<words>allow|expect)\s*\(")


def find_directives(suffix: str, source: bytes) -> list[Suppression]:
    """Suppressions of a file with one of the suffixes of ``LEXERS``, line by line."""
    text = re.sub(r"\r\n?", "\n", source.decode("utf-8", errors="replace"))
    return [
        Suppression(line=line + offset, comment=" ".join(_words(match).split()))
        for line, comment, is_attribute in _comments(LEXERS[suffix], text)
        for offset, part in enumerate(comment.split("\n"))
        for match in (ATTRIBUTE if is_attribute else DIRECTIVE).finditer(part)
    ]


def _words(match: re.Match[str]) -> str:
    found = match.groupdict()
    return found["words"] or found["anywhere"]


def _comments(lexer_name: str, text: str) -> Iterator[tuple[int, str, bool]]:
    """Line (from 1), text, and whether it is an attribute; parts that touch are one."""
    from pygments.lexers import get_lexer_by_name
    from pygments.token import Comment

    lexer = get_lexer_by_name(lexer_name)
    position, line = 0, 1
    for kind, tokens in groupby(lexer.get_tokens_unprocessed(text), key=lambda token: token[1]):
        parts = list(tokens)
        line += text.count("\n", position, parts[0][0])
        position = parts[0][0]
        if kind in Comment:
            is_attribute = lexer_name == "rust" and kind is Comment.Preproc
            yield line, "".join(value for _, _, value in parts), is_attribute
