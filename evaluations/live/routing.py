"""Addresses of the WebSockets."""

from __future__ import annotations

from typing import Any

from django.urls import path

from evaluations.live.campaign import CampaignProgress

progress: Any = CampaignProgress.as_asgi()  # path() is typed for views, Channels takes ASGI apps

websocket_urlpatterns = [path("live/campaigns/<uuid:public_id>/", progress)]
