"""``reviewplatform advisories``: known weaknesses of packages, as an admin brings them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from reviewplatform.cli import FAILED
from reviewplatform.cli.console import counted, out, show_faults
from reviewplatform.cli.installation import needs_django


@click.group()
def command() -> None:
    """Import or list the advisories that packages of solutions are held against."""


@command.command("import")
@click.argument(
    "path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--taken-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of the snapshot (default: of the advisory changed last).",
)
@needs_django
def import_command(*, path: Path, taken_on: datetime | None) -> None:
    """Import advisories in OSV's layouts: all.zip, one JSON object, or JSON lines.

    Packages found earlier are held against them at once; no solution is read again.

    Example: reviewplatform advisories import all.zip --taken-on 2026-05-01
    """
    from evaluations.importing.advisories.service import import_advisories
    from evaluations.importing.reading import IncomingFile
    from evaluations.importing.refusal import RefusedFile
    from evaluations.scanning.advisories.service import hold_all_again

    day: date | None = taken_on.date() if taken_on else None
    try:
        snapshot = import_advisories(file=IncomingFile(path=path), taken_on=day)
    except RefusedFile as refused:
        show_faults(refused.file_name, refused.faults, refused.fault_count)
        raise SystemExit(FAILED) from refused
    counts = ", ".join(f"{name} {n:,}" for name, n in snapshot.counts["ecosystems"].items())
    out.print(f"{escape(str(snapshot))}: {counts}")
    solutions, findings = hold_all_again()
    packages = f"the packages of {counted(solutions, 'solution')}"
    out.print(f"[green]Imported.[/] {counted(findings, 'finding')} in {packages}.")


@command.command("list")
@needs_django
def list_command() -> None:
    """Show the snapshots, the newest first, and what packages are held against today.

    Example: reviewplatform advisories list
    """
    from evaluations.models import AdvisorySnapshot
    from evaluations.scanning.advisories.service import newest_snapshots

    newest = newest_snapshots()
    if not newest:
        out.print("No advisories: reviewplatform advisories import FILE")
        return
    table = Table("file", "taken on", "imported", "advisories", "in use for")
    for snapshot in AdvisorySnapshot.objects.all():
        counts = snapshot.counts["ecosystems"]
        table.add_row(
            escape(snapshot.file_name),
            str(snapshot.taken_on),
            f"{snapshot.imported_at:%Y-%m-%d}",
            ", ".join(f"{name} {count:,}" for name, count in counts.items()),
            ", ".join(name for name, used in newest.items() if used == snapshot) or "nothing",
        )
    out.print(table)
