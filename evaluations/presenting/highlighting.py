"""Code to coloured HTML, one self-contained string for each line. Bounded, small, fully escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby, islice

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_for_filename, get_lexer_by_name
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

from evaluations.presenting.notices import Notice
from evaluations.presenting.text import Overlay, is_binary, overlay_html

MAX_COLOURED_LINES = 3_000
MAX_COLOURED_BYTES = 512 * 1024
MAX_TOKENS = 100_000
"""About a second of lexing; a file of nothing but brackets reaches it long before its bytes do."""
MAX_LINE_CHARACTERS = 2_000
MAX_SHOWN_LINES = 20_000
CUT = '<span class="cv-cut">…</span>'

Piece = tuple[str, str]
"""CSS class (may be empty) and text."""

# Operators and plain names stay bare: they are half of all tokens, and colour on them says nothing.
_CLASSES: dict[_TokenType, str] = {
    Token.Keyword: "k",
    Token.Operator.Word: "k",
    Token.Name.Tag: "k",
    Token.Name.Function: "f",
    Token.Name.Class: "f",
    Token.Name.Decorator: "f",
    Token.Name.Attribute: "f",
    Token.Name.Builtin: "b",
    Token.Name.Builtin.Pseudo: "",
    Token.Name.Exception: "b",
    Token.Literal.String: "s",
    Token.Literal.Number: "n",
    Token.Literal.Date: "n",
    Token.Comment: "c",
    Token: "",
}


@dataclass(frozen=True, kw_only=True)
class Highlighted:
    """HTML of each line, in order, and why it is plainer than usual, if it is."""

    lines_html: tuple[str, ...]
    notices: tuple[Notice, ...]


def highlight(
    text: str, *, language: str, path: str = "", overlays: Iterable[Overlay] = ()
) -> Highlighted:
    """Colour ``text``, which has line feeds only (:func:`~evaluations.presenting.text.normalise`).

    One HTML string for each line; every tag opened in a line is closed in it. Over a limit, or in
    an unknown language, lines come without colours; binary text comes as no line at all.
    """
    if is_binary(text):
        return Highlighted(lines_html=(), notices=(Notice.BINARY,))
    notices = list(_limits_passed(text))
    pieces: list[Piece] | None = None
    if not notices:
        lexer = _find_lexer(language, path)
        pieces = _lex(text, lexer) if lexer else None
        if pieces is None:
            notices.append(Notice.TOO_BIG if lexer else Notice.NO_LANGUAGE)
    lines = list(_split_lines(pieces or [("", text)]))[:MAX_SHOWN_LINES]
    return Highlighted(lines_html=tuple(_lines_html(lines, list(overlays))), notices=tuple(notices))


def _limits_passed(text: str) -> Iterator[Notice]:
    lines = text.split("\n")
    if len(lines) > MAX_COLOURED_LINES or len(text.encode("utf-8", "replace")) > MAX_COLOURED_BYTES:
        yield Notice.TOO_BIG
    if max(map(len, lines)) > MAX_LINE_CHARACTERS:
        yield Notice.LONG_LINE
    if len(lines) > MAX_SHOWN_LINES:
        yield Notice.CUT


def _find_lexer(language: str, path: str) -> Lexer | None:
    # Without ensurenl a comment on the last line is an error token in several lexers.
    options = {"stripnl": False, "ensurenl": True}
    try:
        return get_lexer_by_name(language, **options)
    except ClassNotFound:
        found = find_lexer_class_for_filename(path) if path else None
        return found(**options) if found else None


def _lex(text: str, lexer: Lexer) -> list[Piece] | None:
    """Coloured pieces, or nothing where there are too many tokens."""
    tokens = list(islice(lexer.get_tokens(text), MAX_TOKENS))
    if len(tokens) == MAX_TOKENS:
        return None
    lexed = "".join(value for _, value in tokens)
    if lexed not in (text, f"{text}\n"):
        return [("", text)]  # a lexer that changes text must not decide what a reviewer reads
    if lexed != text:
        tokens[-1] = (tokens[-1][0], tokens[-1][1].removesuffix("\n"))
    classed = ((_css_class(kind), value) for kind, value in tokens)
    return [
        (css, "".join(value for _, value in run))
        for css, run in groupby(classed, key=lambda piece: piece[0])
    ]


@lru_cache(maxsize=1024)
def _css_class(kind: _TokenType) -> str:
    return next(_CLASSES[step] for step in reversed(kind.split()) if step in _CLASSES)


def _split_lines(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces line by line: what runs over a line end is closed there and opened again."""
    line: list[Piece] = []
    for css, value in pieces:
        first, *others = value.split("\n")
        line.append((css, first))
        for other in others:
            yield line
            line = [(css, other)]
    yield line


def _lines_html(lines: list[list[Piece]], overlays: list[Overlay]) -> Iterator[str]:
    waiting = sorted(overlays, key=lambda overlay: overlay.start, reverse=True)
    start = 0
    for line in lines:
        end = start + sum(len(value) for _, value in line)
        here: list[Overlay] = []
        while waiting and waiting[-1].start < end:
            here.append(waiting.pop())
        yield _line_html(line, start, here)
        start = end + 1


def _line_html(line: list[Piece], start: int, overlays: list[Overlay]) -> str:
    html: list[str] = []
    left = MAX_LINE_CHARACTERS
    for css, value in line:
        if left < len(value):
            return "".join([*html, _piece_html(css, value[:left], start, overlays), CUT])
        html.append(_piece_html(css, value, start, overlays))
        left -= len(value)
        start += len(value)
    return "".join(html)


def _piece_html(css: str, value: str, start: int, overlays: list[Overlay]) -> str:
    inner = _overlaid(value, start, overlays) if overlays else escape(value, quote=False)
    return f'<i class="{css}">{inner}</i>' if css and inner and not value.isspace() else inner


def _overlaid(value: str, start: int, overlays: list[Overlay]) -> str:
    html: list[str] = []
    done = 0
    for overlay in overlays:
        first = max(overlay.start - start, done)
        last = min(overlay.end - start, len(value))
        if first < last:
            html.append(escape(value[done:first], quote=False))
            html.append(overlay_html(overlay.kind, value[first:last]))
            done = last
    return "".join([*html, escape(value[done:], quote=False)])
