"""Name of a scanner -> the function that runs its tool: neutral file names in, JSON out.

Each runs in a process of its own, in the folder of one solution. ``skipped`` names the files a tool
could not read, so that silence about them is never taken for praise.
"""

from __future__ import annotations

from collections.abc import Callable

from .bandit import prepare_bandit, run_bandit
from .clippy import run_clippy
from .common import Files, Said, Settings, Solutions
from .dependencies import run_dependencies
from .detect_secrets import prepare_detect_secrets, run_detect_secrets
from .eslint import run_eslint
from .go_vet import run_go_vet
from .licences import run_licences
from .lizard import prepare_lizard, run_lizard
from .own_checks import prepare_own_checks, run_own_checks
from .radon import prepare_radon, run_radon
from .ruff import run_ruff
from .semgrep import run_semgrep
from .shape import prepare_shape, run_shape
from .shellcheck import run_shellcheck
from .sql_checks import prepare_sql_checks, run_sql_checks
from .sqlfluff import prepare_sqlfluff, run_sqlfluff
from .text_safety import prepare_text_safety, run_text_safety

TOOLS: dict[str, Callable[[Files, Settings], Said]] = {
    "ruff": run_ruff,
    "bandit": run_bandit,
    "detect-secrets": run_detect_secrets,
    "radon": run_radon,
    "lizard": run_lizard,
    "shellcheck": run_shellcheck,
    "sqlfluff": run_sqlfluff,
    "sql-checks": run_sql_checks,
    "go-vet": run_go_vet,
    "clippy": run_clippy,
    "own-checks": run_own_checks,
    "dependencies": run_dependencies,
    "licences": run_licences,
    "text-safety": run_text_safety,
    "shape": run_shape,
}

TOGETHER: dict[str, Callable[[Solutions, Settings], dict[str, Said]]] = {
    "semgrep": run_semgrep,
    "eslint": run_eslint,
}
"""Started once for all solutions, in the folder above theirs: starting costs more than reading."""

PREPARATIONS: dict[str, Callable[[Settings], None]] = {
    "bandit": prepare_bandit,
    "detect-secrets": prepare_detect_secrets,
    "radon": prepare_radon,
    "lizard": prepare_lizard,
    "sqlfluff": prepare_sqlfluff,
    "sql-checks": prepare_sql_checks,
    "own-checks": prepare_own_checks,
    "text-safety": prepare_text_safety,
    "shape": prepare_shape,
}
"""Done once, before the processes part."""
