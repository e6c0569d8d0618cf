"""Go source files: their package, their imports, and fragments made whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from evaluations.running.compiled_suites.edits import Edit, apply_edits
from evaluations.running.compiled_suites.tokens import GO, Kind, Token, closing, tokenize

STANDARD: Final = (
    *("bufio", "bytes", "container/heap", "container/list", "container/ring", "context"),
    *("crypto/md5", "crypto/sha1", "crypto/sha256", "crypto/sha512", "encoding/base64"),
    *("encoding/binary", "encoding/hex", "encoding/json", "errors", "fmt", "hash/crc32"),
    *("hash/fnv", "io", "log", "math", "math/big", "math/bits", "math/cmplx", "math/rand", "os"),
    *("reflect", "regexp", "runtime", "sort", "strconv", "strings", "sync", "sync/atomic"),
    *("text/template", "time", "unicode", "unicode/utf8", "unsafe"),
)
"""Packages of Go's own that tests and solutions often use; of two of one name the usual one."""

VERSION: Final = re.compile(r"v\d+|\.v\d+$")


@dataclass(frozen=True, kw_only=True)
class Import:
    """One import: ``name`` is what the file calls it by; it stands from ``start`` to ``end``."""

    path: str
    name: str
    start: int
    end: int

    @property
    def is_external(self) -> bool:
        """Whether it is no package of Go itself: those have no dot in their first part."""
        return "." in self.path.partition("/")[0]


def package_of(source: str) -> str:
    """The name in the package clause; empty for a fragment, which has none."""
    tokens = tokenize(source, GO)
    if len(tokens) > 1 and tokens[0].text == "package":
        return tokens[1].text
    return ""


def imports_of(source: str) -> tuple[Import, ...]:
    """What the file imports.

    Raises:
        InvalidInput: a bracket is never closed.
    """
    tokens = tokenize(source, GO)
    found: list[Import] = []
    at = 0
    while at < len(tokens):
        if tokens[at].kind is not Kind.NAME or tokens[at].text != "import":
            at += 1
            continue
        at += 1
        end = _end_of_specs(tokens, at)
        found += _specs(tokens[at:end])
        at = end
    return tuple(found)


def _end_of_specs(tokens: Sequence[Token], start: int) -> int:
    """Where the import that begins at ``start`` ends: one spec, or as many as are in brackets."""
    if start < len(tokens) and tokens[start].text == "(":
        return closing(tokens, start)
    is_renamed = start < len(tokens) and tokens[start].kind is not Kind.STRING
    return start + 1 + is_renamed


def _specs(tokens: Sequence[Token]) -> Iterator[Import]:
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.kind is not Kind.STRING:
            continue
        path = token.text[1:-1]
        is_renamed = before is not None and (before.kind is Kind.NAME or before.text == ".")
        yield Import(
            path=path,
            name=before.text if before and is_renamed else _own_name(path),
            start=before.start if before and is_renamed else token.start,
            end=token.end,
        )


def _own_name(path: str) -> str:
    """``yaml`` for ``gopkg.in/yaml.v2``, ``rand`` for ``math/rand/v2``."""
    parts = [part for part in path.split("/") if not VERSION.fullmatch(part)]
    return VERSION.sub("", parts[-1] if parts else path)


def without_unused_imports(source: str) -> str:
    """The file as it is, but for imports that nothing in it uses; lines keep their numbers."""
    tokens = tokenize(source, GO)
    used = {
        token.text
        for token, after in pairwise(tokens)
        if token.kind is Kind.NAME and after.text == "."
    }
    unused = [one for one in imports_of(source) if one.name not in {*used, "_", "."}]
    edits = [Edit(start=one.start, end=one.end, text=_blank(source, one)) for one in unused]
    return apply_edits(source, edits)


def _blank(source: str, one: Import) -> str:
    """Nothing within brackets; after the word itself something that is always legal."""
    is_alone = source[: one.start].rstrip().endswith("import")
    return '_ "unsafe"' if is_alone else ""


def complete(source: str, package: str) -> str:
    """A fragment becomes a file of ``package``, with the imports it uses and no other.

    Data sets cut solutions and tests out of files whose imports they find out themselves. Lines
    keep their numbers; a file that has its package clause is left as its author wrote it.
    """
    if package_of(source):
        return source
    return with_own_imports(f"package {package}; {source}")


def with_own_imports(source: str) -> str:
    """The file with the imports it uses and no other, as far as they are Go's own."""
    source = without_unused_imports(source)
    tokens = tokenize(source, GO)
    imported = {one.name for one in imports_of(source)}
    missing = [
        path
        for path in STANDARD
        if _own_name(path) not in imported and _is_used_as_package(_own_name(path), tokens)
    ]
    clause = tokens[1].end
    imports = "".join(f'; import "{path}"' for path in missing)
    return f"{source[:clause]}{imports}{source[clause:]}"


def _is_used_as_package(name: str, tokens: Sequence[Token]) -> bool:
    """Whether the name is there, and always as in ``math.Abs``: a variable is also declared."""
    places = [at for at, token in enumerate(tokens) if token.text == name]
    return bool(places) and all(
        tokens[at + 1].text == "."
        and tokens[at + 2].text[:1].isupper()
        and tokens[at - 1].text != "."
        for at in places
        if at + 2 < len(tokens)
    )
