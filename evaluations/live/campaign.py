"""Progress of one campaign, live: a snapshot on opening and after every change.

Rights are checked when the socket opens and again before each message: who loses them is
disconnected with the next change. Nothing a client sends is read.
"""

from __future__ import annotations

import asyncio
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
        self.changed = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []
        snapshot = await self.take_snapshot()
        await self.accept()
        if snapshot is None:
            await self.close(NOT_FOUND)
            return
        await self.channel_layer.group_add(group_name(self.public_id), self.channel_name)
        await self.send_json(snapshot)
        self.tasks = [asyncio.create_task(self.tell(snapshot)), asyncio.create_task(self.beat())]

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(group_name(self.public_id), self.channel_name)
        for task in self.tasks:
            task.cancel()

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **_: Any
    ) -> None:
        """Clients have nothing to say here."""

    async def campaign_changed(self, _event: dict[str, Any]) -> None:
        """Something changed: one snapshot a moment later, however many changes came."""
        self.changed.set()

    async def tell(self, last: dict[str, Any]) -> None:
        """Send what is new for as long as the socket is open.

        The first look comes without a message: one that was sent just before this socket joined
        keeps the events of the next second quiet.
        """
        self.changed.set()
        while await self.changed.wait():
            await asyncio.sleep(QUIET_SECONDS)
            self.changed.clear()
            snapshot = await self.take_snapshot()
            if snapshot is None:
                await self.close(NOT_FOUND)
                return
            if snapshot != last:
                await self.send_json(snapshot)
                last = snapshot

    async def beat(self) -> None:
        """Signs of life: proxies and browsers close what is silent."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await self.send_json({"type": "alive"})

    @database_sync_to_async
    def take_snapshot(self) -> dict[str, Any] | None:
        """The campaign's counts as this person may see them; ``None`` when they may not."""
        asking = getattr(self.scope["user"], "pk", None) or 0
        user = User.objects.filter(pk=asking, is_active=True).first()
        if user is None:
            return None
        campaign = Campaign.objects.visible_to(user).filter(public_id=self.public_id).first()
        if campaign is None:
            return None
        return {"type": "progress", **measure_progress(campaign).as_record()}
