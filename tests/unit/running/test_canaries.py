"""A canary fails whenever the statement that it was made from passes."""

from __future__ import annotations

import ast
import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.running.harness.cases import RECORDER, Recorder
from evaluations.running.python_suites.canaries import must_fail, other_value
from tests.unit.running.test_wire import HASHABLE

LITERALS = (
    HASHABLE | st.lists(HASHABLE, max_size=3) | st.dictionaries(HASHABLE, HASHABLE, max_size=3)
).filter(lambda value: "inf" not in repr(value))  # which Python cannot read back


def passes(source: str, **names: Any) -> bool:
    namespace = {RECORDER: Recorder(), **names}
    with contextlib.suppress(AssertionError):
        exec(source, namespace)  # noqa: S102 - made here
        return True
    return False


@given(LITERALS)
def test_it_fails_whenever_an_equality_passes(value: Any) -> None:
    source = f"assert f() == {value!r}"
    assert passes(source, f=lambda: value)
    assert not passes(must_fail(source), f=lambda: value)


@pytest.mark.parametrize(
    "source",
    [
        "assert __review__.equal(f(), 3)",
        "assert __review__.equal_swapped(3, f())",
        "assert f() > 2",
        "assert not f() == 4",
        "for n in range(3):\n    assert f() == 3",
        "f()",
        "assert f() == len('abc')",
        "with open('/dev/null') as file:\n    assert f() == 3",
    ],
)
def test_it_fails_whenever_any_statement_passes(source: str) -> None:
    assert passes(source, f=lambda: 3)
    assert not passes(must_fail(source), f=lambda: 3)


def test_it_looks_like_what_it_was_made_from() -> None:
    canary = ast.parse(must_fail("assert __review__.equal(f(1), [1, 'b'])")).body[0]
    assert isinstance(canary, ast.Assert)
    assert ast.unparse(canary).startswith("assert __review__.equal(f(1), [")


@given(LITERALS)
def test_it_changes_values_within_their_kind(value: Any) -> None:
    changed = other_value(value)
    if value is not None and not isinstance(value, float | complex):
        assert type(changed) is type(value)


def test_it_changes_no_other_kind() -> None:
    with pytest.raises(TypeError):
        other_value(object())
