"""``DATABASE_URL`` to Django's settings, Unix socket directories included."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREPARE_THRESHOLD = 5
"""A statement seen more often than this on one connection is planned once and kept: planning took
more of PostgreSQL's time than running."""


def database_settings(url: str, *, pool_size: int, password: str = "") -> dict[str, Any]:
    """Settings for ``postgresql://user:password@host:port/name?host=/socket/dir&sslmode=...``.

    ``password`` stands in where the URL has none: it may come from a file of its own.

    Raises:
        ImproperlyConfigured: the URL is no PostgreSQL URL or names no database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must start with postgresql://; `reviewplatform demo` brings its own"
        )
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured("DATABASE_URL names no database: end it with /reviewplatform")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": query.pop("user", "") or unquote(parts.username or ""),
        "PASSWORD": query.pop("password", "") or unquote(parts.password or "") or password,
        "HOST": host,
        "PORT": query.pop("port", "") or str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        **connection_settings(query, pool_size=pool_size),
    }


def connection_settings(options: dict[str, str], *, pool_size: int) -> dict[str, Any]:
    """A pool for the web process, whose threads come and go; one lasting connection elsewhere."""
    prepared = {**options, "server_side_binding": True, "prepare_threshold": PREPARE_THRESHOLD}
    if pool_size == 0:
        return {"OPTIONS": prepared, "CONN_MAX_AGE": None}
    pool = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return {"OPTIONS": {**prepared, "pool": pool}}
