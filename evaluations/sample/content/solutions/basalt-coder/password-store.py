import base64
import hashlib
import hmac
import os


def hash_password(password):
    if not password:
        raise ValueError("password")
    s = os.urandom(16)
    h = hashlib.scrypt(password.encode(), salt=s, n=16384, r=8, p=1, dklen=32)
    return base64.b64encode(s + h).decode()


def verify_password(password, stored):
    try:
        b = base64.b64decode(stored, validate=True)
    except ValueError:
        return False
    if len(b) != 48:
        return False
    h = hashlib.scrypt(password.encode(), salt=b[:16], n=16384, r=8, p=1, dklen=32)
    return hmac.compare_digest(h, b[16:])
