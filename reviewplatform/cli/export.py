"""``reviewplatform export``: a campaign's rows as files, with a manifest."""

from __future__ import annotations

from pathlib import Path

import click

from reviewplatform.cli.installation import needs_django

FORMATS = ("csv", "jsonl")


@click.command()
@click.argument("campaign")
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the files; it is made if needed.",
)
@click.option(
    "--format",
    "endings",
    type=click.Choice(FORMATS),
    multiple=True,
    default=FORMATS,
    help="May be given twice; without it both are written.",
)
@needs_django
def command(*, campaign: str, folder: Path, endings: tuple[str, ...]) -> None:
    """Write the ratings, reviews and scorecards of CAMPAIGN (a name or an id) into a folder.

    Scorecards are those of the report built last. CSV is safe to open in a spreadsheet; JSONL
    keeps every text exactly. The manifest holds each file's SHA-256 and its number of rows.

    Example: reviewplatform export "Everyday Python (sample)" --to results
    """
    from evaluations.reporting.exports.service import export_campaign
    from evaluations.reporting.service import find_campaign

    found = find_campaign(name_or_id=campaign)
    for path in export_campaign(campaign=found, folder=folder, endings=dict.fromkeys(endings)):
        click.echo(path)
