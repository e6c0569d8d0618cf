"""What source code imports, as it is written there, with the lines. Nothing is imported here."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

COMMENTS_AND_STRINGS = re.compile(
    r"""//[^\n]* | /\*.*?(?:\*/|\Z) | "(?:[^"\\]|\\.)*(?:"|\Z)""", re.DOTALL | re.VERBOSE
)
COMMENTS = re.compile(r"""(?P<kept>"[^"\n]*"|`[^`]*`) | //[^\n]* | /\*.*?(?:\*/|\Z)""", re.S | re.X)

SCRIPT_TOKEN = re.compile(
    r"""//[^\n]* | /\*.*?(?:\*/|\Z) | `(?:[^`\\]|\\.)*(?:`|\Z)
      | (?P<quoted>'(?:[^'\\\n]|\\.)*' | "(?:[^"\\\n]|\\.)*")
      | (?P<token>[\w$]+ | \S)""",
    re.DOTALL | re.VERBOSE,
)
BEFORE_A_MODULE = ("from", "import", "import(", "require(")

GO_IMPORT = re.compile(
    r"^[ \t]*import\s*(?:\((?P<block>[^)]*)(?:\)|\Z)|(?P<one>[^\n]*))", re.MULTILINE
)
GO_FIRST_CODE = re.compile(r"^(?:func|type|var|const)\b", re.MULTILINE)
GO_PATH = re.compile(r"[\"`]([^\"`\n]+)[\"`]")

RUST_NAME = r"(?:r\#)?(?P<name>[a-z_]\w*)"
RUST_USE = re.compile(
    rf"\b(?:use\s+(?:::)?\s*{RUST_NAME}\s*(?:::|;|\bas\b)|extern\s+crate\s+(\w+))"
)
RUST_GROUP = re.compile(r"\buse\s*\{(?P<group>[^;]*)(?:;|\Z)")
RUST_IN_GROUP = re.compile(r"(?:^|,)\s*([a-z_]\w*)\s*(?=::|,|$)")
RUST_OWN = re.compile(r"\b(?:mod|enum|struct|trait)\s+(\w+)")


@dataclass(frozen=True, kw_only=True)
class Import:
    """``module`` is dotted in Python, a path in Go, what stands in the quotes in JavaScript."""

    module: str
    line: int


def find_imports(suffix: str, source: bytes) -> list[Import]:
    """Every import of a file with one of the suffixes of ``FINDERS``.

    Raises:
        SyntaxError, ValueError, RecursionError: Python that cannot be read.
    """
    if suffix == ".py":
        return list(_python(source))
    return list(FINDERS[suffix](source.decode("utf-8", errors="replace")))


def _python(source: bytes) -> Iterator[Import]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(module=each.name, line=node.lineno) for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for each in node.names:
                yield Import(module=f"{node.module}.{each.name}", line=node.lineno)
        elif isinstance(node, ast.Call) and (name := _imported_by_call(node)):
            yield Import(module=name, line=node.lineno)


def _imported_by_call(call: ast.Call) -> str:
    """``importlib.import_module("yaml")``, ``__import__("yaml")``."""
    called = call.func.attr if isinstance(call.func, ast.Attribute) else None
    called = call.func.id if isinstance(call.func, ast.Name) else called
    first = call.args[0] if call.args else None
    if called not in {"import_module", "__import__"} or not isinstance(first, ast.Constant):
        return ""
    return first.value if isinstance(first.value, str) and not first.value.startswith(".") else ""


def _script(text: str) -> Iterator[Import]:
    before = ["", "", ""]
    for match in SCRIPT_TOKEN.finditer(text):
        if match["quoted"] and _names_a_module(before):
            yield Import(module=match["quoted"][1:-1], line=_line_at(text, match.start()))
        if match["quoted"] or match["token"]:
            before = [*before[1:], match["token"] or "''"]


def _names_a_module(before: list[str]) -> bool:
    """Behind one of ``BEFORE_A_MODULE``, but not in ``x.from`` or ``x.require(``."""
    words = before[-2] + "(" if before[-1] == "(" else before[-1]
    earlier = before[-3] if before[-1] == "(" else before[-2]
    return words in BEFORE_A_MODULE and earlier != "."


def _go(text: str) -> Iterator[Import]:
    plain = COMMENTS.sub(lambda match: match["kept"] or _blank(match[0]), text)
    code = GO_FIRST_CODE.search(plain)
    head = plain[: code.start()] if code else plain
    for match in GO_IMPORT.finditer(head):
        group = "one" if match["block"] is None else "block"
        for path in GO_PATH.finditer(head, *match.span(group)):
            yield Import(module=path[1], line=_line_at(text, path.start()))


def _rust(text: str) -> Iterator[Import]:
    plain = COMMENTS_AND_STRINGS.sub(lambda match: _blank(match[0]), text)
    own = set(RUST_OWN.findall(plain))
    for match in RUST_USE.finditer(plain):
        name = match["name"] or match[2]
        if name not in own:
            yield Import(module=name, line=_line_at(text, match.start()))
    for group in RUST_GROUP.finditer(plain):
        for name in RUST_IN_GROUP.findall(_outermost(group["group"])):
            if name not in own:
                yield Import(module=name, line=_line_at(text, group.start()))


def _outermost(group: str) -> str:
    """``a::{b, c}, d}`` without what stands in inner braces, up to the end of the group."""
    kept, level = [], 0
    for part in re.split(r"([{}])", group):
        level += (part == "{") - (part == "}")
        if level < 0:
            break
        kept.append(part if level == 0 and part != "}" else "")
    return "".join(kept).strip()


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


FINDERS: dict[str, Callable[[str], Iterator[Import]]] = {
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs"), _script),
    **dict.fromkeys((".ts", ".tsx", ".mts", ".cts"), _script),
    ".go": _go,
    ".rs": _rust,
}
