"""The scanners, in the order in which their words win when two report one fault."""

from __future__ import annotations

from evaluations.scanning.scanners.bandit import BANDIT
from evaluations.scanning.scanners.base import Parsed as Parsed
from evaluations.scanning.scanners.base import Scanner as Scanner
from evaluations.scanning.scanners.clippy import CLIPPY
from evaluations.scanning.scanners.dependencies import DEPENDENCIES
from evaluations.scanning.scanners.detect_secrets import DETECT_SECRETS
from evaluations.scanning.scanners.eslint import ESLINT
from evaluations.scanning.scanners.go_vet import GO_VET
from evaluations.scanning.scanners.licences import LICENCES
from evaluations.scanning.scanners.lizard import LIZARD
from evaluations.scanning.scanners.own_checks import OWN_CHECKS
from evaluations.scanning.scanners.radon import RADON
from evaluations.scanning.scanners.ruff import RUFF
from evaluations.scanning.scanners.semgrep import SEMGREP
from evaluations.scanning.scanners.shape import SHAPE
from evaluations.scanning.scanners.shellcheck import SHELLCHECK
from evaluations.scanning.scanners.sql_checks import SQL_CHECKS
from evaluations.scanning.scanners.sqlfluff import SQLFLUFF
from evaluations.scanning.scanners.text_safety import TEXT_SAFETY

SCANNERS: tuple[Scanner, ...] = (
    *(BANDIT, RUFF, ESLINT, SHELLCHECK, SQL_CHECKS, SQLFLUFF, GO_VET, CLIPPY),
    *(SEMGREP, DETECT_SECRETS, RADON, LIZARD, OWN_CHECKS),
    *(DEPENDENCIES, LICENCES, TEXT_SAFETY, SHAPE),
)


def scanners_for(language: str) -> tuple[Scanner, ...]:
    """Those that read this language."""
    return tuple(scanner for scanner in SCANNERS if scanner.reads(language))
