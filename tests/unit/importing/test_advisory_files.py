"""OSV's layouts are read to their end; what is wrong is named with member, line and field."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evaluations.importing.advisories.cvss import base_score
from evaluations.importing.advisories.osv import OsvRecord, read_record
from evaluations.importing.advisories.reading import read_advisories
from evaluations.importing.faults import Fault
from evaluations.importing.reading import IncomingFile

GOOD: dict[str, Any] = {
    "schema_version": "1.6.0",
    "id": "GHSA-aaaa",
    "modified": "2026-04-30T10:00:00.123Z",
    "aliases": ["CVE-2021-1"],
    "summary": "Slow.",
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}],
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "Jinja_2"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.11"}]}],
            "versions": ["2.0"],
        }
    ],
    "database_specific": {"cwe_ids": ["CWE-400"]},
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**GOOD, **changes}


def affected(**changes: Any) -> dict[str, Any]:
    return changed(affected=[{**GOOD["affected"][0], **changes}])


def with_range(value: dict[str, Any]) -> dict[str, Any]:
    return affected(ranges=[value])


def record(value: dict[str, Any]) -> OsvRecord:
    read = read_record(value, line=1)
    assert isinstance(read, OsvRecord), read
    return read


def read(path: Path) -> tuple[list[str], list[Fault]]:
    """Ids and faults of a file."""
    found = list(read_advisories(IncomingFile(path=path)))
    faults = [each for each in found if isinstance(each, Fault)]
    return [each.osv_id for each in found if isinstance(each, OsvRecord)], faults


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 7.5),
        ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0.0),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", None),
        ("CVSS:3.1/AV:N", None),
        ("high", None),
    ],
)
def test_it_computes_base_scores_as_published(vector, score):
    assert base_score(vector) == score


def test_it_keeps_what_findings_need():
    read = record(GOOD)
    assert (read.osv_id, read.modified, read.withdrawn) == ("GHSA-aaaa", date(2026, 4, 30), False)
    assert (read.severity, read.cwe, read.aliases) == ("high", "CWE-400", ["CVE-2021-1"])
    [package] = read.packages
    assert (package.ecosystem, package.package, package.versions) == ("PyPI", "jinja-2", ["2.0"])


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        (changed(database_specific={"severity": "MODERATE"}), "medium"),
        (changed(severity=[]), ""),
        (changed(id="MAL-2024-1", severity=[]), "critical"),
        (changed(severity=[{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N"}]), ""),
        (affected(database_specific={"informational": "unmaintained"}) | {"severity": []}, "info"),
    ],
)
def test_it_takes_the_severity_from_word_score_or_kind(value, severity):
    assert record(value).severity == severity


def test_it_joins_entries_of_one_package_and_passes_over_other_ecosystems():
    entry = GOOD["affected"][0]
    debian = {"package": {"ecosystem": "Debian:12", "name": "jinja2"}}
    read = record(changed(affected=[entry, {**entry, "versions": ["3.0"]}, debian, {"ranges": []}]))
    [package] = read.packages
    assert package.versions == ["2.0", "3.0"]
    assert len(package.ranges) == 2


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (changed(id=""), "id"),
        (changed(id="x" * 81), "id"),
        (changed(modified="yesterday"), "modified"),
        (changed(modified="2026-13-45T00:00:00Z"), "modified"),
        (changed(summary=3), "summary"),
        (changed(aliases="CVE-1"), "aliases"),
        (changed(affected={}), ""),
        (changed(affected=[3]), "affected"),
        (changed(severity=[{"score": 7}]), "severity[0].score"),
        (affected(package="jinja2"), "affected[0].package"),
        (affected(package={"ecosystem": "PyPI"}), "affected[0].package.name"),
        (affected(versions=["1", 2]), "affected[0].versions"),
        (affected(versions=["1"] * 20_001), "affected[0].versions"),
        (
            with_range({"type": "SEMANTIC", "events": [{"fixed": "1"}]}),
            "affected[0].ranges[0].type",
        ),
        (with_range({"type": "SEMVER"}), "affected[0].ranges[0].events"),
        (
            with_range({"type": "SEMVER", "events": [{"fixd": "1"}]}),
            "affected[0].ranges[0].events[0]",
        ),
        (
            with_range({"type": "SEMVER", "events": [{"fixed": 1}]}),
            "affected[0].ranges[0].events[0]",
        ),
    ],
)
def test_it_names_the_field_of_every_fault(value, field):
    read = read_record(value, line=7)
    if not field:  # an empty object is as good as an empty list
        assert isinstance(read, OsvRecord)
        return
    assert isinstance(read, list)
    assert [(fault.line, fault.field) for fault in read] == [(7, field)]
    assert all(fault.message and fault.remedy for fault in read)


def test_it_reads_every_layout(tmp_path):
    second = changed(id="GHSA-bbbb")
    layouts = {
        "one.json": json.dumps(GOOD, indent=2).encode(),
        "list.json": json.dumps({"vulns": [GOOD, second]}).encode(),
        "lines.jsonl": f"{json.dumps(GOOD)}\n{json.dumps(second)}\n".encode(),
        "lines.jsonl.gz": gzip.compress(f"{json.dumps(GOOD)}\n{json.dumps(second)}\n".encode()),
    }
    for name, data in layouts.items():
        (tmp_path / name).write_bytes(data)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("GHSA-aaaa.json", json.dumps(GOOD))
        archive.writestr("GHSA-bbbb.json", json.dumps(second))
    found = {path.name: read(path) for path in sorted(tmp_path.iterdir())}
    assert found.pop("one.json") == (["GHSA-aaaa"], [])
    assert set(found) == {"list.json", "lines.jsonl", "lines.jsonl.gz", "all.zip"}
    assert all(each == (["GHSA-aaaa", "GHSA-bbbb"], []) for each in found.values())


def test_it_names_the_member_of_an_archive(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.json", json.dumps(GOOD))
        archive.writestr("../../bad.json", "{")
        archive.writestr("readme.txt", "hello")
        archive.writestr("typo.json", json.dumps(changed(id=None)))
    ids, faults = read(path)
    assert ids == ["GHSA-aaaa"]
    assert [fault.message.split(":")[0] for fault in faults] == [
        "'../../bad.json'",
        "'readme.txt'",
        "'typo.json'",
    ]


def test_it_refuses_an_archive_that_is_broken_empty_or_a_bomb(tmp_path, monkeypatch):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and no more")
    empty = tmp_path / "empty.zip"
    zipfile.ZipFile(empty, "w").close()
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.json", b"0" * 9_000_000)
    monkeypatch.setattr("evaluations.importing.advisories.reading.UNPACKED_BYTES", 10_000_000)
    many = tmp_path / "many.zip"
    with zipfile.ZipFile(many, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(2):
            archive.writestr(f"{number}.json", b"0" * 6_000_000)
    words = [read(path)[1][0].message for path in (broken, empty, bomb, many)]
    assert "broken" in words[0]
    assert "empty" in words[1]
    assert "longer than" in words[2]
    assert "at most" in words[3]


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"", None), (b"[]", None), (b'{"id": "x"', 1), (b'{"vulns": [3]}', 1), (b"\xff\xfe{}", None)],
)
def test_it_names_what_is_no_advisory(tmp_path, content, line):
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    ids, faults = read(path)
    assert ids == []
    assert faults[0].line == line
