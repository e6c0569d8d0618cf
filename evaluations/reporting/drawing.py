"""``python -m evaluations.reporting.drawing``: a report's content in, chart name -> SVG out (JSON).

A process of its own, because the renderer brings a JavaScript engine that would stay in memory.
"""

from __future__ import annotations

import json
import re
import sys
from html import escape
from typing import Any

import vl_convert

from evaluations.reporting.charts import WIDTH, draw
from evaluations.reporting.figures import Figure, list_figures

FRAME = re.compile(r'width="([\d.]+)" height="([\d.]+)" viewBox="0 0 [\d.]+ [\d.]+"')
ROLES = re.compile(r' role="graphics-[a-z]+"| aria-roledescription="[^"]*"')


def render(content: dict[str, Any]) -> dict[str, str]:
    """Every chart as SVG, without any style attribute: the page's content policy forbids them."""
    specifications = draw(content)
    return {
        figure.name: name_drawing(vl_convert.vegalite_to_svg(specifications[figure.name]), figure)
        for figure in list_figures(content)
        if figure.name in specifications
    }


def name_drawing(svg: str, figure: Figure) -> str:
    """Say to those who do not see it what the drawing shows: one image with title and data."""
    # The page's font is wider than the renderer's: every drawing gets the width that was planned.
    svg = FRAME.sub(_frame, svg, count=1)
    title, words = f"chart-{figure.name}-title", f"chart-{figure.name}-words"
    # Vega marks groups as graphics of their own; inside one named image that is noise.
    opening, rest = ROLES.sub("", svg).split(">", 1)
    return (
        f'{opening} role="img" aria-labelledby="{title}" aria-describedby="{words}">'
        f'<title id="{title}">{escape(figure.title)}</title>'
        f'<desc id="{words}">{escape(figure.table.sentence)}</desc>{rest}'
    )


def _frame(found: re.Match[str]) -> str:
    width, height = max(WIDTH, float(found[1])), found[2]
    return f'width="{width:g}" height="{height}" viewBox="0 0 {width:g} {height}"'


if __name__ == "__main__":
    json.dump(render(json.load(sys.stdin)), sys.stdout)
