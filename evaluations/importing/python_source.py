"""Reading Python without running it and without a word about its style."""

from __future__ import annotations

import ast
import warnings


def parse_module(source: str) -> list[ast.stmt] | None:
    """The statements of ``source``; ``None`` where it is no Python or too much for the parser."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of invalid escapes and the like: not ours to judge here
        try:
            return ast.parse(source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
