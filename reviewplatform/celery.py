"""The Celery application: settings from Django, tasks from the product."""

from __future__ import annotations

import gc
import os
from contextlib import suppress

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewplatform.settings")

app = Celery("reviewplatform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["evaluations"])


@worker_init.connect
def share_memory(**_: object) -> None:
    """Keep what is loaded before the pool forks out of the collector: its memory stays shared."""
    app.loader.import_default_modules()
    gc.collect()
    gc.freeze()


@worker_init.connect
def prepare_sandbox(**_: object) -> None:
    """Test the sandbox once for the whole pool, and remove what a worker left that was killed.

    Without one the worker works all the same: it says of each run why it was not made.
    """
    from evaluations.errors import SandboxUnavailable
    from evaluations.tasks import the_sandbox

    if {"run", "scan"} & app.amqp.queues.consume_from.keys():
        with suppress(SandboxUnavailable):
            the_sandbox()
