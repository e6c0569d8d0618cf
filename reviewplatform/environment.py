"""What the environment says, typed and checked once: one name, one meaning."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from evaluations.sandboxes import SandboxChoice


class Environment(BaseSettings):
    """Embedded mode sets exactly these variables; compose and Kubernetes set the same ones.

    Secrets may also come as files: ``REVIEWPLATFORM_SECRETS_DIR`` names a
    folder with one file each.
    """

    model_config = SettingsConfigDict(
        env_prefix="REVIEWPLATFORM_", extra="ignore", populate_by_name=True
    )

    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    database_password: SecretStr = Field(
        default=SecretStr(""), validation_alias="DATABASE_PASSWORD"
    )
    redis_url: str = Field(default="", validation_alias="REDIS_URL")
    secret_key: SecretStr = SecretStr("")
    static_root: Path | None = None
    data_dir: Path = Path("/var/lib/reviewplatform")
    debug: bool = False
    allowed_hosts: str = "localhost,127.0.0.1,[::1]"
    public_url: str = "http://127.0.0.1:8000"
    secure_cookies: bool = False
    log_json: bool = False
    database_pool_size: int = 0
    lease_seconds: int = Field(default=60, ge=1, le=3600)
    sandbox: SandboxChoice = SandboxChoice.BUBBLEWRAP


@lru_cache
def environment() -> Environment:
    """The environment of this process."""
    secrets = os.environ.get("REVIEWPLATFORM_SECRETS_DIR")
    # pydantic-settings takes its own options as underscored arguments that mypy cannot see.
    return Environment(_secrets_dir=secrets) if secrets else Environment()  # type: ignore[call-arg]
