"""A small machine for classic BPF, enough to ask a filter what it thinks of one system call."""

from __future__ import annotations

import struct

LOAD, RETURN = 0x20, 0x06
TESTS = {
    0x15: lambda value, operand: value == operand,
    0x35: lambda value, operand: value >= operand,
    0x45: lambda value, operand: bool(value & operand),
}


def decide(program: bytes, number: int, arguments: tuple[int, ...] = (), *, audit: int) -> int:
    """The filter's return value for one call on the architecture ``audit``."""
    six = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("<IIQ6Q", number, audit, 0, *six)
    steps = list(struct.iter_unpack("<HBBI", program))
    accumulator, at = 0, 0
    while True:
        code, when_true, when_false, operand = steps[at]
        at += 1
        if code == RETURN:
            return int(operand)
        if code == LOAD:
            (accumulator,) = struct.unpack_from("<I", data, operand)
        else:
            at += when_true if TESTS[code](accumulator, operand) else when_false
