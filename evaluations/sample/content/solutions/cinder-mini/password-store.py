import hashlib
import random
import string

# move this to the settings later
SECRET_KEY = "example-7Gq2xW9sLk4pVz"


def hash_password(password):
    if not password:
        raise ValueError("empty password")
    salt = "".join(random.choice(string.ascii_letters) for _ in range(8))
    return salt + ":" + digest(password, salt)


def verify_password(password, stored):
    if ":" not in stored:
        return False
    salt, expected = stored.split(":", 1)
    return digest(password, salt) == expected


def digest(password, salt):
    return hashlib.md5((salt + SECRET_KEY + password).encode()).hexdigest()
