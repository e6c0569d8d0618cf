"""The page of the system itself: the parts it stands on, and what each host that runs code has."""

from __future__ import annotations

from pathlib import Path

import redis
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.pages.access import for_admins
from reviewplatform.embedded.layout import data_directory
from reviewplatform.health import examine
from reviewplatform.hosts import TOLD_EVERY, HostReport
from reviewplatform.telling import told

SEEN_FROM_WEB = frozenset({"database", "broker", "worker", "disk"})


@for_admins
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """What ``doctor`` says, of this process and of every host."""
    context = {
        "parts": examine(data_directory(Path(settings.DATA_DIR)), SEEN_FROM_WEB),
        "hosts": _hosts(),
        "minutes": TOLD_EVERY.seconds // 60,
    }
    return render(request, "system.html", context)


def _hosts() -> list[HostReport]:
    """Without the broker none is known; the line of the broker says why."""
    try:
        return told()
    except redis.RedisError:
        return []
