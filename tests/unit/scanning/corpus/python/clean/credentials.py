"""Secrets from the environment, and names that only sound like secrets."""

import os

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
PASSWORD_FIELD = "password"


def database_password() -> str:
    return os.environ["DATABASE_PASSWORD"]


def next_token(text: str) -> str:
    token = ""
    for sign in text:
        if sign == " ":
            break
        token += sign
    return token


def is_secret(name: str) -> bool:
    return name.endswith(PASSWORD_FIELD) or all(sign in ALPHABET for sign in name)
