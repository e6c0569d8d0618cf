"""A campaign's rows as files: streamed to a browser, or into a folder with a manifest."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Generator, Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from evaluations.errors import Conflict, NotFound
from evaluations.models import Campaign, Report, Solution
from evaluations.reporting.exports.encoding import FORMATS
from evaluations.reporting.exports.manifest import (
    SCHEMA_VERSION,
    ExportedFile,
    Tally,
    build_manifest,
)
from evaluations.reporting.exports.queries import TABLES, read_scans, stream_rows
from evaluations.reporting.exports.sarif import encode_sarif

MANIFEST = "manifest.json"


def stream_table(*, campaign: Campaign, table: str, ending: str) -> Generator[bytes]:
    """One table of a campaign as the chunks of a file.

    Raises:
        NotFound: there is no such table or format.
    """
    if table not in TABLES or ending not in FORMATS:
        raise NotFound(
            f"There is no export {table}.{ending}: choose one of {', '.join(TABLES)} "
            f"as {' or '.join(FORMATS)}."
        )
    return FORMATS[ending](stream_rows(table, campaign.pk))


def name_file(*, campaign: Campaign, table: str, ending: str) -> str:
    """``spring-study-ratings-v1.csv``: campaign, table, version of the columns."""
    return f"{slugify(campaign.name) or 'campaign'}-{table}-v{SCHEMA_VERSION}.{ending}"


def export_campaign(*, campaign: Campaign, folder: Path, endings: Collection[str]) -> list[Path]:
    """Write every table in these formats and the manifest; files there are replaced.

    Raises:
        Conflict: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = [_write(campaign, folder, table, ending) for table in TABLES for ending in endings]
        manifest = json.dumps(_describe(campaign, files), indent=2, ensure_ascii=False) + "\n"
        _replace(folder / MANIFEST, iter([manifest.encode()]))
    except OSError as error:
        raise Conflict(f"Cannot write to {folder}: {error.strerror}.") from error
    return [folder / one.name for one in files] + [folder / MANIFEST]


def stream_findings(*, solutions: QuerySet[Solution]) -> Generator[bytes]:
    """What every tool says of these solutions as the chunks of one SARIF log."""
    return encode_sarif(read_scans(solutions))


def export_findings(*, solutions: QuerySet[Solution], path: Path) -> None:
    """Write :func:`stream_findings` into a file, which is replaced.

    Raises:
        Conflict: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, stream_findings(solutions=solutions))
    except OSError as error:
        raise Conflict(f"Cannot write to {path}: {error.strerror}.") from error


def _write(campaign: Campaign, folder: Path, table: str, ending: str) -> ExportedFile:
    tally, name = Tally(), f"{table}.{ending}"
    rows = tally.count_rows(stream_rows(table, campaign.pk))
    _replace(folder / name, tally.count_bytes(FORMATS[ending](rows)))
    return tally.close(name)


def _replace(path: Path, chunks: Iterator[bytes]) -> None:
    """Write beside the file and move into place: a reader never sees half of it."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
    os.replace(part, path)


def _describe(campaign: Campaign, files: list[ExportedFile]) -> dict[str, Any]:
    report = Report.objects.filter(campaign=campaign).first()
    return build_manifest(
        campaign={"id": str(campaign.public_id), "name": campaign.name},
        design_hash=campaign.design_hash,
        design=campaign.design,
        report=None
        if report is None
        else {"id": str(report.public_id), "inputs_hash": report.inputs_hash},
        versions={} if report is None else report.versions,
        exported_at=timezone.now().isoformat(),
        files=files,
    )
