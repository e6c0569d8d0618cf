"""Requests over ASGI, each in one thread."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class OneThreadHandler(ASGIHandler):
    """Runs a request in one thread, from the first middleware to the view and back.

    All pages and middleware here are synchronous. Django's own handler would change between the
    event loop and the thread at each middleware, some twenty times, which costs more processor time
    than what the middleware does.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        answer = sync_to_async(self.get_response, thread_sensitive=True)
        return await answer(request)
