"""The command line: ``reviewplatform VERB``. A verb is one module with a click ``command``."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click

from evaluations.errors import EvaluationError

VERBS: Mapping[str, str] = {
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "doctor": "doctor",
    "import": "import_",
    "check": "check",
    "run": "run",
    "scan": "scan",
    "advisories": "advisories",
    "sign-in-link": "sign_in_link",
    "report": "report",
    "export": "export",
    "findings": "findings",
    "manage": "manage",
}
"""Verb -> module of this package, in the order of ``--help``. Modules are imported on use."""

FAILED = 2
"""Exit code of a request that could not be carried out."""


class Verbs(click.Group):
    """Imports a verb when it is called, and shows errors in one place."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"reviewplatform.cli.{VERBS[cmd_name]}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except EvaluationError as error:
            from reviewplatform.cli.console import show_error

            show_error(error)
            ctx.exit(FAILED)


@click.command(cls=Verbs)
@click.version_option(package_name=None, version="0.1.0", prog_name="reviewplatform")
def main() -> None:
    """Blinded, evidence-backed human review of code written by language models.

    Start with: reviewplatform demo
    """
