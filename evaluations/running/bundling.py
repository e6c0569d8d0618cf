"""The harness as one compiled module: inside, nothing is searched for, read or compiled.

And what goes with it whatever the language: messages on its standard input, the record of a run.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from evaluations.running.harness.wire import LENGTH_BYTES, encode
from evaluations.sandboxes.compiling import compiled_module

PACKAGE: Final = "evaluations.running.harness"
HARNESS: Final = Path(__file__).with_name("harness")
HARNESS_PATH: Final = ".review/harness.pyc"
LARGEST_HASH_SEED: Final = 2**32 - 1

# In the order in which they import each other; the last one has the ``main`` to call.
SPLIT: Final = ("wire", "cases", "loading", "solution", "split")
IN_PROCESS: Final = ("wire", "cases", "loading", "solution", "in_process")
SUITE: Final = ("wire", "loading", "solution", "suite")
PROGRAMS: Final = ("wire", "starting", "folders", "programs")
SQL: Final = ("wire", "sql")

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


def framed(*messages: Mapping[str, object]) -> bytes:
    """Messages as the harness reads them from its standard input, one after the other."""
    encoded = (encode(dict(message)) for message in messages)
    return b"".join(len(data).to_bytes(LENGTH_BYTES, "big") + data for data in encoded)


def recorded_settings(seed: int, *harnesses: tuple[str, ...]) -> dict[str, str]:
    """What makes a run repeatable, for its record; ``harnesses`` are those it may have used."""
    harness = hashlib.sha256(b"".join(map(bundle, harnesses)))
    return {
        "seed": str(seed),
        "hash seed": hash_seed(seed),
        "time zone": "UTC",
        "locale": "C.UTF-8",
        "harness": harness.hexdigest()[:16],
    }


def hash_seed(seed: int) -> str:
    """``PYTHONHASHSEED`` of a run."""
    return str(seed % LARGEST_HASH_SEED)
