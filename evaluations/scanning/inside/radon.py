"""radon, called as a library."""

from __future__ import annotations

import tokenize

from .common import Files, Said, Settings, each_file
from .statements import join_broken_lines, statements_read_once


def run_radon(files: Files, settings: Settings) -> Said:
    """Raw counts, maintainability index and the complexity of each function, for each file."""
    from radon.complexity import add_inner_blocks
    from radon.metrics import mi_visit
    from radon.raw import analyze
    from radon.visitors import ComplexityVisitor

    def measure(code: str) -> Said:
        visitor = ComplexityVisitor.from_code(code)
        with statements_read_once(code):
            raw = analyze(code)._asdict()
        with statements_read_once(code):
            maintainability_index = mi_visit(code, multi=True)
        blocks = add_inner_blocks(visitor.blocks)
        functions = [block.complexity for block in blocks if block.letter != "C"]
        return {
            "raw": raw,
            "maintainability_index": maintainability_index,
            "complexities": functions or [visitor.complexity],
        }

    return each_file(files, lambda name: measure(join_broken_lines(_read_python(name))))


def prepare_radon(settings: Settings) -> None:
    """Nothing but the import."""
    import radon.metrics  # noqa: F401


def _read_python(name: str) -> str:
    with tokenize.open(name) as file:
        return file.read()
