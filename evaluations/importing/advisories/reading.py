"""A file of advisories in one of OSV's layouts, record by record, in constant memory.

Known layouts: a zip archive with one JSON file for each advisory (``all.zip``), one JSON object, an
object with a list ``vulns``, and JSON lines (plain or gzip).
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace

from evaluations.importing.advisories.osv import OsvRecord, read_record
from evaluations.importing.faults import Fault, quote
from evaluations.importing.limits import GIBIBYTE, MEBIBYTE, ImportLimits
from evaluations.importing.reading import IncomingFile, Line, Source
from evaluations.importing.strict_json import JsonObject, StrictJson

RECORD_BYTES = 8 * MEBIBYTE
MOST_RECORDS = 1_000_000
UNPACKED_BYTES = 8 * GIBIBYTE
ZIP_MAGIC = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"


def limits_for_advisories(limits: ImportLimits) -> ImportLimits:
    """Advisories list every affected version, so one line may be long."""
    return replace(limits, line_bytes=RECORD_BYTES, rows=MOST_RECORDS, keys=limits.document_keys)


def read_advisories(file: IncomingFile) -> Iterator[OsvRecord | Fault]:
    """Every advisory of the file, or what is wrong with it."""
    with file.path.open("rb") as opened:
        magic = opened.read(4)
    if magic in {ZIP_MAGIC, EMPTY_ZIP}:
        yield from _read_archive(file)
        return
    limits = limits_for_advisories(file.limits)
    with Source(file.path, name=file.known_as, limits=limits) as source:
        yield from _read_text(source, limits)


def _read_text(source: Source, limits: ImportLimits) -> Iterator[OsvRecord | Fault]:
    parser = StrictJson(limits)
    first = next(source.lines(), None)
    starts_with_an_object = isinstance(first, Line) and isinstance(
        parser.parse(first.data, line=None), dict
    )
    if not starts_with_an_object:
        document = source.document()
        yield from document if isinstance(document, list) else _records(document, None)
        return
    for row in source.rows():
        yield from [row] if isinstance(row, Fault) else _records(row.value, row.line)


def _records(value: JsonObject, line: int | None) -> Iterator[OsvRecord | Fault]:
    listed = value.get("vulns")
    values = listed if isinstance(listed, list) and "id" not in value else [value]
    for each in values:
        if not isinstance(each, dict):
            yield Fault(
                line=line,
                field="vulns",
                message="holds something that is no advisory",
                remedy="Give a list of objects of OSV's schema",
            )
            continue
        read = read_record(each, line=line)
        yield from read if isinstance(read, list) else [read]


# --- Archives ---------------------------------------------------------------------------------


def _read_archive(file: IncomingFile) -> Iterator[OsvRecord | Fault]:
    try:
        with zipfile.ZipFile(file.path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            fault = _archive_fault(members)
            if fault is not None:
                yield fault
                return
            parser = StrictJson(limits_for_advisories(file.limits))
            for member in members:
                yield from _read_member(archive, member, parser)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        yield Fault(
            message=f"the zip archive is broken: {error}",
            remedy="Download it again; 'unzip -t FILE' must find nothing",
        )


def _archive_fault(members: list[zipfile.ZipInfo]) -> Fault | None:
    unpacked = sum(member.file_size for member in members)
    if not members:
        return Fault(message="the archive is empty", remedy="Give OSV's all.zip")
    if len(members) > MOST_RECORDS or unpacked > UNPACKED_BYTES:
        return Fault(
            message=f"the archive has {len(members):,} files of {unpacked:,} bytes; "
            f"at most {MOST_RECORDS:,} of {UNPACKED_BYTES:,} are read",
            remedy="Import the archive of one ecosystem",
        )
    return None


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, parser: StrictJson
) -> Iterator[OsvRecord | Fault]:
    """One file of the archive; its name is only shown, nothing is written."""
    if not member.filename.endswith(".json"):
        yield _in_member(member, Fault(message="is no JSON file", remedy="Leave it out"))
    elif member.flag_bits & 1:
        yield _in_member(member, Fault(message="is encrypted", remedy="Pack it without a password"))
    else:
        with archive.open(member) as opened:
            data = opened.read(RECORD_BYTES + 1)
        if len(data) > RECORD_BYTES:
            words = f"is longer than {RECORD_BYTES:,} bytes"
            yield _in_member(member, Fault(message=words, remedy="Leave it out"))
            return
        value = parser.parse(data, line=None)
        read = value if isinstance(value, list) else read_record(value, line=None)
        yield from (_in_member(member, each) for each in read) if isinstance(read, list) else [read]


def _in_member(member: zipfile.ZipInfo, fault: Fault) -> Fault:
    return replace(fault, message=f"{quote(member.filename)}: {fault.message}")
