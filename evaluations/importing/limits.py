"""What one import may weigh. Every number has a reason; a file beyond one of them is a fault."""

from __future__ import annotations

from dataclasses import dataclass

KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE
GIBIBYTE = 1024 * MEBIBYTE

LARGEST_INTEGER = 2**63 - 1
"""PostgreSQL's bigint ends here."""

LONGEST_NAME = 200
LONGEST_PATH = 255
MOST_FILES = 100
MOST_SUITES = 100
MOST_TAGS = 50


@dataclass(frozen=True, kw_only=True)
class ImportLimits:
    """Bytes, counts and depths.

    ``unpacked_ratio`` is unpacked bytes per packed byte and is asked only beyond
    ``ratio_from_bytes``: short files of one repeated line pack very well and harm nobody.
    ``keys`` is per JSON object, ``depth`` counts nested objects and lists.
    """

    file_bytes: int = 2 * GIBIBYTE
    unpacked_bytes: int = 8 * GIBIBYTE
    unpacked_ratio: int = 100
    ratio_from_bytes: int = 16 * MEBIBYTE
    line_bytes: int = 1 * MEBIBYTE
    document_bytes: int = 64 * MEBIBYTE
    depth: int = 50
    keys: int = 1_000
    document_keys: int = 100_000
    rows: int = 1_000_000
    models: int = 1_000
    faults: int = 1_000


DEFAULT_LIMITS = ImportLimits()
