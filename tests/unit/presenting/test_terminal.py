from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.presenting.terminal import output_html, show_output

ESC = "\x1b"


def words_of(html: str) -> str:
    """What a reader reads: the HTML without its tags."""
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize(
    ("printed", "classes"),
    [
        (f"{ESC}[31mx", "an-red"),
        (f"{ESC}[1;32mx", "an-bold an-green"),
        (f"{ESC}[90mx", "an-grey"),
        (f"{ESC}[97;41mx", "an-white an-on-red"),
        (f"{ESC}[38;5;196mx", "an-red"),
        (f"{ESC}[38;5;8mx", "an-grey"),
        (f"{ESC}[38;5;244mx", "an-grey"),
        (f"{ESC}[38;2;10;200;30mx", "an-green"),
        (f"{ESC}[38:2::0:0:255mx", "an-blue"),
        (f"{ESC}[48;5;21;1mx", "an-on-blue an-bold"),
        (f"{ESC}[4:3mx", "an-underline"),
        (f"{ESC}[1m{ESC}[2mx", "an-faint"),
    ],
)
def test_it_gives_each_colour_the_class_of_the_theme(printed: str, classes: str) -> None:
    assert output_html(printed) == f'<span class="{classes}">x</span>'


@pytest.mark.parametrize("reset", [f"{ESC}[0m", f"{ESC}[m", f"{ESC}[39;22m"])
def test_it_ends_a_colour_where_the_program_ended_it(reset: str) -> None:
    html = output_html(f"{ESC}[1;31mred{reset} plain")
    assert html == '<span class="an-bold an-red">red</span> plain'


@pytest.mark.parametrize("nonsense", ["38;5", "38;5;999", "38", "38;2;1", "999", "5", "8"])
def test_it_ignores_codes_that_it_does_not_know(nonsense: str) -> None:
    assert output_html(f"{ESC}[{nonsense}mx") == "x"


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        (f"gone{ESC}[2J", "ESC[2J"),
        (f"up{ESC}[1A", "ESC[1A"),
        (f"{ESC}]0;title\x07after", "ESC]0;title BEL"),
        (f"{ESC}]8;;https://elsewhere.example{ESC}\\link", "ESC]8;;https://elsewhere.exampleESC\\"),
        (f"{ESC}c", "ESCc"),
        ("over\rwritten", "U+000D"),
        ("back\x08space", "U+0008"),
        (f"lonely {ESC}", "U+001B"),
        ("\x9b31m", "U+009B"),
        ("turned \u202e round", "U+202E"),
    ],
)
def test_it_lays_open_what_a_terminal_would_obey(printed: str, shown: str) -> None:
    html = output_html(printed)
    assert 'class="cv-odd"' in html
    assert shown in words_of(html)


def test_it_hides_no_text_behind_a_title_that_is_never_ended() -> None:
    assert words_of(output_html(f"{ESC}]0;one\ntwo")) == "ESC]0;one\ntwo"


def test_it_follows_no_concealment() -> None:
    assert output_html(f"{ESC}[8msecret") == "secret"


@given(st.text(alphabet=st.sampled_from('a<>&"\n\t\x1b[]0138;:mJ\x07\\\x00\u202e'), max_size=60))
def test_it_leaves_nothing_that_a_browser_or_a_terminal_obeys(printed: str) -> None:
    html = output_html(printed)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", html)
    tags = re.findall(r"<[^>]*>", html)
    assert all(
        re.fullmatch(r'</span>|<span class="(an|cv)-[a-z -]+"( title="[^"<>]*")?>', tag)
        for tag in tags
    )
    assert tags.count("</span>") * 2 == len(tags)


def test_it_shows_a_short_output_whole() -> None:
    shown = show_output("all of it")
    assert (shown.head_html, shown.left_out, shown.tail_html) == ("all of it", 0, "")
    assert not shown.has_marks


def test_it_keeps_both_ends_of_a_long_output_and_counts_what_it_leaves_out() -> None:
    shown = show_output("a" * 30 + "middle" + "z" * 30, limit=40)
    assert shown.head_html == "a" * 20
    assert shown.tail_html == "z" * 20
    assert shown.left_out == 26


def test_it_tells_when_something_was_made_visible() -> None:
    assert show_output("\x08").has_marks
    assert not show_output(f"{ESC}[31mred").has_marks
