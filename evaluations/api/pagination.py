"""Pages of a list: stable, bounded."""

from __future__ import annotations

from rest_framework.pagination import LimitOffsetPagination


class Page(LimitOffsetPagination):
    default_limit = 50
    max_limit = 500
