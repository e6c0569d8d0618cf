"""Uploaded files between preview and confirmation: kept apart by person, gone after a day."""

from __future__ import annotations

import time
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from evaluations.errors import InvalidInput, NotFound
from reviewers.models import User

LARGEST_UPLOAD = 64 * 1024 * 1024
KEPT_SECONDS = 24 * 3600


def keep_upload(upload: UploadedFile[bytes], owner: User) -> uuid.UUID:
    """Store an upload until it is confirmed; returns the token that finds it again.

    Raises:
        InvalidInput: it is larger than 64 MiB.
    """
    if upload.size is None or upload.size > LARGEST_UPLOAD:
        raise InvalidInput(
            "The file is larger than 64 MiB: use `reviewplatform import` on the server, "
            "which streams it."
        )
    folder = _folder(owner)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_old(folder)
    token = uuid.uuid4()
    with (folder / token.hex).open("wb") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
    return token


def find_upload(token: uuid.UUID, owner: User) -> Path:
    """The file kept under ``token`` for this person.

    Raises:
        NotFound: there is none, or it was kept for a day already.
    """
    path = _folder(owner) / token.hex
    if not path.is_file():
        raise NotFound("This upload is no longer kept: upload the file again.")
    return path


def _folder(owner: User) -> Path:
    return Path(settings.DATA_DIR) / "uploads" / owner.public_id.hex


def _remove_old(folder: Path) -> None:
    oldest = time.time() - KEPT_SECONDS
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
