"""Values cross unchanged or not at all; nonsense is refused."""

from __future__ import annotations

import enum
import math
import os
from collections import Counter, OrderedDict, defaultdict, deque
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.running.harness.wire import (
    MAX_BYTES,
    CannotCross,
    Malformed,
    decode,
    encode,
    receive,
    send,
)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.text(st.characters(exclude_categories=()))
    | st.binary()
)
HASHABLE = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4).map(tuple), max_leaves=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(HASHABLE, inner, max_size=5)
        | st.sets(HASHABLE, max_size=5)
        | st.frozensets(HASHABLE, max_size=5)
    ),
    max_leaves=20,
)


def same(one: Any, other: Any) -> bool:
    """Equal, and of the same types all the way down: 1, 1.0 and True are three things."""
    return type(one) is type(other) and repr(one) == repr(other)


@given(VALUES)
def test_it_carries_values_unchanged(value: Any) -> None:
    assert decode(encode(value)) == value


@given(SCALARS)
def test_it_carries_the_exact_type(value: Any) -> None:
    assert same(decode(encode(value)), value)


@pytest.mark.parametrize(
    "value",
    [
        math.inf,
        -math.inf,
        -0.0,
        10**5000,
        -(2**64),
        bytearray(b"abc"),
        range(3, 30, 4),
        Counter("abca"),
        OrderedDict(b=1, a=2),
        deque([1, 2], 5),
        Decimal("1.50"),
        Fraction(2, 6),
        date(2026, 11, 23),
        timedelta(days=-1, microseconds=5),
        [[], (), {}, set(), frozenset(), "", b""],
    ],
    ids=lambda value: type(value).__name__,
)
def test_it_carries_unusual_values(value: Any) -> None:
    crossed = decode(encode(value))
    assert crossed == value
    assert type(crossed) is type(value)


def test_it_carries_nan() -> None:
    assert math.isnan(decode(encode(math.nan)))


def test_it_carries_a_defaultdict_without_its_factory() -> None:
    value: defaultdict[str, int] = defaultdict(int, a=1)
    assert decode(encode(value)) == {"a": 1}
    assert decode(encode(value)).default_factory is None


class AlwaysEqual(int):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


class Colour(enum.IntEnum):
    RED = 1


class Text(str):
    pass


@pytest.mark.parametrize(
    "value",
    [AlwaysEqual(1), Colour.RED, Text("a"), object(), len, int, iter([]), [AlwaysEqual(1)]],
    ids=lambda value: type(value).__name__,
)
def test_it_lets_no_other_type_cross(value: object) -> None:
    with pytest.raises(CannotCross):
        encode(value)


def test_it_is_not_fooled_by_a_type_that_calls_itself_counter() -> None:
    fake = type("Counter", (dict,), {"__module__": "collections"})
    with pytest.raises(CannotCross, match="Counter"):
        encode(fake())


def test_it_bounds_depth_and_size() -> None:
    deep: list[Any] = []
    for _ in range(500):
        deep = [deep]
    with pytest.raises(CannotCross, match="nested"):
        encode(deep)
    with pytest.raises(CannotCross, match="bytes"):
        encode("x" * (MAX_BYTES + 1))
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(CannotCross):
        encode(loop)


@given(st.binary(max_size=60))
def test_it_never_breaks_on_nonsense(data: bytes) -> None:
    try:
        decode(data)
    except Malformed:
        return


@given(VALUES, st.integers(min_value=0), st.integers(0, 255))
def test_it_never_breaks_on_a_changed_byte(value: Any, place: int, byte: int) -> None:
    data = bytearray(encode(value))
    data[place % len(data)] = byte
    try:
        decode(bytes(data))
    except Malformed:
        return


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"q0:",
        b"i3:1",
        b"n0:n0:",
        b"l99999:",
        b"s-1:",
        b"x0:s9:os.systeml1:s2:ls",
        b"x0:s17:fractions.Fractionl2:i1:1i1:0",
        b"d1:l0:n0:",
        b"l1:" * 200 + b"n0:",
        b"s4:\xff\xff\xff\xff",
    ],
)
def test_it_refuses_what_no_sender_of_ours_writes(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode(data)


def test_it_frames_messages_on_a_pipe() -> None:
    reading, writing = os.pipe()
    send(writing, [1, "two"])
    send(writing, None)
    os.close(writing)
    assert receive(reading) == [1, "two"]
    assert receive(reading) is None
    with pytest.raises(EOFError):
        receive(reading)
    os.close(reading)


def test_it_refuses_a_message_that_announces_gigabytes() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"\xff\xff\xff\xff")
    with pytest.raises(Malformed):
        receive(reading)
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize(
    "value",
    [{1: "a"}, [{(): 1}], {1, 2}, frozenset(), [Fraction(1, 3)], 1j, bytearray(b"a")],
    ids=repr,
)
def test_it_builds_nothing_outside_that_could_take_for_ever(value: object) -> None:
    data = encode(value)
    assert decode(data) == value
    with pytest.raises(Malformed):
        decode(data, plain=True)


def test_it_reads_events_and_rows_outside() -> None:
    event = {"event": "case", "number": 1, "seconds": 0.5, "rows": [(None, True, b"x", "é")]}
    assert decode(encode(event), plain=True) == event


def test_it_meets_no_fraction_of_an_endless_number_outside() -> None:
    forged = b"x0:" + encode("fractions.Fraction") + encode(["1e1000000000"])
    with pytest.raises(Malformed, match="of the kind"):
        decode(forged, plain=True)
