"""Secrets in the source; all of them invented, the key id is the one in Amazon's own manual."""

import base64
import sqlite3

ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE"  # fault: aws-key-id CWE-798
DATABASE_PASSWORD = "correct-horse-battery"  # fault: password CWE-798
SIGNING_SECRET: str = "never-to-be-told"  # fault: annotated-secret CWE-798
BROKER = "amqp://campaign:wrongly-kept@broker.example/jobs"  # fault: password-in-address CWE-798
PEM = """
-----BEGIN RSA PRIVATE KEY-----  # fault: private-key CWE-798
bm90IGEga2V5
-----END RSA PRIVATE KEY-----
"""


def connect() -> sqlite3.Connection:
    return sqlite3.connect(f"{DATABASE_PASSWORD}.db")


def header() -> str:
    return base64.b64encode(f"{ACCESS_KEY_ID}:{SIGNING_SECRET}{PEM}{BROKER}".encode()).decode()
