"""Loading the solution as a module, the same way in every mode."""

from __future__ import annotations

import builtins
import sys

TYPE_CHECKING = False  # importing typing itself would take longer than many a test
if TYPE_CHECKING:
    from types import CodeType, ModuleType
    from typing import Any

SOURCES = "/src"


def load_module(path: str, name: str, seed: int) -> ModuleType:
    """Execute the file ``path`` as module ``name``; it is importable from then on.

    ``random`` is seeded when the source speaks of it, so that a run can be repeated.
    """
    sys.path.insert(0, SOURCES)
    _offer_exit()
    with open(path, "rb") as file:
        source = file.read()
    if b"random" in source:
        seed_random(seed)
    module: ModuleType = type(sys)(name)
    module.__file__ = path
    sys.modules[name] = module
    code: CodeType = compile(source, path, "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - running the solution is this file's purpose
    return module


def seed_random(seed: int) -> None:
    __import__("random").seed(seed)


def _offer_exit() -> None:
    """``exit`` and ``quit`` come with site, which is left out for its start-up time."""
    for name in ("exit", "quit"):
        setattr(builtins, name, sys.exit)


def describe(error: BaseException, path: str) -> str:
    """``IndexError: list index out of range (line 5)``, the line being the solution's own."""
    line = None  # of a SyntaxError the text tells it
    trace: Any = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    text = f"{type(error).__name__}: {_text_of(error)}".removesuffix(": ")
    return f"{text} (line {line})" if line else text


def _text_of(error: BaseException) -> str:
    try:
        return str(error)[:2000]
    except BaseException:  # a __str__ of the solution's own
        return ""
