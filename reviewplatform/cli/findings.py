"""``reviewplatform findings``: what every scanner said, as one SARIF log for other tools."""

from __future__ import annotations

from pathlib import Path

import click

from reviewplatform.cli.installation import needs_django
from reviewplatform.cli.work import find_solutions


@click.command()
@click.argument("name", metavar="SET|CAMPAIGN")
@click.option(
    "--to",
    "path",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; it is replaced.",
)
@click.option("--problem", help="Only solutions of the problem with this key.")
@click.option("--model", help="Only solutions of models of this name.")
@needs_django
def command(*, name: str, path: Path, problem: str | None, model: str | None) -> None:
    """Write all findings, imported ones too, as SARIF 2.1.0. The file names the models.

    What was not scanned stands there as an invocation that did not succeed, with the reason.

    Example: reviewplatform findings HumanEval --to humaneval.sarif
    """
    from evaluations.errors import NotFound
    from evaluations.reporting.exports.service import export_findings

    solutions = find_solutions(name)
    if problem is not None:
        solutions = solutions.filter(problem__key=problem)
    if model is not None:
        solutions = solutions.filter(language_model__name=model)
    if not solutions.exists():
        raise NotFound(f"There is no such solution in '{name}': check --problem and --model.")
    export_findings(solutions=solutions, path=path)
    click.echo(path)
