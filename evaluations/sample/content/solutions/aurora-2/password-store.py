import hashlib
import hmac
import os

ALGORITHM = "sha256"
ITERATIONS = 150_000
SALT_BYTES = 16


def hash_password(password: str) -> str:
    """Return a salted PBKDF2 hash as ``iterations:salt:digest``.

    Raises:
        ValueError: If the password is empty.
    """
    if not password:
        raise ValueError("password must not be empty")
    salt = os.urandom(SALT_BYTES)
    return f"{ITERATIONS}:{salt.hex()}:{derive(password, salt, ITERATIONS).hex()}"


def verify_password(password: str, stored: str) -> bool:
    """Tell whether ``password`` belongs to ``stored``; a damaged hash belongs to none."""
    try:
        iterations, salt, digest = stored.split(":")
        expected = bytes.fromhex(digest)
        actual = derive(password, bytes.fromhex(salt), int(iterations))
    except ValueError:
        return False
    return hmac.compare_digest(actual, expected)


def derive(password: str, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac(ALGORITHM, password.encode("utf-8"), salt, iterations)
