"""radon's line counter without its quadratic step.

radon 6.0.1 tokenizes a statement of n lines n times over to find its end: a list of 5,000 lines
takes minutes. Here the ends are found first, in one pass over the file.
"""

from __future__ import annotations

import io
import re
import tokenize
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

BREAKS_NO_LINE = re.compile("[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
"""``str.splitlines``, which radon uses, breaks lines at these; Python does not."""

Tokens = list[tokenize.TokenInfo]


def join_broken_lines(code: str) -> str:
    """The same code with the lines that Python sees, for a reader who uses ``str.splitlines``."""
    return BREAKS_NO_LINE.sub(" ", code)


@contextmanager
def statements_read_once(code: str) -> Iterator[None]:
    """Inside, radon's ``analyze`` may be called once for ``code``, which is valid Python."""
    from radon import raw

    ends = find_ends(code)
    row = 0

    def read_statement(line: str, lines: Iterator[str]) -> tuple[Tokens, list[str]]:
        nonlocal row
        row += 1
        position = bisect_left(ends, row)
        end = ends[position] if position < len(ends) else row
        used = [line, *islice(lines, end - row)]
        row = end
        return list(tokenize.generate_tokens(io.StringIO("\n".join(used)).readline)), used

    slow = raw._get_all_tokens
    raw._get_all_tokens = read_statement
    try:
        yield
    finally:
        raw._get_all_tokens = slow


def find_ends(code: str) -> list[int]:
    """Numbers of the lines, from 1, on which a statement, a comment or an empty line ends."""
    ends, depth = [], 0
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        elif depth == 0 and token.type in {tokenize.NEWLINE, tokenize.NL}:
            ends.append(token.start[0])
    return ends
