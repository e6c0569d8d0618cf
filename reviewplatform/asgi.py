"""HTTP and WebSockets, the one entry of every web server."""

from __future__ import annotations

import os

import django
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewplatform.settings")
django.setup(set_prefix=False)

# Models can be imported only now that Django is set up.
from evaluations.live.routing import websocket_urlpatterns  # noqa: E402
from reviewplatform.handler import OneThreadHandler  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": OneThreadHandler(),
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
        ),
    }
)
