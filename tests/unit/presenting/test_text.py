from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.presenting.text import (
    OverlayKind,
    find_oddities,
    is_binary,
    neutralise_output,
    normalise,
    overlay_html,
)


@pytest.mark.parametrize(
    "written",
    [
        "a = 1\n\nb = 2\n",
        "a = 1\r\n\r\nb = 2\r\n",
        "a = 1\r\rb = 2",
        "\ufeffa = 1\n\nb = 2",
        "a = 1  \n\t\nb = 2\t\n\n\n",
    ],
)
def test_it_shows_the_same_text_whatever_the_line_ends_and_trailing_space(written):
    assert normalise(written) == "a = 1\n\nb = 2"


def test_it_keeps_tabs_and_leading_blank_lines_so_that_line_numbers_stay():
    assert normalise("\n\n\tx = 1\n") == "\n\n\tx = 1"


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab \t\r\n\ufeff\x0c")))
def test_it_normalises_only_once(text):
    assert normalise(normalise(text)) in {normalise(text), normalise(text).removeprefix("\ufeff")}


def test_it_finishes_on_a_million_spaces():
    assert normalise(" " * 1_000_000 + "x") == " " * 1_000_000 + "x"


@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("\u202e", "RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066", "LEFT-TO-RIGHT ISOLATE"),
        ("\u200b", "ZERO WIDTH SPACE"),
        ("\u00a0", "NO-BREAK SPACE"),
        ("\u3164", "HANGUL FILLER"),
        ("\u00ad", "SOFT HYPHEN"),
        ("\x1b", "CONTROL CHARACTER"),
        ("\ue000", "PRIVATE USE"),
        ("\ud800", "LONE SURROGATE"),
        ("\U000e0041", "TAG LATIN CAPITAL LETTER A"),
    ],
)
def test_it_finds_and_names_what_cannot_be_seen(char, name):
    (found,) = find_oddities(f"ab{char}c")
    assert (found.start, found.end, found.kind) == (2, 3, OverlayKind.ODD)
    number = f"U+{ord(char):04X}"
    expected = f'<span class="cv-odd" title="{number} {name}">{number}</span>'
    assert overlay_html(found.kind, char) == expected


def test_it_finds_a_cyrillic_letter_in_a_latin_word():
    (found,) = find_oddities("if \u0430dmin: pass")
    assert (found.start, found.kind) == (3, OverlayKind.LIKE)
    assert "CYRILLIC SMALL LETTER A" in overlay_html(found.kind, "\u0430")


def test_it_finds_letters_and_signs_that_only_ever_pass_for_others():
    text = "x\u037e y\u01c3= \uff21 \U0001d41a"
    assert [overlay.start for overlay in find_oddities(text)] == [1, 4, 7, 9]


@pytest.mark.parametrize(
    "text",
    [
        "# \u043f\u0440\u0438\u0432\u0435\u0442, \u0441\u043e\u0440",
        "email_\u043f\u043e\u0447\u0442\u0430 = 1",
        "naïve = 'ß é 中文' + \"日本\"",
        "print('✅ ⚠\ufe0f 👨\u200d👩\u200d👧 1\ufe0f\u20e3')",
        "Δx = 2 * π",
        "\ttab\nand line",
    ],
)
def test_it_leaves_words_of_other_alphabets_and_emoji_alone(text):
    assert find_oddities(text) == ()


def test_it_knows_binary_from_text():
    assert is_binary("PK\x03\x04\x00\x00")
    assert is_binary("\x01\x02\x03abc")
    assert is_binary("\ufffd" * 10 + "a" * 20)
    assert not is_binary("")
    assert not is_binary("\x0cdef page():\r\n\treturn 1\n")


def test_it_takes_terminal_sequences_out_of_output_and_shows_what_else_is_hidden():
    printed = "\x1b[31mred\x1b[0m \x1b]0;title\x07end\r\nnext\u202e\x08"
    assert neutralise_output(printed) == "red end\nnext<U+202E><U+0008>"
