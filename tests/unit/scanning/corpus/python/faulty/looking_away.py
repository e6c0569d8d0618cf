"""Every way to ask a scanner to look away; none of them may work."""

import hashlib
import subprocess

# ruff: noqa
# flake8: noqa
# ruff: disable[S602]

RESULT = eval("1 + 1")  # noqa: S307 # fault: eval-noqa CWE-78
OTHER = eval("1 + 1")  # nosec B307 # fault: eval-nosec CWE-78
PASSWORD = "correct-horse-battery"  # fault: allowlist CWE-798 # pragma: allowlist secret
# pragma: allowlist nextline secret
DATABASE_PASSWORD = "correct-horse-battery"  # fault: nextline CWE-798


def list_folder(folder: str) -> bytes:
    return subprocess.check_output("ls " + folder, shell=True)  # fault: disabled CWE-78


def digest(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # type: ignore # fault: ignored CWE-327


def complex_enough(a: int, b: int) -> int:  # pylint: disable=all
    # lizard forgives
    return a or b
