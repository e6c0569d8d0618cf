"""Modules for the inside, compiled once outside: compiling would cost more than running them."""

from __future__ import annotations

import marshal
from functools import cache
from importlib.util import MAGIC_NUMBER
from pathlib import Path

UNCHECKED = (0b01).to_bytes(4, "little") + bytes(8)  # a hash-based module whose hash is not checked


def compiled_module(source: str, name: str) -> bytes:
    """The bytes of ``name``'s ``.pyc``; the interpreter inside is of our version."""
    code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    return MAGIC_NUMBER + UNCHECKED + marshal.dumps(code)


@cache
def first_process() -> bytes:
    """The compiled program that runs as pid 1 inside."""
    return compiled_module(Path(__file__).with_name("init.py").read_text(), "init.py")
