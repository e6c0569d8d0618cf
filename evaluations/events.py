"""Typed events, sent on commit: what changed in which campaign, never an outcome."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

Topic = Literal["runs", "scans", "reviews", "campaign"]
QUIET_SECONDS = 1
"""A burst of events in one campaign is one message: listeners read the state, not the event."""

_last_sent: dict[UUID, float] = {}
"""By campaign, when this process last sent a message: seconds of the monotonic clock."""


@dataclass(frozen=True, kw_only=True)
class CampaignChanged:
    """Something of a campaign changed; listeners ask for a fresh snapshot."""

    campaign_id: UUID
    topic: Topic


def group_name(campaign_id: UUID) -> str:
    """Channel group of everybody who watches one campaign."""
    return f"campaign.{campaign_id.hex}"


def send_on_commit(event: CampaignChanged) -> None:
    """Tell the watchers after the commit; at most one message a second for each campaign
    and process."""
    transaction.on_commit(lambda: _send(event), robust=True)


def _send(event: CampaignChanged) -> None:
    now = time.monotonic()
    if now - _last_sent.get(event.campaign_id, -QUIET_SECONDS) < QUIET_SECONDS:
        return
    _last_sent[event.campaign_id] = now
    layer = get_channel_layer()
    if layer is not None:
        message = {"type": "campaign.changed", "topic": event.topic}
        async_to_sync(layer.group_send)(group_name(event.campaign_id), message)
