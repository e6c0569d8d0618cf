"""A Rust solution as a crate: its manifest, its root file, the crates that it needs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from evaluations.errors import ToolchainMissing
from evaluations.running.compiled_suites.tokens import RUST, tokenize
from evaluations.running.tasks import UnusableSolution

KNOWN: Final = ("itertools", "md5", "permutohedron", "rand", "regex")
"""Crates that problems use; those that the system has the sources of are compiled once."""

LIBRARY_ROOTS: Final = ("src/lib.rs", "lib.rs")
PROGRAM_ROOTS: Final = ("src/main.rs", "main.rs")
EDITIONS: Final = ("2015", "2018", "2021")
USED: Final = re.compile(r"\b(?:use|extern\s+crate)\s+(?:::)?([a-z_]\w*)")
OWN_CRATES: Final = {"std", "core", "alloc", "crate", "super", "self"}
IDENTIFIER: Final = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What matters of a ``Cargo.toml``; ``dependencies`` are names of crates."""

    name: str = ""
    edition: str = "2021"
    root: str = ""
    dependencies: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Crates:
    """Compiled crates: name -> file inside, and the folders where what they need lies."""

    files: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()

    def arguments(self) -> tuple[str, ...]:
        """For rustc; a crate that nothing uses costs nothing."""
        external = (f"--extern={name}={file}" for name, file in sorted(self.files.items()))
        return (*external, *(f"-Ldependency={folder}" for folder in self.folders))


def find_crates(prepared: Path, inside: str) -> Crates:
    """The crates compiled into the folder ``prepared``, which is ``inside`` in the sandbox."""
    files, folders = {}, []
    for name in KNOWN:
        found = sorted(prepared.glob(f"{name}/debug/deps/lib{name}-*.rlib"))
        if found:
            files[name] = f"{inside}/{found[0].relative_to(prepared)}"
            folders.append(f"{inside}/{found[0].parent.relative_to(prepared)}")
    return Crates(files=files, folders=tuple(folders))


def read_manifest(files: Mapping[str, str]) -> Manifest:
    """The manifest among ``files``, or one that says nothing.

    Raises:
        InvalidInput: it is no manifest, or asks for a script that would run while building.
    """
    try:
        parsed = tomllib.loads(files.get("Cargo.toml", ""))
    except tomllib.TOMLDecodeError as error:
        raise UnusableSolution(f"Cargo.toml is not valid TOML: {error}") from error
    package, library = _table(parsed, "package"), _table(parsed, "lib")
    if "build" in package or "build.rs" in files:
        raise UnusableSolution("A crate with a build script (build.rs) is not run here: remove it.")
    name, edition = library.get("name") or package.get("name", ""), package.get("edition", "2021")
    if edition not in EDITIONS:
        raise UnusableSolution(f"Cargo.toml: the edition is one of {', '.join(EDITIONS)}.")
    return Manifest(
        name=_identifier(name),
        edition=edition,
        root=str(library.get("path", "")),
        dependencies=tuple(_dependencies(parsed)),
    )


def _table(parsed: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = parsed.get(name, {})
    if not isinstance(table, dict):
        raise UnusableSolution(f"Cargo.toml: {name} is no table.")
    return table


def _identifier(name: object) -> str:
    text = str(name).replace("-", "_")
    if text and not IDENTIFIER.fullmatch(text):
        raise UnusableSolution(f"Cargo.toml: {name!r} is no name of a crate.")
    return text


def _dependencies(parsed: Mapping[str, Any]) -> Iterable[str]:
    for table in ("dependencies", "dev-dependencies"):
        yield from (_identifier(name) for name in _table(parsed, table))


def require_crates(manifest: Manifest, sources: Iterable[str], crates: Crates) -> None:
    """Hold what is asked for against what is there: declared, or used and known to be a crate.

    Raises:
        ToolchainMissing: names the crate.
    """
    used = {name for text in sources for name in USED.findall(text)} & set(KNOWN)
    missing = sorted((used | set(manifest.dependencies)) - crates.files.keys())
    if missing:
        raise ToolchainMissing(f"not run: the Rust crate {missing[0]} is not installed")


def library_root(files: Mapping[str, str], manifest: Manifest, entry_point: str) -> str:
    """The file that the crate starts with.

    Raises:
        InvalidInput: there is no Rust file, or the manifest names one that is not there.
    """
    if manifest.root and manifest.root not in files:
        raise UnusableSolution(
            f"Cargo.toml names {manifest.root}, which the solution does not have."
        )
    sources = sorted(path for path in files if path.endswith(".rs"))
    if not sources:
        raise UnusableSolution("The solution has no Rust file.")
    usual = [path for path in (manifest.root, *LIBRARY_ROOTS, *PROGRAM_ROOTS) if path in files]
    defining = [path for path in sources if entry_point and defines(files[path], entry_point)]
    return (usual or defining or sources)[0]


def program_root(files: Mapping[str, str]) -> str:
    """The file with ``fn main``.

    Raises:
        InvalidInput: there is none.
    """
    ordered = [*PROGRAM_ROOTS, *sorted(path for path in files if path.endswith(".rs"))]
    for path in ordered:
        if path in files and defines(files[path], "main"):
            return path
    raise UnusableSolution("The solution has no Rust file with a fn main().")


def crate_name(manifest: Manifest, suite: Iterable[str]) -> str:
    """What the tests call the crate: as its manifest does, else by what they use first."""
    if manifest.name:
        return manifest.name
    used = (name for text in suite for name in USED.findall(text))
    return next((name for name in used if name not in OWN_CRATES | set(KNOWN)), "solution")


def defines(source: str, function: str) -> bool:
    words = [token.text for token in tokenize(source, RUST)]
    return any(words[at : at + 2] == ["fn", function] for at in range(len(words)))
