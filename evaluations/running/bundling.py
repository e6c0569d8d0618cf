"""The harness as one compiled module: inside, nothing is searched for, read or compiled."""

from __future__ import annotations

import marshal
from functools import cache
from pathlib import Path
from typing import Final

from evaluations.sandboxes.compiling import compiled_module

PACKAGE: Final = "evaluations.running.harness"
HARNESS: Final = Path(__file__).with_name("harness")

# In the order in which they import each other; the last one has the ``main`` to call.
SPLIT: Final = ("wire", "cases", "loading", "solution", "split")
IN_PROCESS: Final = ("wire", "cases", "loading", "solution", "in_process")
SUITE: Final = ("wire", "loading", "solution", "suite")

ENTRY: Final = """
import marshal, sys
for name, code in marshal.loads({modules!r}):
    module = sys.modules[name] = type(sys)(name)
    exec(code, module.__dict__)
module.main()
"""


@cache
def bundle(names: tuple[str, ...]) -> bytes:
    """The bytes of a ``.pyc`` that makes the modules ``names`` and calls the last ``main``."""
    modules = [(f"{PACKAGE}.{name}", _code_of(name)) for name in names]
    return compiled_module(ENTRY.format(modules=marshal.dumps(modules)), "harness")


def _code_of(name: str) -> object:
    source = (HARNESS / f"{name}.py").read_text()
    return compile(source, f"harness/{name}.py", "exec", dont_inherit=True, optimize=0)
