"""The charts of a report as Vega-Lite specifications, one function for each.

Colours and fonts are the page's CSS variables, so that one SVG serves every theme. A chart that
would tell nothing (no data, a matrix of two models) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt

from evaluations.reporting.inputs import SEVERITIES
from evaluations.reporting.wording import format_number, percent

Content = Mapping[str, Any]
Chart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.VConcatChart

WIDTH = 508
"""Of a whole chart in pixels, names and numbers included: what half a page of 1280 has room for."""

CHARACTER = 7.4
"""Width of a character in pixels at the size of labels, generously: page fonts differ."""

ROW = 34
STEPS = 9
"""Colours from worst to best in the style sheet: ``--step-1`` to ``--step-9``."""

LABEL_LIMIT = 150
GAP = 14
PER_CENT = "format(100 * datum.value, '.0f') + ' %'"

SEVERITY_COLOURS = {
    "critical": "var(--bad)",
    "high": "var(--step-1)",
    "medium": "var(--step-2)",
    "low": "var(--step-4)",
    "info": "var(--step-5)",
}


def draw(content: Content) -> dict[str, dict[str, Any]]:
    """Chart name -> specification."""
    drawn = {
        "win_score": _forest(content, "win_score", reference=0.5, axis=PER_CENT),
        "strength": _forest(content, "strength", reference=1000, axis="datum.label"),
        "win_matrix": _matrix(content),
        "ratings": _ratings(content),
        "pass_at_1": _forest(content, "pass_at_1", reference=None, axis=PER_CENT),
        "findings": _findings(content),
    }
    return {name: _dress(chart) for name, chart in drawn.items() if chart is not None}


def _dress(chart: Any) -> dict[str, Any]:
    dressed = chart.configure(
        background="transparent",
        aria=False,
        font="sans-serif",
        padding=2,
        view={"stroke": None},
        axis={
            "labelColor": "var(--dim)",
            "titleColor": "var(--dim)",
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "domain": False,
            "ticks": False,
            "gridColor": "var(--line)",
            "labelLimit": LABEL_LIMIT,
            "labelPadding": 8,
            "labelFlush": False,
        },
        axisY={"labelColor": "var(--ink)", "grid": False},
        legend={"labelColor": "var(--dim)", "labelFontSize": 12, "titleColor": "var(--dim)"},
        header={
            "labelColor": "var(--ink)",
            "labelFontSize": 13,
            "labelFontWeight": "bold",
            "labelAnchor": "start",
        },
    )
    specification: dict[str, Any] = dressed.to_dict()
    return specification


def _names(content: Content) -> list[str]:
    return [model["name"] for model in content["models"]]


def _models(names: Sequence[str]) -> alt.Y:
    """Room for the labels is fixed by their length, not by the renderer's own font."""
    return alt.Y("model:N", sort=list(names), title=None, axis=alt.Axis(minExtent=_room(names)))


def _room(names: Sequence[str]) -> float:
    return min(LABEL_LIMIT + 20, CHARACTER * max(map(len, names))) + GAP


def _forest(content: Content, measure: str, *, reference: float | None, axis: str) -> Chart | None:
    """A point with its interval for each model, the number in words at its right."""
    numbers = {
        model["name"]: number
        for model in content["models"]
        if (number := model["numbers"][measure])["value"] is not None
    }
    if not numbers:
        return None
    spoken = {name: format_number(number) for name, number in numbers.items()}
    rows = [
        {"model": name, "words": spoken[name], **_ends(number)} for name, number in numbers.items()
    ]
    # The numbers in words stand at the right of the plot, in room of their own.
    beside = CHARACTER * max(map(len, spoken.values())) + GAP
    width = WIDTH - _room(_names(content)) - beside
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=_models(_names(content)))
    scale = alt.Scale(zero=False, nice=True, padding=12)
    format_axis = alt.Axis(labelExpr=axis, tickCount=4, labelOverlap=True, grid=True)
    interval = base.mark_rule(color="var(--accent)", strokeWidth=2).encode(
        x=alt.X("low:Q", title=None, scale=scale, axis=format_axis), x2="high:Q"
    )
    point = base.mark_circle(color="var(--accent)", size=90, opacity=1).encode(x="value:Q")
    words = base.mark_text(align="left", color="var(--dim)", fontSize=12).encode(
        x=alt.value(width + GAP), text="words:N"
    )
    layers = [interval, point, words]
    if reference is not None:
        line = alt.Chart(alt.InlineData(values=[{"at": reference}])).mark_rule(
            color="var(--dim)", strokeDash=[3, 3]
        )
        layers.insert(0, line.encode(x="at:Q"))
    return alt.layer(*layers).properties(width=width, height=ROW * len(rows))


def _ends(number: Mapping[str, Any]) -> dict[str, float]:
    value = number["value"]
    low, high = number["low"], number["high"]
    return {
        "value": value,
        "low": value if low is None else low,
        "high": value if high is None else high,
    }


def _matrix(content: Content) -> Chart | None:
    """Share of comparisons the model of the row won, and how many there were."""
    names = {model["id"]: model["name"] for model in content["models"]}
    if len(names) < 3 or not content["win_matrix"]:
        return None
    rows = [
        {
            "model": names[cell["model"]],
            "opponent": names[cell["opponent"]],
            "colour": step(cell["score"]["value"]),
            "share": f"{percent(cell['score']['value'])} %",
            "games": f"of {cell['score']['n']}",
        }
        for cell in content["win_matrix"]
    ]
    order = list(names.values())
    size = max(50.0, min(110.0, (WIDTH - _room(order)) / len(order)))
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X(
            "opponent:N",
            sort=order,
            title=None,
            axis=alt.Axis(orient="top", labelLimit=LABEL_LIMIT, **_turn(order, size)),
        ),
        y=_models(order),
    )
    cells = base.mark_rect(cornerRadius=3, stroke="var(--panel)", strokeWidth=3).encode(
        color=alt.Color("colour:N", scale=None)
    )
    share = base.mark_text(color="var(--step-ink)", fontSize=14, dy=-6).encode(text="share:N")
    games = base.mark_text(color="var(--step-ink)", fontSize=11, dy=10).encode(text="games:N")
    return alt.layer(cells, share, games).properties(
        width=size * len(order), height=max(46.0, size / 2) * len(order)
    )


def _turn(names: Sequence[str], size: float) -> dict[str, Any]:
    """Names stand upright over their column where they are too long to lie."""
    if CHARACTER * max(map(len, names)) < size:
        return {"labelAngle": 0}
    return {
        "labelAngle": -90,
        "labelAlign": "left",
        "labelBaseline": "middle",
        "minExtent": _room(names),
    }


def step(share: float) -> str:
    """The colour of a share between 0 (worst) and 1 (best)."""
    return f"var(--step-{1 + round(share * (STEPS - 1))})"


def _ratings(content: Content) -> Chart | None:
    """Shares of each point, stacked, a block for each criterion."""
    blocks = [
        block
        for criterion in content["criteria"]
        if (block := _rating_block(content, criterion)) is not None
    ]
    return alt.vconcat(*blocks, spacing=14) if blocks else None


def _rating_block(content: Content, criterion: Mapping[str, Any]) -> Chart | None:
    rows = list(_rating_rows(content, criterion))
    if not rows:
        return None
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=_models(_names(content)))
    bars = base.mark_bar(height=22).encode(
        x=alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1])),
        x2="end:Q",
        color=alt.Color("colour:N", scale=None),
    )
    words = base.mark_text(color="var(--step-ink)", fontSize=12).encode(
        x="middle:Q", text="words:N"
    )
    return alt.layer(bars, words).properties(
        width=WIDTH - _room(_names(content)),
        height=(ROW - 4) * len({row["model"] for row in rows}),
        title=alt.Title(
            criterion["name"],
            anchor="start",
            color="var(--ink)",
            fontSize=13,
            frame="group",
            offset=4,
        ),
    )


def _rating_rows(content: Content, criterion: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for model in content["models"]:
        counts = model["distribution"][criterion["key"]]
        start, total = 0.0, sum(counts)
        for point, number in enumerate(counts):
            if not number:
                continue
            share = number / total
            yield {
                "model": model["name"],
                "start": start,
                "end": start + share,
                "middle": start + share / 2,
                # Narrow parts have no room for a number; the table beside has all of them.
                "words": percent(share) if share >= 0.06 else "",
                "colour": step(point / (len(counts) - 1)),
            }
            start += share


def _findings(content: Content) -> Chart | None:
    """Findings per 1,000 lines, stacked by severity."""
    rows = [
        {"model": model["name"], "severity": severity, "rank": rank, "rate": number["value"]}
        for model in content["models"]
        for rank, severity in enumerate(SEVERITIES)
        if (number := model["numbers"][f"findings/{severity}"])["value"] is not None
    ]
    present = [
        name for name in SEVERITIES if any(row["rate"] for row in rows if row["severity"] == name)
    ]
    if not present:
        return None
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(height=20)
        .encode(
            y=_models(_names(content)),
            x=alt.X("rate:Q", title="per 1,000 lines", axis=alt.Axis(tickCount=5, grid=True)),
            order=alt.Order("rank:Q"),
            color=alt.Color(
                "severity:N",
                scale=alt.Scale(domain=present, range=[SEVERITY_COLOURS[name] for name in present]),
                legend=alt.Legend(title=None, orient="top", symbolType="square"),
            ),
        )
        .properties(
            width=WIDTH - _room(_names(content)), height=ROW * len({row["model"] for row in rows})
        )
    )
    return chart
