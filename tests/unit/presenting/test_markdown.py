from __future__ import annotations

import pytest

from evaluations.presenting.markdown import render_markdown, render_prompt

PROMPT = '''from typing import List

def f(x: List[int]) -> int:
    """ Add.
    >>> f([1])
    """
'''


def test_it_shows_a_prompt_of_source_as_code_not_as_markdown():
    html = render_prompt(PROMPT, language="python")
    assert html.startswith("<pre><code>")
    assert '<i class="k">def</i> <i class="f">f</i>' in html
    assert "&gt;&gt;&gt; f([1])" in html
    assert "<blockquote>" not in html


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("javascript", "/* Add.\n  >>> add(1) */\nconst add = (n) => {\n"),
        ("go", 'import (\n    "math"\n)\n// Add *one*.\nfunc Add(n int) int {\n'),
        ("rust", "/*\n Add.\n*/\nfn add(n: i32) -> i32 {"),
    ],
)
def test_it_shows_a_function_to_be_completed_as_code(language, text):
    html = render_prompt(text, language=language)
    assert html.startswith("<pre><code>")
    assert html.count("\n") >= text.strip().count("\n")
    assert render_prompt("Write `add(n)`.", language=language).startswith("<p>")


@pytest.mark.parametrize("text", ["Write a function.", "Fibonacci", "(" * 5000, "x = 1"])
def test_it_shows_a_prompt_of_words_as_markdown(text):
    assert render_prompt(text, language="python").startswith("<p>")


def test_it_renders_markdown_with_highlighted_blocks_and_tables():
    text = "# Title\n\n| a | b |\n|---|---|\n| 1 | `x` |\n\n```python\ndef f(): 1\n```\n"
    html = render_markdown(text)
    assert "<h1>Title</h1>" in html
    assert "<td><code>x</code></td>" in html
    assert '<pre><code><i class="k">def</i>' in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![tracker](https://example.org/pixel.png)",
        "[click](javascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="https://example.org" style="position:fixed">x</a>',
        "```<script>\nx\n```",
        "<iframe src='https://example.org'></iframe>",
    ],
)
def test_it_lets_nothing_active_through(hostile):
    html = render_markdown(hostile)
    for active in ("<script", "<img", "<iframe", "<a", "<style"):
        assert active not in html


def test_it_opens_links_without_telling_where_from():
    html = render_markdown("[docs](https://example.org/a)")
    assert '<a href="https://example.org/a" rel="noopener noreferrer">docs</a>' in html


def test_it_shows_a_very_long_text_as_it_is():
    html = render_markdown("*a*\n" * 60_000)
    assert html.startswith("<pre><code>*a*")
