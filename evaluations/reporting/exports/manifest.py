"""What was exported: every file's hash and rows, so that a copy can be checked years later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

SCHEMA_VERSION = 1
"""Raised when a column changes its name or meaning; new columns at the end do not raise it."""


@dataclass(frozen=True, kw_only=True)
class ExportedFile:
    """``rows`` are without the header."""

    name: str
    rows: int
    size_bytes: int
    sha256: str


@dataclass(kw_only=True)
class Tally:
    """Counts what passes through it on its way into a file."""

    rows: int = 0
    size_bytes: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def count_rows(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """The same rows; the first is the header and does not count."""
        remaining = iter(rows)
        yield next(remaining)
        for row in remaining:
            self.rows += 1
            yield row

    def count_bytes(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same chunks."""
        for chunk in chunks:
            self.size_bytes += len(chunk)
            self.digest.update(chunk)
            yield chunk

    def close(self, name: str) -> ExportedFile:
        """The entry of a file that is written."""
        return ExportedFile(
            name=name, rows=self.rows, size_bytes=self.size_bytes, sha256=self.digest.hexdigest()
        )


def build_manifest(
    *,
    campaign: dict[str, str],
    design_hash: str,
    design: dict[str, Any],
    report: dict[str, Any] | None,
    versions: dict[str, str],
    exported_at: str,
    files: Iterable[ExportedFile],
) -> dict[str, Any]:
    """Plain JSON; ``design_hash`` is the SHA-256 of ``design`` as canonical JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "campaign": campaign,
        "exported_at": exported_at,
        "design_hash": design_hash,
        "design": design,
        "report": report,
        "versions": versions,
        "files": [asdict(one) for one in files],
    }
