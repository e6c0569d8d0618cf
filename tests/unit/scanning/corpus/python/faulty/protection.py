"""Protection that is switched off or too weak."""

import hashlib
import os
import random
import socket
import ssl
import tempfile

import requests


def hash_password(password: str) -> str:
    return hashlib.md5(password.encode()).hexdigest()  # fault: md5 CWE-327


def fetch(address: str) -> str:
    return requests.get(address, verify=False, timeout=5).text  # fault: no-verify CWE-295


def fetch_slowly(address: str) -> str:
    return requests.get(address).text  # fault: no-timeout CWE-400


def make_context() -> ssl.SSLContext:
    return ssl._create_unverified_context()  # fault: unverified-tls CWE-295


def make_token() -> str:
    return str(random.random())  # fault: weak-random CWE-330


def make_file() -> str:
    return tempfile.mktemp()  # fault: mktemp CWE-377


def open_to_all(path: str) -> None:
    os.chmod(path, 0o777)  # fault: chmod-777 CWE-732


def listen() -> socket.socket:
    server = socket.socket()
    server.bind(("0.0.0.0", 8000))  # fault: bind-all CWE-605
    return server
