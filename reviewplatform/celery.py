"""The Celery application: settings from Django, tasks from the product."""

from __future__ import annotations

import gc
import os

from celery import Celery
from celery.signals import worker_init, worker_process_init, worker_process_shutdown
from celery.utils.log import current_process_index  # type: ignore[attr-defined]  # not in stubs

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
    """Test the sandbox once for the whole pool, remove what a worker left that was killed, tell.

    Without one the worker works all the same: it says of each run why it was not made.
    """
    from reviewplatform.telling import tell

    if _runs_code():
        tell()


@worker_process_init.connect
def go_on_telling(**_: object) -> None:
    """One process of the pool tells for the host, and its successor when it is killed."""
    from reviewplatform.telling import Teller

    if _runs_code() and (current_process_index(base=0) or 0) == 0:
        teller = Teller()
        teller.start()
        worker_process_shutdown.connect(lambda **_: teller.end(), weak=False)


def _runs_code() -> bool:
    return bool({"run", "scan"} & app.amqp.queues.consume_from.keys())
