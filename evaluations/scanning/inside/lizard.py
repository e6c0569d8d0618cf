"""lizard, called as a library: tokens of every file, functions of every language it knows."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .common import Files, Said, Settings, Unreadable, each_file


def run_lizard(files: Files, settings: Settings) -> Said:
    """Comments with "GENERATED CODE" or "lizard forgives" change nothing here."""
    from lizard_core.extensions import get_extensions
    from lizard_core.file_analyzer import FileAnalyzer, comment_counter

    steps = [_drop_comments if step is comment_counter else step for step in get_extensions([])]

    def measure(name: str) -> Said:
        code = Path(name).read_bytes().decode("utf-8", errors="replace")
        with contextlib.redirect_stderr(io.StringIO()) as complaint:
            measured = FileAnalyzer(steps).analyze_source_code(name, code)
        if complaint.getvalue():
            raise Unreadable(complaint.getvalue()[:300])
        return {
            "tokens": measured.token_count,
            "lines": measured.nloc,
            "functions": [
                {
                    "complexity": function.cyclomatic_complexity,
                    "parameters": function.parameter_count,
                    "lines": function.length,
                }
                for function in measured.function_list
            ],
        }

    return each_file(files, measure)


def prepare_lizard(settings: Settings) -> None:
    """Nothing but the import."""
    import lizard_core.extensions  # noqa: F401


def _drop_comments(tokens: Iterator[str], reader: Any) -> Iterator[str]:
    for token in tokens:
        comment = reader.get_comment_from_token(token)
        if comment is None:
            yield token
        else:
            yield from "\n" * (len(comment.splitlines()) - 1)
