"""The languages whose solutions can be run, by name."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from evaluations.errors import InvalidInput
from evaluations.languages import canonical
from evaluations.running.languages.base import Language as Language
from evaluations.running.languages.base import ProgramPlan as ProgramPlan
from evaluations.running.languages.base import Toolchain as Toolchain

MODULES = {
    "python": "python",
    "javascript": "javascript",
    "typescript": "typescript",
    "bash": "bash",
    "sql": "sql",
    "go": "go",
    "rust": "rust",
}
"""Language -> module of this package, which has the ``LANGUAGE``."""


@cache
def find_language(name: str) -> Language:
    """The language of that name.

    Raises:
        InvalidInput: solutions in it are shown and scanned, but not run.
    """
    module = MODULES.get(canonical(name))
    if module is None:
        raise InvalidInput(f"Solutions in {name} are not run; those in {', '.join(MODULES)} are.")
    language: Language = import_module(f"evaluations.running.languages.{module}").LANGUAGE
    return language
