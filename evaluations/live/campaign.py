"""Progress of one campaign, live: a snapshot on opening and after every change.

Rights are checked when the socket opens and again before each message: who loses them is
disconnected with the next change. Nothing a client sends is read.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from evaluations.events import QUIET_SECONDS, group_name
from evaluations.models import Campaign
from evaluations.progress import measure_progress
from reviewers.models import User

NOT_FOUND = 4404
HEARTBEAT_SECONDS = 15


class CampaignProgress(AsyncJsonWebsocketConsumer):
    """Sends ``{"type": "progress", ...}``; ``{"type": "alive"}`` keeps idle connections open."""

    public_id: UUID

    async def connect(self) -> None:
        self.public_id = self.scope["url_route"]["kwargs"]["public_id"]
        self.waiting: asyncio.Task[None] | None = None
        snapshot = await self.take_snapshot()
        await self.accept()
        if snapshot is None:
            await self.close(NOT_FOUND)
            return
        await self.channel_layer.group_add(group_name(self.public_id), self.channel_name)
        self.heart = asyncio.create_task(self.beat())
        await self.send_json(snapshot)

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(group_name(self.public_id), self.channel_name)
        for task in (self.waiting, getattr(self, "heart", None)):
            if task is not None:
                task.cancel()

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **_: Any
    ) -> None:
        """Clients have nothing to say here."""

    async def campaign_changed(self, _event: dict[str, Any]) -> None:
        """Something changed: one snapshot a moment later, however many changes came."""
        if self.waiting is None or self.waiting.done():
            self.waiting = asyncio.create_task(self.send_soon())

    async def send_soon(self) -> None:
        await asyncio.sleep(QUIET_SECONDS)
        snapshot = await self.take_snapshot()
        if snapshot is None:
            await self.close(NOT_FOUND)
        else:
            await self.send_json(snapshot)

    async def beat(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(HEARTBEAT_SECONDS)
                await self.send_json({"type": "alive"})

    @database_sync_to_async
    def take_snapshot(self) -> dict[str, Any] | None:
        """The campaign's counts as this person may see them; ``None`` when they may not."""
        asking = getattr(self.scope["user"], "pk", None)
        user = User.objects.filter(pk=asking, is_active=True).first()
        if user is None:
            return None
        campaign = Campaign.objects.visible_to(user).filter(public_id=self.public_id).first()
        if campaign is None:
            return None
        return {"type": "progress", **measure_progress(campaign).as_record()}
