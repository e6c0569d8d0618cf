"""Packages that a manifest declares: ecosystem in OSV's words, name, version where one is pinned.

A range is no version: which one would be installed is known to nobody who reads the file alone.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Table = dict[str, Any]

EXACT_SEMVER = re.compile(r"=?\s*v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)")
NPM_ALIAS = re.compile(r"npm:(@?[^@]+)@(.+)")
NPM_SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
CARGO_SECTIONS = ("dependencies", "dev-dependencies", "build-dependencies")
GO_REQUIRE = re.compile(r"(?:require\s+)?(?P<name>[\w.~-]+(?:/[\w.~-]+)+)\s+v(?P<version>\S+)")
GO_OTHER_BLOCK = re.compile(r"(?:replace|exclude|retract|tool|ignore)\s*\(")


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One package. ``own`` marks the manifest's own project, which is no dependency."""

    ecosystem: str
    name: str
    version: str = ""
    line: int = 1
    own: bool = False


def read_manifest(kind: str, text: str) -> list[Declared]:
    """What a manifest of one of the kinds of ``READERS`` declares.

    Raises:
        ValueError: it cannot be read, or is built in another way than its kind.
    """
    try:
        return list(READERS[kind](text))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"is not built as a {kind} file ({type(error).__name__})") from error


def _requirements(text: str) -> Iterator[Declared]:
    for number, raw in _joined_lines(text):
        line = re.sub(r"(?:^|\s)#.*", "", raw).strip()
        wanted = re.split(r"\s+--", line, maxsplit=1)[0]
        if wanted and not wanted.startswith("-"):  # options, and files named by options
            yield from _requirement(wanted, number)


def _joined_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines whose backslash continues them, under the number of the first one."""
    first, parts = 1, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        first = number if not parts else first
        parts.append(line.removesuffix("\\"))
        if not line.endswith("\\"):
            yield first, " ".join(parts)
            parts = []
    if parts:
        yield first, " ".join(parts)


def _requirement(wanted: str, line: int) -> Iterator[Declared]:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        requirement = Requirement(wanted)
    except InvalidRequirement:  # a path or an address: nothing that an index knows
        return
    pins = [each.version for each in requirement.specifier if each.operator in {"==", "==="}]
    version = pins[0] if len(pins) == 1 and "*" not in pins[0] else ""
    yield Declared(ecosystem="PyPI", name=requirement.name, version=version, line=line)


def _pyproject(text: str) -> Iterator[Declared]:
    document = tomllib.loads(text)
    project = document.get("project", {})
    if "name" in project:
        yield Declared(ecosystem="PyPI", name=str(project["name"]), own=True)
    groups = [project.get("dependencies", []), document.get("build-system", {}).get("requires", [])]
    groups += project.get("optional-dependencies", {}).values()
    groups += document.get("dependency-groups", {}).values()
    for wanted in (each for group in groups for each in group if isinstance(each, str)):
        yield from _requirement(wanted, _line_of(text, wanted))
    yield from _poetry(document.get("tool", {}).get("poetry", {}), text)


def _poetry(poetry: Table, text: str) -> Iterator[Declared]:
    tables = [poetry.get("dependencies", {}), poetry.get("dev-dependencies", {})]
    tables += [group.get("dependencies", {}) for group in poetry.get("group", {}).values()]
    for name, wanted in ((name, wanted) for table in tables for name, wanted in table.items()):
        if name != "python":
            exact = re.fullmatch(r"==\s*([^*,\s]+)", _version_of(wanted))
            version = exact[1] if exact else ""
            line = _line_of(text, name)
            yield Declared(ecosystem="PyPI", name=name, version=version, line=line)


def _package_json(text: str) -> Iterator[Declared]:
    document = json.loads(text)
    if isinstance(document.get("name"), str):
        yield Declared(ecosystem="npm", name=document["name"], own=True)
    for section in NPM_SECTIONS:
        for name, wanted in document.get(section, {}).items():
            alias = NPM_ALIAS.fullmatch(str(wanted))
            exact = EXACT_SEMVER.fullmatch(alias[2] if alias else str(wanted).strip())
            yield Declared(
                ecosystem="npm",
                name=alias[1] if alias else name,
                version=exact[1] if exact else "",
                line=_line_of(text, f'"{name}"'),
            )


def _package_lock(text: str) -> Iterator[Declared]:
    document = json.loads(text)
    for path, entry in document.get("packages", {}).items():
        name = entry.get("name") or path.rpartition("node_modules/")[2]
        if "node_modules/" in path and not entry.get("link"):
            yield _locked(name, entry, _line_of(text, f'"{path}"'))
    if "packages" not in document:
        yield from _locked_tree(document.get("dependencies", {}), text)


def _locked_tree(tree: Table, text: str) -> Iterator[Declared]:
    """Lock files of npm 6 and older: packages inside packages."""
    for name, entry in tree.items():
        yield _locked(name, entry, _line_of(text, f'"{name}"'))
        yield from _locked_tree(entry.get("dependencies", {}), text)


def _locked(name: str, entry: Table, line: int) -> Declared:
    exact = EXACT_SEMVER.fullmatch(str(entry.get("version", "")))
    return Declared(ecosystem="npm", name=name, version=exact[1] if exact else "", line=line)


def _go_mod(text: str) -> Iterator[Declared]:
    is_about_other_things = False
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.partition("//")[0].strip()
        if line.startswith("module "):
            name = line.removeprefix("module ").strip().strip('"')
            yield Declared(ecosystem="Go", name=name, line=number, own=True)
        is_about_other_things |= bool(GO_OTHER_BLOCK.fullmatch(line))
        is_about_other_things &= line != ")"
        match = GO_REQUIRE.fullmatch(line)
        if match and not is_about_other_things:
            version = match["version"].removesuffix("+incompatible")
            yield Declared(ecosystem="Go", name=match["name"], version=version, line=number)


def _cargo_toml(text: str) -> Iterator[Declared]:
    document = tomllib.loads(text)
    if "package" in document:
        yield Declared(ecosystem="crates.io", name=str(document["package"]["name"]), own=True)
    tables = [document, document.get("workspace", {}), *document.get("target", {}).values()]
    for table in (table.get(section, {}) for table in tables for section in CARGO_SECTIONS):
        for name, wanted in table.items():
            yield from _crate(name, wanted, text)


def _crate(name: str, wanted: str | Table, text: str) -> Iterator[Declared]:
    if isinstance(wanted, dict):
        if wanted.keys() & {"path", "git"} and "version" not in wanted:
            return
        name = str(wanted.get("package", name))
    exact = re.fullmatch(r"=\s*(\d+\.\d+\.\d+\S*)", _version_of(wanted))  # bare: any newer one
    version = exact[1] if exact else ""
    yield Declared(ecosystem="crates.io", name=name, version=version, line=_line_of(text, name))


def _cargo_lock(text: str) -> Iterator[Declared]:
    for package in tomllib.loads(text).get("package", []):
        yield Declared(
            ecosystem="crates.io",
            name=package["name"],
            version=package["version"],
            line=_line_of(text, f'name = "{package["name"]}"'),
            own="source" not in package,
        )


def _version_of(wanted: str | Table) -> str:
    return str(wanted.get("version", "") if isinstance(wanted, dict) else wanted).strip()


def _line_of(text: str, words: str) -> int:
    """Where the words stand first; parsers of JSON and TOML do not say."""
    position = text.find(words)
    return 1 if position < 0 else text.count("\n", 0, position) + 1


READERS: dict[str, Callable[[str], Iterator[Declared]]] = {
    "requirements": _requirements,
    "pyproject": _pyproject,
    "package-json": _package_json,
    "package-lock": _package_lock,
    "go-mod": _go_mod,
    "cargo-toml": _cargo_toml,
    "cargo-lock": _cargo_lock,
}
