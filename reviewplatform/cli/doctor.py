"""``reviewplatform doctor``: is every part there, and what to do about the others."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import click

from reviewplatform.cli.installation import chosen_directory, data_dir_option, is_running, join

COLOURS = {"ok": "green", "stopped": "yellow", "missing": "yellow", "failed": "red"}


@click.command()
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="One JSON document for programs.")
@click.pass_context
def command(ctx: click.Context, *, data_dir: Path | None, as_json: bool) -> None:
    """Check each part. Exit code 1 when one of them failed.

    Example: reviewplatform doctor --json
    """
    from reviewplatform.equipment import examine_equipment
    from reviewplatform.health import State, examine

    directory = chosen_directory(data_dir)
    if "DATABASE_URL" not in os.environ and is_running(directory):
        join(directory)
    parts = [*examine(directory), *examine_equipment()]
    if as_json:
        click.echo(json.dumps({"parts": [asdict(part) for part in parts]}, indent=2))
    else:
        _print([asdict(part) for part in parts])
    ctx.exit(1 if any(part.state == State.FAILED for part in parts) else 0)


def _print(parts: list[dict[str, str]]) -> None:
    from rich.markup import escape

    from reviewplatform.cli.console import out

    for part in parts:
        colour = COLOURS[part["state"]]
        out.print(
            f"  {part['name']:<10} [{colour}]{part['state']:<8}[/] "
            f"{escape(part['version']):<28} {escape(part['detail'])}"
        )
        if part["remedy"]:
            out.print(f"  {'':<10} -> {escape(part['remedy'])}")
