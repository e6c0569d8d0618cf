from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.presenting.highlighting import (
    CUT,
    MAX_COLOURED_BYTES,
    MAX_COLOURED_LINES,
    MAX_LINE_CHARACTERS,
    MAX_SHOWN_LINES,
    highlight,
)
from evaluations.presenting.notices import Notice
from evaluations.presenting.text import Overlay, OverlayKind, find_oddities, normalise

CODE = '''@cache
def area(r: float) -> float:
    """Two
    lines."""
    # note
    return 3.14 * len("a<b") if not r else r
'''


def plain(line: str) -> str:
    """What a line of HTML reads as, with invisible characters back in their place."""
    shown = re.sub(
        r'<span class="cv-odd" title="U\+([0-9A-F]+)[^>]*>[^<]*</span>',
        lambda match: html.escape(chr(int(match.group(1), 16))),
        line,
    )
    return html.unescape(re.sub(r"<[^>]*>", "", shown))


def test_it_colours_python_with_few_short_classes():
    lines = highlight(normalise(CODE), language="python").lines_html
    assert lines == (
        '<i class="f">@cache</i>',
        '<i class="k">def</i> <i class="f">area</i>(r: <i class="b">float</i>) -&gt; '
        '<i class="b">float</i>:',
        '    <i class="s">"""Two</i>',
        '<i class="s">    lines."""</i>',
        '    <i class="c"># note</i>',
        '    <i class="k">return</i> <i class="n">3.14</i> * <i class="b">len</i>('
        '<i class="s">"a&lt;b"</i>) <i class="k">if</i> <i class="k">not</i> r '
        '<i class="k">else</i> r',
    )


@pytest.mark.parametrize("language", ["python", "javascript", "c", "rust", "html", "no such one"])
@settings(deadline=None)
@given(text=st.text(alphabet=st.sampled_from("ab\"'#/*<>&{}()=:;.0 \t\n\\\u202eé"), max_size=80))
def test_it_shows_every_character_and_closes_every_tag_in_its_line(language, text):
    text = normalise(text)
    lines = highlight(text, language=language, overlays=find_oddities(text)).lines_html
    assert "\n".join(map(plain, lines)) == text
    for line in lines:
        assert line.count("<i ") == line.count("</i>")
        assert line.count("<span ") == line.count("</span>")
        assert "\n" not in line


def test_it_escapes_what_would_be_markup():
    (line,) = highlight("<script>alert('x')</script>", language="text").lines_html
    assert line == "&lt;script&gt;alert('x')&lt;/script&gt;"


def test_it_shows_masks_and_oddities_inside_coloured_text():
    text = "# masked \u202e"
    overlays = [Overlay(start=2, end=8, kind=OverlayKind.MASK), *find_oddities(text)]
    (line,) = highlight(text, language="python", overlays=overlays).lines_html
    assert line == (
        '<i class="c"># <span class="cv-mask">masked</span> '
        '<span class="cv-odd" title="U+202E RIGHT-TO-LEFT OVERRIDE">U+202E</span></i>'
    )


def test_it_places_overlays_on_their_own_line():
    text = "a\nb masked\nc"
    overlays = [Overlay(start=4, end=10, kind=OverlayKind.MASK)]
    lines = highlight(text, language="python", overlays=overlays).lines_html
    assert lines == ("a", 'b <span class="cv-mask">masked</span>', "c")


@pytest.mark.parametrize(
    ("text", "language", "notices"),
    [
        ("x = 1", "python", ()),
        ("", "python", ()),
        ("x = 1", "brandnewlang", (Notice.NO_LANGUAGE,)),
        ("x = 1\n" * MAX_COLOURED_LINES, "python", (Notice.TOO_BIG,)),
        ("#" * 1000 + "\n" + ("#" * 1000 + "\n") * 540, "python", (Notice.TOO_BIG,)),
        ("x" * (MAX_LINE_CHARACTERS + 1), "python", (Notice.LONG_LINE,)),
        ("x = 1\n" * MAX_SHOWN_LINES, "python", (Notice.TOO_BIG, Notice.CUT)),
        ("\x00\x01", "python", (Notice.BINARY,)),
    ],
)
def test_it_says_why_it_shows_something_in_a_plainer_way(text, language, notices):
    shown = highlight(text, language=language)
    assert shown.notices == notices
    if notices:
        assert not any("<i" in line for line in shown.lines_html)


def test_it_measures_bytes_not_characters():
    text = "\n".join(["é" * 1000] * (MAX_COLOURED_BYTES // 2000 + 1))
    assert Notice.TOO_BIG in highlight(text, language="python").notices


def test_it_stops_lexing_a_file_of_nothing_but_brackets():
    shown = highlight("} " * 950 + ("\n" + "} " * 950) * 150, language="python")
    assert shown.notices == (Notice.TOO_BIG,)
    assert len(shown.lines_html) == 151


def test_it_cuts_a_line_of_a_megabyte_and_marks_the_cut():
    (line,) = highlight("<" * 1_000_000, language="python").lines_html
    assert line == "&lt;" * MAX_LINE_CHARACTERS + CUT


def test_it_never_shows_more_lines_than_it_may():
    shown = highlight("\n" * 50_000, language="python")
    assert len(shown.lines_html) == MAX_SHOWN_LINES


def test_it_shows_no_line_of_a_binary_file():
    assert highlight("\x7fELF\x00", language="c").lines_html == ()


def test_it_finds_the_language_by_the_name_of_the_file_where_it_is_not_known():
    shown = highlight("let x = 1;", language="brandnewlang", path="a/b.js")
    assert shown.notices == ()
    assert '<i class="k">let</i>' in shown.lines_html[0]
