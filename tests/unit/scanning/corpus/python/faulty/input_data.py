"""Data from outside, taken at its word."""

import marshal
import pickle
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import yaml

UPLOADS = Path("/srv/uploads")


def load_session(data: bytes) -> object:
    return pickle.loads(data)  # fault: pickle CWE-502


def load_code(data: bytes) -> object:
    return marshal.loads(data)  # fault: marshal CWE-502


def load_settings(text: str) -> object:
    return yaml.load(text, Loader=yaml.Loader)  # fault: yaml-load CWE-20


def read_title(text: str) -> str | None:
    return ElementTree.fromstring(text).findtext("title")  # fault: xml-entities CWE-20


def unpack(archive: str, folder: str) -> None:
    with tarfile.open(archive) as tar:
        tar.extractall(folder)  # fault: tar-extraction CWE-22


def read_upload(name: str) -> str:
    return (UPLOADS / name).read_text()  # fault: path-traversal CWE-22
