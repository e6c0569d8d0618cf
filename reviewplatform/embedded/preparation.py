"""What a starting platform does through Django, in a child of its own.

The starting process lives as long as the platform; it leaves Django, the product and their 80 MB to
this child, which ends when it is done. As ``python -m``, this is that child; each line it writes to
the descriptor is the report of one finished part.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping

from reviewplatform.embedded.errors import ServiceUnavailable

PATIENCE_SECONDS = 60.0
PING_SECONDS = 0.5

MIGRATIONS, SAMPLE, WORKER, LINKS = "migrations", "sample campaign", "worker", "links"

Report = Mapping[str, str]
"""``done`` names the part; that of LINKS also has ``admin_path`` and maybe ``reviewer_path``."""


def prepare(*, sample: bool) -> Iterator[Report]:
    """Migrate, load the sample, wait for the worker, make sign-in links: a report after each."""
    load_django()
    migrate()
    yield {"done": MIGRATIONS}
    if sample:
        load_sample()
        yield {"done": SAMPLE}
    await_worker()
    yield {"done": WORKER}
    yield {"done": LINKS, **sign_in_paths(sample=sample)}


def load_django() -> None:
    """Import Django with our settings."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewplatform.settings")
    django.setup()


def migrate() -> None:
    """Bring the database to this version."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def load_sample() -> None:
    """Load the sample campaign where it is not yet; its runs and scans follow in the worker."""
    from evaluations.sample.load import load_sample_campaign
    from evaluations.tasks import queue_evidence

    campaign, made_now = load_sample_campaign()
    if made_now:
        queue_evidence.delay(campaign.pk)


def await_worker() -> None:
    """Wait until a Celery worker answers.

    Raises:
        ServiceUnavailable: none did in time.
    """
    from reviewplatform.celery import app

    deadline = time.monotonic() + PATIENCE_SECONDS
    while not app.control.ping(timeout=PING_SECONDS, limit=1):
        if time.monotonic() > deadline:
            raise ServiceUnavailable(f"No worker answers after {PATIENCE_SECONDS:.0f} s.")


def sign_in_paths(*, sample: bool) -> Report:
    """Paths that sign in once: the first admin, made if there is none, and the sample's guest."""
    from evaluations.sample.load import GUEST
    from reviewers.models import Role, User
    from reviewers.service import create_sign_in_link, create_user

    admin = User.objects.filter(role=Role.ADMIN, is_active=True).order_by("pk").first()
    if admin is None:
        admin = create_user(username="admin", display_name="Admin", role=Role.ADMIN)
    paths = {"admin_path": create_sign_in_link(user=admin)}
    if sample:
        guest = User.objects.get(username=GUEST)
        paths["reviewer_path"] = create_sign_in_link(user=guest)
    return paths


def main(descriptor: str, *options: str) -> None:
    """Prepare, and write the reports."""
    with os.fdopen(int(descriptor), "w", buffering=1) as reports:
        for report in prepare(sample="--sample" in options):
            reports.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
