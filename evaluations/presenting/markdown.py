"""Prompts and guidelines as safe HTML: Markdown without raw HTML, then an allow-list of tags."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

from evaluations.presenting.highlighting import highlight
from evaluations.presenting.text import find_oddities, normalise

_TAGS = {
    *("a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i"),
    *("li", "ol", "p", "pre", "s", "span", "strong", "table", "tbody", "td", "th", "thead", "tr"),
    "ul",
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "i": {"class"},
    "ol": {"start"},
    "span": {"class", "title"},
}
_BRACKETED = {"go", "javascript", "rust", "typescript"}
_MAX_CHARACTERS = 200_000
"""Longer text is shown as it is: parsing Markdown is linear, but not free."""


@lru_cache(maxsize=512)
def render_prompt(text: str, *, language: str) -> str:
    """A problem's prompt: source code as a highlighted block, anything else as Markdown."""
    if _is_source(text, language):
        return _code_block(text, language)
    return render_markdown(text)


@lru_cache(maxsize=128)
def render_markdown(text: str) -> str:
    """Markdown to HTML: no script, no style, no image; addresses only of http, https and mailto."""
    if len(text) > _MAX_CHARACTERS:
        return _code_block(text, "text")
    html = _parser().render(normalise(text))
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    options = {"html": False, "linkify": False, "highlight": _fenced}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])


def _fenced(code: str, language: str, _attributes: str) -> str:
    return _code_block(code, language or "text")


def _code_block(code: str, language: str) -> str:
    text = normalise(code)
    shown = highlight(text, language=language, overlays=find_oddities(text))
    return f"<pre><code>{chr(10).join(shown.lines_html)}</code></pre>\n"


def _is_source(text: str, language: str) -> bool:
    """Whether the prompt is source to be completed: Python, or a function whose bracket is open."""
    if language in _BRACKETED:
        return text.rstrip().endswith("{")
    return language == "python" and _is_python(text)


def _is_python(text: str) -> bool:
    """Whether it parses, and defines or imports something."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a prompt's invalid escape is not our warning
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return any(isinstance(node, definitions) for node in tree.body)
