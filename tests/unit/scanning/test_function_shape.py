"""Functions are counted as Python's own parser sees them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from evaluations.scanning.inside.function_shape import FunctionShape, measure_functions


def shape_of(source):
    [shape] = measure_functions(dedent(source).encode())
    return shape


def test_it_sees_a_function_on_one_line_that_lizard_misses():
    shape = shape_of("def add(a, b): return a + b")
    assert shape == FunctionShape(parameters=2, lines=1, nesting=0)


def test_it_counts_parameters_of_every_kind():
    assert shape_of("def f(a, /, b, *c, d, **e): ...").parameters == 5


def test_it_counts_methods_and_inner_functions():
    source = "class A:\n    def m(self):\n        def inner(): ...\n    async def n(self): ...\n"
    assert len(measure_functions(source.encode())) == 3


def test_it_measures_the_deepest_nesting():
    shape = shape_of(
        """
        def f(rows):
            for row in rows:
                if row:
                    with row:
                        return row
        """
    )
    assert (shape.nesting, shape.lines) == (3, 5)


def test_it_does_not_take_elif_for_nesting():
    shape = shape_of(
        """
        def f(x):
            if x == 1:
                return 1
            elif x == 2:
                return 2
            elif x == 3:
                return 3
        """
    )
    assert shape.nesting == 1


def test_it_takes_an_if_inside_else_for_nesting():
    shape = shape_of(
        """
        def f(x):
            if x == 1:
                return 1
            else:
                if x == 2:
                    return 2
        """
    )
    assert shape.nesting == 2


def test_it_does_not_count_the_nesting_of_inner_functions_for_the_outer_one():
    source = "def f():\n    def g():\n        while True:\n            pass\n"
    outer, inner = measure_functions(source.encode())
    assert (outer.nesting, inner.nesting) == (0, 1)


def test_it_refuses_what_is_no_python():
    with pytest.raises(SyntaxError):
        measure_functions(b"def f(:")
