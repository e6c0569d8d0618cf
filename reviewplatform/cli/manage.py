"""``reviewplatform manage``: Django's own commands on the same servers."""

from __future__ import annotations

import click

from reviewplatform.cli.installation import needs_django


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@needs_django
def command(*, arguments: tuple[str, ...]) -> None:
    """Run one of Django's commands.

    Example: reviewplatform manage createsuperuser
    """
    from django.core.management import execute_from_command_line

    execute_from_command_line(["reviewplatform manage", *arguments])
