"""Comments that tell a scanner to look away. They have no effect here, and each is a finding."""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass

SUPPRESSION = re.compile(
    r"""\#\s*(?P<comment>
        (?:ruff\s*:\s*|flake8\s*[:=]\s*)?noqa\b
      | ruff\s*:\s*(?:ignore|file-ignore|disable)\b
      | nosec\b
      | nosemgrep\b
      | pragma\s*:\s*(?:allow|white)list[ -](?:nextline[ -])?secret
      | type\s*:\s*ignore\b
      | (?:mypy|pyright)\s*:\s*ignore
      | pylint\s*:\s*(?:disable|skip-file)
      | \#?lizard\s+forgives?\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """One comment: the line it is on (from 1) and the words that do it."""

    line: int
    comment: str


def find_suppressions(source: bytes) -> list[Suppression]:
    """Suppression comments of a Python file; a string that only looks like one is none.

    Raises:
        SyntaxError, tokenize.TokenError: the file cannot be read to its end as Python.
    """
    found = []
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        if token.type == tokenize.COMMENT:
            found += [
                Suppression(line=token.start[0], comment=" ".join(match["comment"].split()))
                for match in SUPPRESSION.finditer(token.string)
            ]
    return found
