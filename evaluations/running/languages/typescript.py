"""TypeScript: as JavaScript, once Debian's compiler has taken the types away inside the sandbox."""

from __future__ import annotations

from typing import ClassVar

from evaluations.running.languages.base import Toolchain
from evaluations.running.languages.javascript import JavaScript, find_versions
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import NODE_TESTS


class TypeScript(JavaScript):
    """Types are not checked: a verdict is about what the code does."""

    name = "typescript"
    limits = NODE_TESTS
    endings: ClassVar[tuple[str, ...]] = (".ts", ".mts", ".cts", ".tsx")
    typescript: ClassVar[bool] = True

    def find_toolchain(self, sandbox: Sandbox) -> Toolchain:
        found = super().find_toolchain(sandbox)
        version = find_versions(sandbox).get("typescript")
        if found.missing or version is None:
            return Toolchain(missing=found.missing or "typescript is not installed")
        return Toolchain(versions={**found.versions, "typescript": version})


LANGUAGE = TypeScript()
