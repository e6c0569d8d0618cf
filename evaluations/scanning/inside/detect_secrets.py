"""detect-secrets, called as a library: the secret itself stays here."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from .common import Files, Said, Settings


def run_detect_secrets(files: Files, settings: Settings) -> Said:
    """Reads copies, because detect-secrets passes over files that are not UTF-8 without a word.

    The copy's neutral name matters too: it would pass over "swagger.py" and "yarn.lock".
    """
    from detect_secrets.core.scan import scan_file

    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name in files:
            copy = Path(folder, name)
            text = Path(name).read_bytes().decode("utf-8", errors="replace")
            copy.write_text(text, encoding="utf-8", newline="")
            lines = copy.open(encoding="utf-8").readlines()
            found += [
                {"file": name, "line": secret.line_number, "type": secret.type}
                for secret in scan_file(str(copy))
                if not _names_itself(lines[secret.line_number - 1], secret.secret_value)
            ]
    return {"findings": found, "skipped": {}}


def prepare_detect_secrets(settings: Settings) -> None:
    """All plug-ins, the chosen filters: the one that obeys allowlist comments is not among them."""
    import detect_secrets.core.scan  # noqa: F401
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    from detect_secrets.settings import get_filters, get_plugins, get_settings

    kinds: list[type] = list(get_mapping_from_secret_type_to_class().values())
    chosen = get_settings().configure_plugins([{"name": kind.__name__} for kind in kinds])
    chosen.configure_filters([{"path": path} for path in settings["filters"]])
    get_plugins()
    get_filters()


def _names_itself(line: str, value: str | None) -> bool:
    """``PASSWORD_FIELD = "password"`` is a name, not a secret."""
    named = re.search(rf"(\w+)\W*[\"']{re.escape(value or '')}[\"']", line)
    return bool(value and named and value.lower() in named[1].lower())
