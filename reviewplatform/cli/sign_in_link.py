"""``reviewplatform sign-in-link``: a way in that needs neither password nor mail."""

from __future__ import annotations

import click

from reviewplatform.cli.installation import needs_django


@click.command()
@click.option("--user", "username", help="Whose (default: an admin, made where there is none).")
@needs_django
def command(*, username: str | None) -> None:
    """Print a link that signs somebody in once, within seven days.

    Example: reviewplatform sign-in-link --user ada
    """
    from django.conf import settings

    from reviewplatform.embedded.preparation import sign_in_paths

    path = sign_in_paths(sample=False)["admin_path"] if username is None else _path_for(username)
    click.echo(settings.PUBLIC_URL + path)


def _path_for(username: str) -> str:
    from evaluations.errors import NotFound
    from reviewers.models import User
    from reviewers.service import create_sign_in_link

    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NotFound(f"Nobody active has the user name {username!r}.")
    return create_sign_in_link(user=user)
