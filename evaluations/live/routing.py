"""Addresses of the WebSockets."""

from __future__ import annotations

from django.urls import path

from evaluations.live.campaign import CampaignProgress

websocket_urlpatterns = [path("live/campaigns/<uuid:public_id>/", CampaignProgress.as_asgi())]
