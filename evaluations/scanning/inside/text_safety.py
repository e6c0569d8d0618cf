"""Characters that make code read otherwise than it runs, in files of every language.

Bidirectional controls reorder what is shown (CVE-2021-42574), look-alike letters make two names
look like one (CVE-2021-42694). Strings and comments are searched for the first kind as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from .code_lines import LEXER_NAMES, read_tokens
from .common import Files, Said, Settings

BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2028\u2029\u2060-\u2064"
    "\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]|\r(?!\n)")
PATTERNS = {"bidi-control": BIDI, "invisible-character": INVISIBLE, "control-character": CONTROL}

JOINERS = frozenset("\u200c\u200d")
WAVING_FLAG = "\U0001f3f4"
LONGEST_FLAG = 8
"""Tag characters behind it spell the flags of regions, in so many characters at most."""

WORD = re.compile(r"[^\W\d]\w*")
LOOKS_LIKE = dict(
    zip(
        "асеорхуіјѕһԁԛԝѵӏАВСЕНІЈКМОРЅТХҮԚԜοΑΒΕΖΗΙΚΜΝΟΡΤΥΧօսհɑɡ",
        "aceopxyijshdqwvlABCEHIJKMOPSTXYQWoABEZHIKMNOPTYXouhag",
        strict=True,
    )
)
"""Cyrillic, Greek, Armenian and phonetic letters that most fonts draw like Latin ones."""


def run_text_safety(files: Files, settings: Settings) -> Said:
    """One item for each rule and line; names are compared across all files of the solution."""
    texts = {name: Path(name).read_bytes().decode("utf-8", errors="replace") for name in files}
    words = [
        (name, line, word)
        for name, text in texts.items()
        if (suffix := Path(name).suffix) in LEXER_NAMES
        for line, word in _names(suffix, text)
    ]
    found = [
        {"file": name, **item} for name, text in texts.items() for item in find_hidden(text)
    ] + list(_find_look_alikes(words))
    return {"findings": found, "skipped": {}}


def prepare_text_safety(settings: Settings) -> None:
    """Lexers are looked up by name, so each is imported when it is asked for."""
    from pygments.lexers import get_lexer_by_name

    for name in sorted(set(LEXER_NAMES.values())):
        get_lexer_by_name(name)


def find_hidden(text: str) -> Iterator[Said]:
    """Rule, line and code points of what cannot be seen."""
    if "\n" not in text:
        text = text.replace("\r", "\n")  # line ends of long ago
    for number, line in enumerate(text.split("\n"), start=1):
        if line.isascii() and line.isprintable():
            continue
        for rule, pattern in PATTERNS.items():
            start = 1 if number == 1 and line.startswith("\ufeff") else 0
            seen = [
                m[0] for m in pattern.finditer(line, start) if not _is_innocent(line, m.start())
            ]
            if seen:
                yield {"rule": rule, "line": number, "characters": sorted(set(seen)), "word": ""}


def _is_innocent(line: str, position: int) -> bool:
    """A joiner inside an emoji or a word of a script that needs it; the tags of a flag."""
    sign = line[position]
    if sign == "\r":
        return position == len(line) - 1
    if sign in JOINERS:
        before = line[position - 1 : position]
        return not before.isascii() and (before.isalpha() or unicodedata.category(before) != "Cf")
    return sign >= "\U000e0020" and WAVING_FLAG in line[max(0, position - LONGEST_FLAG) : position]


def _find_look_alikes(words: list[tuple[str, int, str]]) -> Iterator[Said]:
    plain = {word for _, _, word in words if word.isascii()}
    seen = set()
    for name, line, word in words:
        rule = "" if word.isascii() else _rule_of(word, plain)
        if rule and (name, line, word) not in seen:
            seen.add((name, line, word))
            characters = sorted({sign for sign in word if not sign.isascii()})
            yield {"file": name, "rule": rule, "line": line, "characters": characters, "word": word}


def _rule_of(word: str, plain: set[str]) -> str:
    if unicodedata.normalize("NFKC", word).isascii():
        return "styled-identifier"
    read_as = "".join(LOOKS_LIKE.get(sign, sign) for sign in word)
    if read_as == word:
        return ""
    has_latin = any(sign.isascii() and sign.isalpha() for sign in word)
    if has_latin:
        return "mixed-script-identifier"
    return "confusable-identifier" if read_as in plain else ""


def _names(suffix: str, text: str) -> Iterator[tuple[int, str]]:
    """Words outside of strings and comments, with their lines."""
    if text.isascii():  # nothing to point at: only what the names are is asked
        yield from ((0, word) for word in set(WORD.findall(text)))
        return
    from pygments.token import Comment, Literal

    line = 1
    for kind, value in read_tokens(suffix, text):
        if kind not in Comment and kind not in Literal:
            yield from ((line, word) for word in WORD.findall(value))
        line += value.count("\n")
