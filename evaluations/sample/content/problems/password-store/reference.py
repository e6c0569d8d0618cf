import hashlib
import hmac
import secrets

COST = {"n": 2**14, "r": 8, "p": 1}


def hash_password(password):
    if not password:
        raise ValueError("the password is empty")
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_digest(password, salt).hex()}"


def verify_password(password, stored):
    try:
        scheme, salt, digest = stored.split("$")
        expected = bytes.fromhex(digest)
        actual = _digest(password, bytes.fromhex(salt))
    except ValueError:
        return False
    return scheme == "scrypt" and hmac.compare_digest(actual, expected)


def _digest(password, salt):
    return hashlib.scrypt(password.encode(), salt=salt, **COST)
