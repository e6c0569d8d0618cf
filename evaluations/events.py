"""Typed events, sent on commit: what changed in which campaign, never an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.core.cache import cache
from django.db import transaction

Topic = Literal["runs", "scans", "reviews", "campaign"]
QUIET_SECONDS = 1
"""A burst of events in one campaign is one message: listeners read the state, not the event."""


@dataclass(frozen=True, kw_only=True)
class CampaignChanged:
    """Something of a campaign changed; listeners ask for a fresh snapshot."""

    campaign_id: UUID
    topic: Topic


def group_name(campaign_id: UUID) -> str:
    """Channel group of everybody who watches one campaign."""
    return f"campaign.{campaign_id.hex}"


def send_on_commit(event: CampaignChanged) -> None:
    """Tell the watchers after the commit; at most one message a second for each campaign."""
    transaction.on_commit(lambda: _send(event), robust=True)


def _send(event: CampaignChanged) -> None:
    if not cache.add(f"quiet:{event.campaign_id.hex}", 1, timeout=QUIET_SECONDS):
        return
    layer = get_channel_layer()
    if layer is not None:
        message = {"type": "campaign.changed", "topic": event.topic}
        async_to_sync(layer.group_send)(group_name(event.campaign_id), message)
