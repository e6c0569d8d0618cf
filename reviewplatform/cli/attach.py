"""``reviewplatform import sarif`` and ``junit``: results of other tools for one solution."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from evaluations.importing.identity import name_model
from evaluations.importing.reading import IncomingFile
from evaluations.importing.refusal import RefusedFile
from reviewplatform.cli import FAILED
from reviewplatform.cli.console import counted, out, show_faults
from reviewplatform.cli.installation import needs_django

if TYPE_CHECKING:
    from evaluations.models import Solution

OPTIONS = (
    click.argument(
        "path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False)
    ),
    click.option("--set", "set_name", required=True, help="The problem set."),
    click.option("--set-version", help="Default: the version imported last."),
    click.option("--problem", required=True, help="Key of the problem."),
    click.option("--model", required=True, help="Name of the model whose solution it is."),
    click.option("--provider", default="", help="Of --model."),
    click.option("--model-version", default="", help="Of --model."),
    click.option("--sample", type=click.IntRange(0), default=0, show_default=True),
)


def attaches(function: Callable[..., None]) -> Callable[..., None]:
    """Decorate a verb under ``click.command``: it gets the file and the solution."""

    @needs_django
    @wraps(function)
    def wrapped(*, path: Path, **named: Any) -> None:
        try:
            function(file=IncomingFile(path=path), solution=_find(**named))
        except RefusedFile as refused:
            show_faults(refused.file_name, refused.faults, refused.fault_count)
            raise SystemExit(FAILED) from refused

    for option in reversed(OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def _find(
    *,
    set_name: str,
    set_version: str | None,
    problem: str,
    model: str,
    provider: str,
    model_version: str,
    sample: int,
) -> Solution:
    from evaluations.importing.attaching.service import find_solution
    from evaluations.importing.service import find_problem_set

    return find_solution(
        problem_set=find_problem_set(name=set_name, version=set_version),
        problem=problem,
        model=name_model(name=model, provider=provider, version=model_version),
        sample=sample,
    )


@click.command()
@attaches
def sarif(*, file: IncomingFile, solution: Solution) -> None:
    """Attach what any scanner found in one solution (SARIF 2.1.0).

    Example: reviewplatform import sarif codeql.sarif --set S --problem add --model GPT-4
    """
    from evaluations.importing.attaching.service import attach_sarif

    attached = attach_sarif(file=file, solution=solution)
    for run in attached.runs:
        words = run.message or counted(run.findings.count(), "finding")
        out.print(f"{escape(f'{run.scanner} {run.scanner_version}'.strip())}: {escape(words)}")
    out.print("[green]Imported.[/]" if attached.is_new else "Nothing new: it was attached before.")


@click.command()
@attaches
def junit(*, file: IncomingFile, solution: Solution) -> None:
    """Attach a test runner's report on one solution (JUnit XML).

    Example: reviewplatform import junit report.xml --set S --problem add --model GPT-4
    """
    from evaluations.importing.attaching.service import attach_junit

    run = attach_junit(file=file, solution=solution)
    counts = f"{run.passed_cases:,} of {run.total_cases:,} cases passed"
    out.print(f"{escape(run.imported_from)}: {run.verdict.replace('_', ' ')}, {counts}")
    out.print("[green]Imported.[/]")
