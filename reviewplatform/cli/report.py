"""``reviewplatform report``: what a campaign's rows say now, as a table or as JSON."""

from __future__ import annotations

import json
from typing import Any

import click

from reviewplatform.cli.installation import needs_django


@click.command()
@click.argument("campaign")
@click.option("--json", "as_json", is_flag=True, help="The whole report as one JSON document.")
@needs_django
def command(*, campaign: str, as_json: bool) -> None:
    """Build the report of CAMPAIGN (a name or an id) and show it.

    The same rows give the same report, however often this is called.

    Example: reviewplatform report "Everyday Python (sample)"
    """
    from evaluations.reporting.service import build_report, find_campaign
    from evaluations.reporting.summary import without_charts

    report = build_report(campaign=find_campaign(name_or_id=campaign))
    if not as_json:
        _show(report.content, report.inputs_hash)
        return
    document = {
        "id": str(report.public_id),
        "inputs_hash": report.inputs_hash,
        "design_hash": report.design_hash,
        "seed": report.seed,
        "versions": report.versions,
        "created_at": report.created_at.isoformat(),
        "content": without_charts(report.content),
    }
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def _show(content: dict[str, Any], inputs_hash: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    from evaluations.reporting.summary import arrange_profile, list_quality
    from reviewplatform.cli.console import out

    verdict = content["verdict"]
    out.print(f"[bold]{escape(verdict['headline'])}[/]")
    for text in (verdict["detail"], *verdict["caveats"]):
        out.print(escape(text))
    profile = arrange_profile(content)
    table = Table("Measure", "Unit", *(escape(name) for name, _ in profile.rows), box=None)
    for position, measure in enumerate(profile.measures):
        cells = (row[position] for _, row in profile.rows)
        table.add_row(
            escape(measure["name"]),
            measure["unit"],
            *(escape(cell.words) for cell in cells),
        )
    out.print(table)
    for name, count, _ in list_quality(content).rows:
        out.print(f"[dim]{escape(name)}: {count}[/]")
    out.print(f"[dim]Inputs {inputs_hash}[/]")
