"""Go and Rust as tokens, and what is changed of them."""

from __future__ import annotations

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.compiled_suites.edits import (
    Edit,
    Spot,
    apply_edits,
    choose_variants,
    literal_edit,
)
from evaluations.running.compiled_suites.tokens import (
    GO,
    LONGEST_SOURCE,
    RUST,
    arguments,
    closing,
    depths,
    tokenize,
)


def texts(source: str, grammar: object) -> list[str]:
    return [token.text for token in tokenize(source, GO if grammar is GO else RUST)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a // } \nb", ["a", "b"]),
        ("a /* { \n } */ b", ["a", "b"]),
        ('x := `raw " }`', ["x", ":=", '`raw " }`']),
        (r'"a\"}" + "b"', [r'"a\"}"', "+", '"b"']),
        (r"'\'' '{' '\u0041'", [r"'\''", "'{'", r"'\u0041'"]),
        ("0xFF 1_000 2.5e-3", ["0xFF", "1_000", "2.5e-3"]),
    ],
)
def test_it_reads_go(source: str, expected: list[str]) -> None:
    assert texts(source, GO) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a /* { /* } */ { */ b", ["a", "b"]),
        ("/* never closed { b", []),
        ('r#"raw " }"# b"x" \'c\' b\'d\'', ['r#"raw " }"#', 'b"x"', "'c'", "b'd'"]),
        ("fn f<'a>(x: &'a str)", ["fn", "f", "<", ">", "(", "x", ":", "&", "str", ")"]),
        ("1..3 2.5f32 7u8", ["1", "..", "3", "2.5f32", "7u8"]),
        ("'\\u{41}' a::b", ["'\\u{41}'", "a", "::", "b"]),
    ],
)
def test_it_reads_rust(source: str, expected: list[str]) -> None:
    assert texts(source, RUST) == expected


def test_it_counts_brackets_but_not_those_in_strings() -> None:
    tokens = tokenize('f("}", [1, (2)], {3})', GO)
    assert closing(tokens, 1) == len(tokens) - 1
    assert depths(tokens)[0] == 0
    assert [[token.text for token in part] for part in arguments(tokens, 1)] == [
        ['"}"'],
        ["[", "1", ",", "(", "2", ")", "]"],
        ["{", "3", "}"],
    ]


def test_it_refuses_what_is_never_closed_and_what_is_too_long() -> None:
    with pytest.raises(InvalidInput, match="nothing closes"):
        closing(tokenize("func f() {", GO), 4)
    with pytest.raises(InvalidInput, match="too long"):
        tokenize(" " * (LONGEST_SOURCE + 1), GO)


@pytest.mark.parametrize(
    "literal",
    ["0", "3", "255u8", "2.50", "1.5f64", '"abc"', '""', '"\\n"', "`x`", "true", "false", "'a'"],
)
def test_it_makes_another_literal_of_the_same_kind(literal: str) -> None:
    for _ in range(20):
        (token,) = tokenize(literal, GO if literal == "`x`" else RUST)
        edit = literal_edit(token)
        assert edit is not None
        assert edit.text != literal
        (changed,) = tokenize(edit.text, GO if literal == "`x`" else RUST)
        assert changed.kind is token.kind


def test_it_never_goes_above_what_a_type_can_hold() -> None:
    (token,) = tokenize("255u8", RUST)
    edits = [literal_edit(token) for _ in range(50)]
    assert {edit.text for edit in edits if edit} <= {"252u8", "253u8", "254u8"}


@pytest.mark.parametrize("other", ["name", "0x1F", "1e9", "'\\n'", "+"])
def test_it_leaves_alone_what_it_cannot_change_for_certain(other: str) -> None:
    (token,) = tokenize(other, RUST)
    assert literal_edit(token) is None


def test_it_applies_edits_from_the_end_and_counts_from_an_offset() -> None:
    edits = [Edit(start=11, end=12, text="one"), Edit(start=13, end=13, text="!")]
    assert apply_edits("abc", edits, offset=10) == "aonec!"


def test_it_makes_of_two_spots_three_canaries_that_look_like_the_test() -> None:
    spots = [Spot(edits=(Edit(start=n, end=n + 1, text="x"),), weight=n) for n in (1, 20, 30, 2, 3)]
    variants = choose_variants(spots)
    one, other, both = variants
    assert {*one, *other} == set(both)
    assert one != other
    assert min(edit.start for edit in both) > 2  # the weightier half
