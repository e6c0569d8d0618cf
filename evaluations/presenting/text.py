"""Text as displayed: without habits that fingerprint its author, and with nothing hidden in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from html import escape

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"  # spaces that are not the space
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"  # zero width, bidi, separators
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"  # variation selectors, BOM, annotations
    "\ud800-\udfff\ue000-\uf8ff"  # lone surrogates, private use
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
    "]"
)
"""What a reader cannot see: Unicode categories Cc, Cf, Co, Cs, Zs and the known fillers."""

_EMOJI = "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff\ufe0f]"
_EMOJI_JOINER = re.compile(
    f"(?<={_EMOJI})(?:\ufe0f|\u200d(?={_EMOJI}))|(?<=[0-9#*])\ufe0f(?=\u20e3)"
)
"""Selectors and joiners at their proper place, inside an emoji, hide nothing."""

_LOOKS_LATIN = frozenset(
    "асеорхуіјѕһԁԛԝѵӏАВСЕНІЈКМОРЅТХҮԚԜ"  # Cyrillic
    "οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"  # noqa: RUF001 Greek
    "օսհɑɡ"  # noqa: RUF001 Armenian, phonetic
)
_MIXED_WORD = re.compile(r"[^\W_]+")
_NEVER_INNOCENT = re.compile("[\u037e\u01c3\ua789\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff]")
"""Greek question mark, click, modifier colon pass for ``; ! :``; styled letters for plain ones."""

_ESCAPE_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-Z\\^_]"
)
_TRAILING = " \t\x0b\x0c"
_SAMPLE_CHARACTERS = 8192
_BINARY_SHARE = 0.1


class OverlayKind(StrEnum):
    """What lies over a stretch of text; the value is its CSS class."""

    MASK = "cv-mask"
    ODD = "cv-odd"
    LIKE = "cv-like"


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlay:
    """``start`` and ``end`` count characters of the displayed text; it never spans a line end."""

    start: int
    end: int
    kind: OverlayKind


def normalise(text: str) -> str:
    """Text with plain line feeds, no byte order mark, no trailing white space, no final newline.

    Line numbers stay what they were. Tabs are kept; CSS gives them their width.
    """
    unix = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip(_TRAILING) for line in unix.split("\n")).rstrip("\n")


def is_binary(text: str) -> bool:
    """Whether the text is not meant to be read: a NUL, or a tenth of it control characters."""
    sample = text[:_SAMPLE_CHARACTERS]
    if "\x00" in sample:
        return True
    unreadable = sum(char == "\ufffd" or (char < " " and char not in "\t\n\r\f") for char in sample)
    return unreadable > _BINARY_SHARE * len(sample)


def find_oddities(text: str) -> tuple[Overlay, ...]:
    """Invisible, direction-changing and look-alike characters, in order."""
    if text.isascii() and not _INVISIBLE.search(text):
        return ()
    emoji = {match.start() for match in _EMOJI_JOINER.finditer(text)}
    odd = [
        Overlay(start=match.start(), end=match.end(), kind=OverlayKind.ODD)
        for match in _INVISIBLE.finditer(text)
        if match.start() not in emoji
    ]
    like = [
        Overlay(start=place, end=place + 1, kind=OverlayKind.LIKE)
        for place in _find_look_alikes(text)
    ]
    return tuple(sorted(odd + like, key=lambda overlay: overlay.start))


def _find_look_alikes(text: str) -> set[int]:
    places = {match.start() for match in _NEVER_INNOCENT.finditer(text)}
    for word in _MIXED_WORD.finditer(text):
        letters = word.group()
        # A word wholly in another alphabet is a word; a mixed one passes for something it is not.
        if letters.isascii() or not any("a" <= char.lower() <= "z" for char in letters):
            continue
        places.update(
            word.start() + offset for offset, char in enumerate(letters) if char in _LOOKS_LATIN
        )
    return places


def overlay_html(kind: OverlayKind, text: str) -> str:
    """A stretch under an overlay as HTML: invisible characters by number, all odd ones named."""
    if kind is OverlayKind.MASK:
        return f'<span class="{kind}">{escape(text, quote=False)}</span>'
    shown = _number(text) if kind is OverlayKind.ODD else escape(text, quote=False)
    return f'<span class="{kind}" title="{_number(text)} {_name(text)}">{shown}</span>'


def neutralise_output(text: str) -> str:
    """What a program printed, as plain text: no terminal sequences, nothing invisible."""
    plain = _ESCAPE_SEQUENCE.sub("", text).replace("\r\n", "\n")
    if plain.isascii() and plain.isprintable():
        return plain
    return _INVISIBLE.sub(lambda match: f"<{_number(match.group())}>", plain)


def _number(char: str) -> str:
    return f"U+{ord(char):04X}"


def _name(char: str) -> str:
    fallback = {"Cc": "CONTROL CHARACTER", "Co": "PRIVATE USE", "Cs": "LONE SURROGATE"}
    return unicodedata.name(char, fallback.get(unicodedata.category(char), "UNASSIGNED"))
