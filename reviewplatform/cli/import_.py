"""``reviewplatform import``: a harness's file into the platform, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from evaluations.importing.formats import PROBLEM_FORMATS, SOLUTION_FORMATS
from evaluations.importing.identity import name_model
from evaluations.importing.preview import FaultyFile, ProblemPreview, SolutionPreview
from evaluations.importing.reading import IncomingFile
from reviewplatform.cli import FAILED
from reviewplatform.cli.attach import junit, sarif
from reviewplatform.cli.console import err, out, show_faults
from reviewplatform.cli.installation import needs_django

file_argument = click.argument(
    "path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
ALWAYS_SHOWN = ("recognised", "new", "missing")
"""Other counts that are 0 for every model are left out, so that a terminal holds the table."""

dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would be done, no more.")


@click.group()
def command() -> None:
    """Import problems or solutions from a file.

    A file with a fault changes nothing; the same file again changes nothing.
    """


@command.command()
@file_argument
@click.option("--set", "set_name", help="Name of the problem set (default: the file's name).")
@click.option("--version", "set_version", default="1", show_default=True, help="Of the set.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice([known.name for known in PROBLEM_FORMATS]),
    help="Default: recognised.",
)
@dry_run_option
@needs_django
def problems(
    *,
    path: Path,
    set_name: str | None,
    set_version: str,
    format_name: str | None,
    dry_run: bool,
) -> None:
    """Import problems and their tests into a set.

    Example: reviewplatform import problems HumanEval.jsonl.gz --set HumanEval
    """
    from evaluations.importing.service import import_problems, preview_problems

    file = IncomingFile(path=path, format=format_name)
    name = set_name or path.name.partition(".")[0]
    take = preview_problems if dry_run else import_problems
    preview: ProblemPreview | SolutionPreview
    try:
        preview = take(file=file, set_name=name, set_version=set_version)
    except FaultyFile as faulty:
        preview = faulty.preview
    _show(preview, dry_run=dry_run)


@command.command()
@file_argument
@click.option("--set", "set_name", required=True, help="The problem set they solve.")
@click.option("--set-version", help="Default: the version imported last.")
@click.option("--model", help="For files whose rows name no model (default: the file's name).")
@click.option("--provider", default="", help="Of --model.")
@click.option("--model-version", default="", help="Of --model.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice([known.name for known in SOLUTION_FORMATS]),
    help="Default: recognised.",
)
@click.option(
    "--take-fences", is_flag=True, help="Take the code out of Markdown fences (chat answers)."
)
@dry_run_option
@needs_django
def solutions(
    *,
    path: Path,
    set_name: str,
    set_version: str | None,
    model: str | None,
    provider: str,
    model_version: str,
    format_name: str | None,
    take_fences: bool,
    dry_run: bool,
) -> None:
    """Import a model's solutions, and results of a harness if the file has them.

    Example: reviewplatform import solutions gpt4.jsonl --set HumanEval --model GPT-4
    """
    from evaluations.importing.service import find_problem_set, import_solutions, preview_solutions

    if model is None and (provider or model_version):
        raise click.UsageError("--provider and --model-version belong to --model: name it too.")
    named = model and name_model(name=model, provider=provider, version=model_version)
    take = preview_solutions if dry_run else import_solutions
    problem_set = find_problem_set(name=set_name, version=set_version)
    preview: ProblemPreview | SolutionPreview
    try:
        with _progress_bar(path.name) as tell:
            preview = take(
                file=IncomingFile(path=path, format=format_name),
                problem_set=problem_set,
                model=named or None,
                take_fences=take_fences,
                progress=tell,
            )
    except FaultyFile as faulty:
        preview = faulty.preview
    _show(preview, dry_run=dry_run)


command.add_command(sarif)
command.add_command(junit)


@contextmanager
def _progress_bar(name: str) -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TimeRemainingColumn(), console=err, transient=True) as progress:
        task = progress.add_task(escape(name))
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _show(preview: ProblemPreview | SolutionPreview, *, dry_run: bool) -> None:
    """Table and faults; ends the process with :data:`FAILED` if there are any."""
    if preview.format:
        out.print(
            f"{escape(preview.file_name)}: {preview.format}, set {escape(preview.problem_set)}"
        )
        if isinstance(preview, ProblemPreview) or preview.models:
            out.print(_table(preview))
    if not preview.is_sound:
        show_faults(preview.file_name, preview.faults, preview.fault_count)
        raise SystemExit(FAILED)
    out.print("Dry run: nothing was changed." if dry_run else "[green]Imported.[/]")


def _table(preview: ProblemPreview | SolutionPreview) -> Table:
    if isinstance(preview, SolutionPreview):
        return _solution_table(preview)
    return _problem_table(preview)


def _problem_table(preview: ProblemPreview) -> Table:
    table = _counting("recognised", "new", "unchanged", "conflicting", "doubled", "only in the set")
    counts = (preview.recognised, preview.new, preview.unchanged, preview.conflicting)
    table.add_row(*(f"{count:,}" for count in (*counts, preview.doubled, preview.absent)))
    return table


def _solution_table(preview: SolutionPreview) -> Table:
    counts = {
        "recognised": [each.recognised for each in preview.models],
        "new": [each.new for each in preview.models],
        "unchanged": [each.unchanged for each in preview.models],
        "conflicting": [each.conflicting for each in preview.models],
        "doubled": [each.doubled for each in preview.models],
        "missing": [each.missing for each in preview.models],
        "new results": [each.new_results for each in preview.models],
        "with fences": [each.fenced for each in preview.models],
    }
    shown = {name: column for name, column in counts.items() if name in ALWAYS_SHOWN or any(column)}
    table = _counting(*shown, first="model")
    for model, *row in zip(preview.models, *shown.values(), strict=True):
        table.add_row(escape(str(model.model)), *(f"{count:,}" for count in row))
    return table


def _counting(*names: str, first: str | None = None) -> Table:
    """A table of counts, the numbers to the right."""
    table = Table(*([first] if first else []))
    for name in names:
        table.add_column(name, justify="right")
    return table
