"""JSON read strictly: what PostgreSQL cannot hold, or two readers read differently, is a fault.

Python's own parser takes duplicate keys (the last wins), ``NaN``, integers of any length, lone
surrogates and NUL; each of these is named here, with the field it stands in.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from evaluations.importing.faults import Fault, quote
from evaluations.importing.limits import LARGEST_INTEGER, ImportLimits

JsonObject: TypeAlias = dict[str, Any]

BRACKETS_OUTSIDE_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|([\[{])|([\]}])', re.DOTALL)


class Numbers(Enum):
    """``AS_TEXT`` keeps numbers as written: test inputs in a harness's log may be of any size."""

    AS_VALUES = "as values"
    AS_TEXT = "as text"


@dataclass(frozen=True, slots=True)
class UnusableNumber:
    """Stands where a number stood that no column can hold."""

    text: str


class StrictJson:
    """Parses objects one by one. ``keys`` per object defaults to the limits' own."""

    def __init__(
        self,
        limits: ImportLimits,
        *,
        numbers: Numbers = Numbers.AS_VALUES,
        keys: int | None = None,
    ) -> None:
        self._depth = limits.depth
        self._keys = keys or limits.keys
        self._repeated: list[str] = []
        self._most_keys = 0
        self._unusable = False
        as_text = numbers is Numbers.AS_TEXT
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_int=str if as_text else self._integer,
            parse_float=str if as_text else self._float,
            parse_constant=str if as_text else self._constant,
        )

    def parse(self, data: bytes, *, line: int | None) -> JsonObject | list[Fault]:
        """The object in ``data``, or everything that is wrong with it.

        ``line`` is put into the faults; ``None`` for a document of many lines, whose faults then
        name the line the parser stopped at.
        """
        text = _decode(data, line)
        if isinstance(text, Fault):
            return [text]
        if _is_deeper_than(data, self._depth):
            return [_too_deep(line, self._depth)]
        self._repeated, self._most_keys, self._unusable = [], 0, False
        try:
            value = self._decoder.decode(text)
        except json.JSONDecodeError as error:
            return [_not_json(error, line)]
        if not isinstance(value, dict):
            return [_not_an_object(value, line)]
        return self._faults_of(value, text, line) or value

    def _faults_of(self, value: JsonObject, text: str, line: int | None) -> list[Fault]:
        faults = [_repeated(key, line) for key in self._repeated]
        if self._most_keys > self._keys:
            faults.append(_too_many_keys(self._most_keys, self._keys, line))
        if self._unusable or "\\u" in text:
            faults.extend(_unusable_values(value, line))
        return faults

    def _object(self, pairs: list[tuple[str, Any]]) -> JsonObject:
        value = dict(pairs)
        if len(value) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            self._repeated += [key for key, count in counts.items() if count > 1]
        self._most_keys = max(self._most_keys, len(pairs))
        return value

    def _integer(self, text: str) -> int | UnusableNumber:
        if len(text) <= 20 and abs(number := int(text)) <= LARGEST_INTEGER:
            return number
        return self._constant(text)

    def _float(self, text: str) -> float | UnusableNumber:
        number = float(text)
        return number if math.isfinite(number) else self._constant(text)

    def _constant(self, text: str) -> UnusableNumber:
        self._unusable = True
        return UnusableNumber(text)


def _decode(data: bytes, line: int | None) -> str | Fault:
    if b"\0" in data:
        return Fault(
            line=line,
            message=f"a NUL byte stands at byte {data.index(0) + 1}",
            remedy="Remove it; a file in UTF-16 must be converted to UTF-8",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return Fault(
            line=line,
            message=f"byte {error.start + 1} is not UTF-8 ({error.reason})",
            remedy="Convert the file to UTF-8",
        )


def _is_deeper_than(data: bytes, most: int) -> bool:
    """Whether objects and lists nest deeper than ``most``; asked before parsing, which recurses."""
    if data.count(b"[") + data.count(b"{") <= most:
        return False
    depth = 0
    for match in BRACKETS_OUTSIDE_STRINGS.finditer(data):
        depth += (match[1] is not None) - (match[2] is not None)
        if depth > most:
            return True
    return False


def _unusable_values(value: Any, line: int | None) -> Iterator[Fault]:
    for path, found in _leaves(value, ""):
        if isinstance(found, UnusableNumber):
            yield _unusable_number(path, found.text, line)
        elif isinstance(found, str) and (what := _unusable_text(found)):
            yield Fault(line=line, field=path, message=f"holds {what}", remedy="Remove it")


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every key and every value that holds no others, with its path; depth is bounded by now."""
    if isinstance(value, dict):
        for key, inner in value.items():
            here = f"{path}.{key}" if path else key
            yield _printable(here), key
            yield from _leaves(inner, _printable(here))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{index}]")
    else:
        yield path, value


def _unusable_text(text: str) -> str:
    if "\0" in text:
        return "a NUL character (\\u0000), which a database cannot store"
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "half of a surrogate pair (\\ud800 to \\udfff), which is no character"
    return ""


def _printable(path: str) -> str:
    return path if path.isprintable() else ascii(path)[1:-1]


def _repeated(key: str, line: int | None) -> Fault:
    return Fault(
        line=line,
        field=_printable(key),
        message="the key is given twice in one object",
        remedy="Keep one of them",
    )


def _too_many_keys(count: int, most: int, line: int | None) -> Fault:
    return Fault(
        line=line,
        message=f"an object has {count:,} keys; at most {most:,} are read",
        remedy="Split it",
    )


def _unusable_number(path: str, text: str, line: int | None) -> Fault:
    return Fault(
        line=line,
        field=path,
        message=f"{quote(text)} is no number that can be stored",
        remedy="Give a finite number between -2^63 and 2^63, or leave the field out",
    )


def _too_deep(line: int | None, most: int) -> Fault:
    return Fault(
        line=line,
        message=f"objects and lists nest deeper than {most}",
        remedy="Flatten the value",
    )


def _not_json(error: json.JSONDecodeError, line: int | None) -> Fault:
    what = "more text follows the object" if error.msg == "Extra data" else error.msg
    return Fault(
        line=error.lineno if line is None else line,
        message=f"not JSON: {what} at column {error.colno}",
        remedy="Write one whole JSON object per line, and nothing after it",
    )


def _not_an_object(value: Any, line: int | None) -> Fault:
    names = {list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return Fault(
        line=line,
        message=f"this is {names.get(type(value), 'a number')}, not a JSON object",
        remedy='Write an object: {"field": value, …}',
    )
