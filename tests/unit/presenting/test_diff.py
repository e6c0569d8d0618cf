from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.presenting import diff as diff_module
from evaluations.presenting.diff import (
    MAX_LINES,
    Diff,
    DiffRow,
    RowKind,
    compare_lines,
    fold,
    unfold,
)
from evaluations.presenting.line_pairing import mark_words, pair_lines
from evaluations.presenting.matching import BoundedMatcher, Work
from evaluations.presenting.notices import Notice

LINES = st.lists(
    st.sampled_from(["", "}", "  return x", "  return y", "a = f(b)", "a = g(b, c)", "z"])
)


def every_row(rows: Sequence[DiffRow]) -> list[DiffRow]:
    return [each for row in rows for each in (unfold(row) if row.kind is RowKind.GAP else [row])]


def assert_complete(rows: Sequence[DiffRow], left: Sequence[str], right: Sequence[str]) -> None:
    """Every line of both sides once, in order, and each row is what it says."""
    assert [row.left_line for row in rows if row.left_line] == list(range(1, len(left) + 1))
    assert [row.right_line for row in rows if row.right_line] == list(range(1, len(right) + 1))
    for row in rows:
        a = left[row.left_line - 1] if row.left_line else None
        b = right[row.right_line - 1] if row.right_line else None
        assert {
            RowKind.SAME: a is not None and a == b,
            RowKind.CHANGED: a is not None and b is not None and a != b,
            RowKind.LEFT_ONLY: a is not None and b is None,
            RowKind.RIGHT_ONLY: a is None and b is not None,
        }[row.kind]


@settings(deadline=None)
@given(LINES, LINES)
def test_it_reproduces_both_sides_exactly_and_in_order(left, right):
    assert_complete(compare_lines(left, right).rows, left, right)


@settings(deadline=None)
@given(LINES, st.integers(0, 40), LINES)
def test_it_folds_without_losing_a_line(before, equal, after):
    left = [*before, *["same"] * equal, *after]
    right = [*after, *["same"] * equal, *before]
    rows = compare_lines(left, right).rows
    assert every_row(fold(rows)) == list(rows)


def test_it_folds_long_runs_of_equal_lines_but_for_three_around():
    left = ["first", *map(str, range(40)), "last"]
    right = ["other", *map(str, range(40)), "end"]
    rows = fold(compare_lines(left, right).rows)
    gaps = [row for row in rows if row.kind is RowKind.GAP]
    assert [(gap.left_line, gap.right_line, gap.count) for gap in gaps] == [(5, 5, 34)]
    assert sum(row.kind is RowKind.SAME for row in rows) == 6


def test_it_does_not_fold_a_few_lines():
    left = ["a = 1", *map(str, range(12)), "b = 1"]
    right = ["a = 2", *map(str, range(12)), "b = 2"]
    rows = compare_lines(left, right).rows
    assert fold(rows) == rows


def test_it_puts_similar_lines_beside_each_other_and_marks_the_words_that_differ():
    left = ["def f(items):", "    total = 0", "    return total"]
    right = ["def f(items):", "    count = len(items)", "    total = 1", "    return total"]
    rows = compare_lines(left, right).rows
    assert [(row.kind, row.left_line, row.right_line) for row in rows] == [
        (RowKind.SAME, 1, 1),
        (RowKind.RIGHT_ONLY, None, 2),
        (RowKind.CHANGED, 2, 3),
        (RowKind.SAME, 3, 4),
    ]
    changed = rows[2]
    assert [left[1][a:b] for a, b in changed.left_marks] == ["0"]
    assert [right[2][a:b] for a, b in changed.right_marks] == ["1"]


def test_it_lays_unrelated_texts_side_by_side_in_their_order():
    diff = compare_lines(["a = 1", "b = 2"], ["import os", "print(os)", "exit()"])
    assert [row.kind for row in diff.rows] == [
        RowKind.CHANGED,
        RowKind.CHANGED,
        RowKind.RIGHT_ONLY,
    ]
    assert not any(row.left_marks or row.right_marks for row in diff.rows)
    assert diff.notices == (Notice.NOTHING_IN_COMMON,)


def test_it_says_so_when_both_sides_are_the_same():
    assert compare_lines(["a", "b"], ["a", "b"]).notices == (Notice.IDENTICAL,)


def test_it_does_not_take_blank_lines_for_something_in_common():
    assert Notice.NOTHING_IN_COMMON in compare_lines(["a", "", "b"], ["x", "", "y"]).notices


def test_it_compares_with_a_side_that_is_not_there():
    diff = compare_lines([], ["a", "b"])
    assert [row.kind for row in diff.rows] == [RowKind.RIGHT_ONLY, RowKind.RIGHT_ONLY]


def drawn(words: Sequence[str], number: int, seed: int) -> list[str]:
    chooser = random.Random(seed)  # noqa: S311 fixed, not secret
    return [chooser.choice(words) for _ in range(number)]


WORST = {
    "the same line 10,000 times": (["}"] * MAX_LINES, ["}"] * (MAX_LINES - 7)),
    "1,000 braces": (drawn(["}", ""], 1000, 1), drawn(["}", ""], 1000, 2)),
    "199 braces, too few for autojunk": (drawn(["}", ""], 199, 1), drawn(["}", ""], 199, 2)),
    "four lines at random": (drawn("abcd", 5000, 1), drawn("abcd", 5000, 2)),
    "each line just not popular": (
        drawn([f"x = {n}" for n in range(100)], MAX_LINES, 1),
        drawn([f"x = {n}" for n in range(100)], MAX_LINES, 2),
    ),
    "no line in common": (
        [f"a{n} = f({n}, x)" for n in range(5000)],
        [f"b{n} = g({n + 5000}, y)" for n in range(5000)],
    ),
    "repeated words in every line": (
        ["} " * 190 + str(n) for n in range(900)],
        ["{ } " * 95 + str(n + 1000) for n in range(900)],
    ),
}


@pytest.mark.parametrize("name", WORST)
def test_it_finishes_within_counted_work_in_the_worst_cases(name, monkeypatch):
    spent: list[Work] = []

    class Recorded(Work):
        def __init__(self, *, units: int) -> None:
            super().__init__(units=units)
            self.limit = units
            spent.append(self)

    monkeypatch.setattr(diff_module, "Work", Recorded)
    left, right = WORST[name]
    assert_complete(compare_lines(left, right).rows, left, right)
    assert len(spent) == 3
    assert all(work.left >= 0 for work in spent)


def test_it_says_so_where_work_ran_out():
    left, right = WORST["1,000 braces"]
    assert Notice.COARSE in compare_lines(left, right).notices


def test_it_does_not_compare_20_000_lines_and_says_so():
    assert compare_lines(["x"] * 20_000, ["x"]) == Diff(rows=(), notices=(Notice.NOT_COMPARED,))


def test_it_compares_a_line_of_a_megabyte_without_looking_into_it():
    diff = compare_lines(["x" * 1_000_000], ["x" * 999_999 + "y"])
    (row,) = diff.rows
    assert (row.kind, row.left_marks, row.right_marks) == (RowKind.CHANGED, (), ())


def test_it_stops_matching_once_its_work_is_spent_and_stays_valid():
    left, right = drawn("abcdefgh", 150, 1), drawn("abcdefgh", 150, 2)
    work = Work(units=4000)
    matcher = BoundedMatcher(left, right, work=work, is_junk=str.isspace)
    blocks = matcher.get_matching_blocks()
    assert work.exhausted
    assert 0 <= work.left <= 4000
    for block in blocks:
        assert left[block.a : block.a + block.size] == right[block.b : block.b + block.size]


def test_it_pairs_nothing_where_pairing_would_cost_too_much():
    lines = [f"value = compute({n})" for n in range(50)]
    assert pair_lines(lines, lines, Work(units=2499)) == []
    assert len(pair_lines(lines, lines, Work(units=2500))) == 50


@settings(deadline=None)
@given(st.text(alphabet="ab =(),1 ", max_size=30), st.text(alphabet="ab =(),1 ", max_size=30))
def test_it_marks_only_what_differs(left, right):
    marks = mark_words(left, right, Work(units=10_000))
    if marks.left or marks.right:
        rest_left = "".join(c for i, c in enumerate(left) if not covered(i, marks.left))
        rest_right = "".join(c for i, c in enumerate(right) if not covered(i, marks.right))
        assert rest_left.replace(" ", "") == rest_right.replace(" ", "")


def covered(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def test_it_joins_marks_with_only_white_space_between():
    left, right = "foo(alpha, one two three, omega)", "foo(alpha, omega)"
    marks = mark_words(left, right, Work(units=10_000))
    assert [left[a:b].strip(" ,") for a, b in marks.left] == ["one two three"]
    assert marks.right == ()
