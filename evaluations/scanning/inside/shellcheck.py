"""shellcheck. It obeys directives in comments and has no option against them, so they are broken.

``# shellcheck disable=...`` becomes ``# Shellcheck disable=...`` in a copy: a mere comment.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

from .common import Files, Said, Settings, run_program

DIRECTIVE = re.compile(rb"(#[ \t]*)s(?=hellcheck\b)")
SHEBANG = re.compile(rb"^#!\s*(?:\S*/)?(?:env\s+)?(?P<shell>dash|ksh|sh)\b")


def run_shellcheck(files: Files, settings: Settings) -> Said:
    """Comments of each file; a file without a known shebang is read as bash."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name in files:
            source = Path(name).read_bytes()
            copy = Path(folder, name)
            copy.write_bytes(DIRECTIVE.sub(rb"\1S", source))
            options = (*settings["options"], f"--shell={_shell(source)}")
            said = json.loads(run_program("shellcheck", *options, "--", str(copy)))
            found += [{**comment, "file": name} for comment in said["comments"]]
    return {"findings": found, "skipped": {}}


def _shell(source: bytes) -> str:
    shebang = SHEBANG.match(source)
    return shebang["shell"].decode() if shebang else "bash"
