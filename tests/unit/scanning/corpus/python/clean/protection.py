"""Protection left on."""

import hashlib
import os
import secrets
import socket
import ssl
import tempfile

import requests


def hash_password(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


def name_of_cache(key: str) -> str:
    return hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()


def fetch(address: str) -> str:
    return requests.get(address, timeout=5).text


def make_context() -> ssl.SSLContext:
    return ssl.create_default_context()


def make_token() -> str:
    return secrets.token_urlsafe(32)


def make_file() -> str:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        return file.name


def close_to_others(path: str) -> None:
    os.chmod(path, 0o600)


def listen() -> socket.socket:
    server = socket.socket()
    server.bind(("127.0.0.1", 8000))
    return server
