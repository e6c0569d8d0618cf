"""Data from outside, held to a form."""

import json
import tarfile
from pathlib import Path

import yaml

UPLOADS = Path("/srv/uploads")


def load_session(data: bytes) -> object:
    return json.loads(data)


def load_settings(text: str) -> object:
    return yaml.safe_load(text)


def unpack(archive: str, folder: str) -> None:
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")


def read_upload(name: str) -> str:
    path = (UPLOADS / name).resolve()
    if not path.is_relative_to(UPLOADS):
        raise ValueError("outside of the uploads")
    return path.read_text()
