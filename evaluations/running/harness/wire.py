"""Values as bytes: the only thing that crosses between a solution, its tests and the outside.

A closed set of exact types, each with a tag; never pickle. A subclass of ``int`` whose ``__eq__``
always agrees does not cross, and what arrives is built anew here: a hostile sender can send wrong
values but nothing that behaves. Sizes and depth are bounded. Used inside the sandbox, and by the
grader outside.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # importing typing itself would take longer than many a test
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 100
LENGTH_BYTES = 4
ALL_TAGS = b"noifcsbaltezdx"
PLAIN_TAGS = b"noifsbltd"


class CannotCross(Exception):
    """A value whose type is not in the set; the message names the type."""


class Malformed(Exception):
    """Bytes that no honest sender would send."""


def send(descriptor: int, value: object) -> None:
    """Write one framed value."""
    write_frame(descriptor, encode(value))


def write_frame(descriptor: int, data: bytes) -> None:
    remaining = memoryview(len(data).to_bytes(LENGTH_BYTES, "big") + data)
    while remaining:
        remaining = remaining[os.write(descriptor, remaining) :]


def receive(descriptor: int) -> Any:
    """Read one framed value. Raises EOFError when the sender has gone, Malformed on nonsense."""
    size = int.from_bytes(_read_exactly(descriptor, LENGTH_BYTES), "big")
    if size > MAX_BYTES:
        raise Malformed(f"a message of {size} bytes")
    return decode(_read_exactly(descriptor, size))


def _read_exactly(descriptor: int, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        chunk = os.read(descriptor, size - len(data))
        if not chunk:
            raise EOFError
        data += chunk
    return bytes(data)


def encode(value: object) -> bytes:
    """Raises CannotCross for a type outside the set, and for values too deep or too large."""
    parts: list[bytes] = []
    _encode(value, parts, 0)
    data = b"".join(parts)
    if len(data) > MAX_BYTES:
        raise CannotCross(f"a value of {len(data)} bytes")
    return data


def _scalar(tag: bytes, payload: bytes, parts: list[bytes]) -> None:
    parts.append(b"%c%d:%b" % (tag, len(payload), payload))


def _encode(value: Any, parts: list[bytes], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise CannotCross(f"a value nested deeper than {MAX_DEPTH}")
    kind = type(value)
    if kind in _SCALARS:
        tag, to_bytes = _SCALARS[kind]
        _scalar(tag, to_bytes(value), parts)
    elif kind in _SEQUENCES:
        parts.append(b"%c%d:" % (_SEQUENCES[kind], len(value)))
        for item in value:
            _encode(item, parts, depth + 1)
    elif kind is dict:
        parts.append(b"d%d:" % len(value))
        for key, item in value.items():
            _encode(key, parts, depth + 1)
            _encode(item, parts, depth + 1)
    else:
        name, content = _take_apart(value)
        parts.append(b"x0:")
        _encode(name, parts, depth + 1)
        _encode(content, parts, depth + 1)


_SCALARS: dict[type, tuple[bytes, Callable[[Any], bytes]]] = {
    type(None): (b"n", lambda value: b""),
    bool: (b"o", lambda value: b"1" if value else b"0"),
    int: (b"i", lambda value: b"%x" % value),
    float: (b"f", lambda value: repr(value).encode()),
    complex: (b"c", lambda value: f"{value.real!r},{value.imag!r}".encode()),
    str: (b"s", lambda value: value.encode("utf-8", "surrogatepass")),
    bytes: (b"b", lambda value: value),
    bytearray: (b"a", bytes),
}
_SEQUENCES: dict[type, bytes] = {list: b"l", tuple: b"t", set: b"e", frozenset: b"z"}

# Standard types that solutions return where a list or a number would do: how each is taken apart,
# to be put together again from the real type on the other side.
_STANDARD: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("builtins", "range"): lambda value: [value.start, value.stop, value.step],
    ("collections", "Counter"): lambda value: [dict(value)],
    ("collections", "OrderedDict"): lambda value: [dict(value)],
    ("collections", "defaultdict"): lambda value: [None, dict(value)],
    ("collections", "deque"): lambda value: [list(value), value.maxlen],
    ("decimal", "Decimal"): lambda value: [str(value)],
    ("fractions", "Fraction"): lambda value: [value.numerator, value.denominator],
    ("datetime", "date"): lambda value: [value.year, value.month, value.day],
    ("datetime", "timedelta"): lambda value: [value.days, value.seconds, value.microseconds],
}


def _take_apart(value: Any) -> tuple[str, Any]:
    kind = type(value)
    for (module, name), content in _STANDARD.items():
        if getattr(sys.modules.get(module), name, None) is kind:
            return f"{module}.{name}", content(value)
    raise CannotCross(f"a value of type {kind.__name__}")


def _put_together(name: Any, content: Any) -> Any:
    module, _, attribute = str(name).partition(".")
    if (module, attribute) not in _STANDARD or type(content) is not list:
        raise Malformed(f"an unknown type {name!r}")
    return getattr(__import__(module), attribute)(*content)


def decode(data: bytes, *, plain: bool = False) -> Any:
    """The value of ``data``. Raises Malformed for anything :func:`encode` would not have made.

    ``plain`` is for whoever decodes outside the sandbox, where nothing bounds the time: sequences,
    dicts with texts for keys, and scalars. A fraction of a huge exponent takes hours to build, and
    numbers can be chosen to collide in a set.
    """
    try:
        value, end = _decode(data, 0, 0, PLAIN_TAGS if plain else ALL_TAGS)
    except (ValueError, TypeError, IndexError, KeyError, OverflowError, ArithmeticError) as error:
        raise Malformed(f"bytes that are no value ({error})") from error
    if end != len(data):
        raise Malformed("bytes after the value")
    return value


def _decode(data: bytes, start: int, depth: int, tags: bytes) -> tuple[Any, int]:
    if depth > MAX_DEPTH:
        raise Malformed("a value nested too deep")
    tag = data[start : start + 1]
    if tag not in tags:
        raise Malformed(f"a value of the kind {tag!r}")
    colon = data.index(b":", start, start + 12)
    size, position = int(data[start + 1 : colon]), colon + 1
    if size < 0 or size > len(data) - position:
        raise Malformed("a length beyond the end")
    if tag in _FROM_BYTES:
        end = position + size
        return _FROM_BYTES[tag](data[position:end]), end
    if tag == b"x":
        size = 2
    items: list[Any] = []
    for _ in range(2 * size if tag == b"d" else size):
        item, position = _decode(data, position, depth + 1, tags)
        items.append(item)
    if tag == b"d" and tags == PLAIN_TAGS and any(type(key) is not str for key in items[::2]):
        raise Malformed("a key that is no text")
    return _CONTAINERS[tag](items), position


def _complex(payload: bytes) -> complex:
    real, imaginary = payload.split(b",")
    return complex(float(real), float(imaginary))


_FROM_BYTES: dict[bytes, Callable[[bytes], Any]] = {
    b"n": lambda payload: None,
    b"o": lambda payload: payload == b"1",
    b"i": lambda payload: int(payload, 16),
    b"f": float,
    b"c": _complex,
    b"s": lambda payload: payload.decode("utf-8", "surrogatepass"),
    b"b": bytes,
    b"a": bytearray,
}
_CONTAINERS: dict[bytes, Callable[[list[Any]], Any]] = {
    b"l": list,
    b"t": tuple,
    b"e": set,
    b"z": frozenset,
    b"d": lambda items: dict(zip(items[::2], items[1::2], strict=True)),
    b"x": lambda items: _put_together(items[0], items[1]),
}
