"""Which versions are affected: the examples of the specifications, and what a finding says."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from evaluations.scanning.advisories.matching import UNKNOWN_VERSION, Advisory, match
from evaluations.scanning.advisories.ranges import describe_ranges, is_affected
from evaluations.scanning.advisories.versions import parse_semantic, parse_version
from evaluations.scanning.advisories.wording import reasons_of, tell
from evaluations.scanning.packages import Dependency
from evaluations.scanning.results import Finding, Severity

DAY = date(2026, 5, 1)


def events(*turns: str) -> dict[str, Any]:
    """``"introduced 1.0"`` as OSV writes it."""
    return {
        "type": "ECOSYSTEM",
        "events": [{what: version} for what, version in (turn.split(" ") for turn in turns)],
    }


def make_advisory(**changes: Any) -> Advisory:
    fields: dict[str, Any] = {
        "osv_id": "GHSA-aaaa",
        "aliases": ["CVE-2021-1"],
        "ecosystem": "PyPI",
        "package": "jinja2",
        "ranges": [events("introduced 0", "fixed 2.11.3")],
        "versions": [],
        "severity": "high",
        "summary": "Slow regular expression.",
        "cwe": "CWE-400",
    }
    return Advisory(**{**fields, **changes})


def found(*advisories: Advisory, **changes: Any) -> list[Finding]:
    fields: dict[str, Any] = {
        "ecosystem": "PyPI",
        "name": "Jinja2",
        "version": "2.4.1",
        "declared": True,
        "path": "requirements.txt",
        "line": 3,
    }
    known: dict[tuple[str, str], list[Advisory]] = {}
    for each in advisories:
        known.setdefault((each.ecosystem, each.package), []).append(each)
    days = {"PyPI": DAY, "crates.io": DAY, "npm": DAY}
    return list(match([Dependency(**{**fields, **changes})], known, days))


def test_it_orders_semantic_versions_as_the_specification_does():
    ordered = [
        *("0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta"),
        *("1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10.0", "2.0.0"),
    ]
    parsed = [parse_semantic(text) for text in ordered]
    assert None not in parsed
    for lower, higher in pairwise(each for each in parsed if each is not None):
        assert lower < higher


def test_it_gives_build_metadata_no_weight_and_takes_what_go_writes():
    assert parse_semantic("1.0.0+build.5") == parse_semantic("v1.0.0")
    assert parse_semantic("1") == parse_semantic("1.0") == parse_semantic("1.0.0")
    pseudo, release = parse_semantic("v0.0.0-20200622213623-75b288015ac9"), parse_semantic("0.0.0")
    assert pseudo is not None
    assert release is not None
    assert pseudo < release


@pytest.mark.parametrize(
    ("ecosystem", "text"),
    [("npm", "1.2.3.4"), ("npm", "latest"), ("PyPI", "2013b-x"), ("Go", ""), ("npm", "1" * 300)],
)
def test_it_knows_what_is_no_version(ecosystem, text):
    assert parse_version(ecosystem, text) is None


@pytest.mark.parametrize(
    ("version", "turns", "affected"),
    [
        ("1.0", ("introduced 0", "fixed 2.0"), True),
        ("2.0", ("introduced 0", "fixed 2.0"), False),
        ("2.0rc1", ("introduced 0", "fixed 2.0"), True),
        ("0.1.dev1", ("introduced 0", "fixed 2.0"), True),
        ("1.0", ("introduced 1.0",), True),
        ("0.9", ("introduced 1.0",), False),
        ("1.5", ("introduced 1.0", "last_affected 1.5"), True),
        ("1.5.post1", ("introduced 1.0", "last_affected 1.5"), False),
        ("1.2", ("introduced 1.0", "fixed 1.1", "introduced 1.2", "fixed 1.3"), True),
        ("1.1", ("fixed 1.3", "introduced 1.2", "fixed 1.1", "introduced 1.0"), False),
        ("3.0", ("introduced 0", "limit 2.0"), False),
        ("1.0", ("introduced 0", "limit *"), True),
        ("1.0", ("introduced 0", "fixed nonsense"), None),
        ("nonsense", ("introduced 0",), None),
    ],
)
def test_it_walks_through_events_in_the_order_of_versions(version, turns, affected):
    assert is_affected("PyPI", version, ranges=[events(*turns)], versions=[]) is affected


def test_it_finds_a_listed_version_in_another_spelling():
    assert is_affected("PyPI", "1.0", ranges=[], versions=["1.0.0"]) is True
    assert is_affected("PyPI", "2013b-x", ranges=[], versions=["2013b-x"]) is True
    assert is_affected("PyPI", "1.1", ranges=[], versions=["1.0.0"]) is False


def test_it_passes_over_ranges_of_commits():
    commits = {"type": "GIT", "events": [{"introduced": "0"}]}
    assert is_affected("PyPI", "1.0", ranges=[commits], versions=[]) is False
    assert describe_ranges([commits]) == ""


def test_it_describes_ranges_for_people():
    ranges = [events("introduced 0", "fixed 2.0"), events("introduced 3.0", "last_affected 3.1")]
    assert describe_ranges(ranges) == "from the first, fixed in 2.0; from 3.0, last affected 3.1"


def test_it_names_advisory_package_versions_severity_weakness_and_day():
    [one] = found(make_advisory())
    assert (one.rule, one.severity, one.cwe) == ("GHSA-aaaa", Severity.HIGH, "CWE-400")
    assert (one.path, one.line, one.tools) == ("requirements.txt", 3, ("dependencies",))
    assert one.message == (
        "Jinja2 2.4.1 has GHSA-aaaa (CVE-2021-1). Slow regular expression. "
        "Affected: from the first, fixed in 2.11.3. Advisories of 2026-05-01"
    )
    assert len(one.fingerprint) == 64


def test_it_says_nothing_of_a_fixed_version():
    assert found(make_advisory(), version="2.11.3") == []


def test_it_only_informs_where_the_version_is_unknown():
    [one] = found(make_advisory(), make_advisory(osv_id="GHSA-b", aliases=[]), version="")
    assert (one.rule, one.severity) == (UNKNOWN_VERSION, Severity.INFO)
    assert "version unknown; 2 advisories" in one.message
    assert "2026-05-01" in one.message


def test_it_takes_copies_of_one_weakness_for_one_and_keeps_the_one_that_says_more():
    copy = make_advisory(osv_id="PYSEC-1", severity="", cwe="")
    [one] = found(copy, make_advisory())
    assert one.rule == "GHSA-aaaa"


def test_it_judges_an_advisory_without_severity_as_medium_and_says_that_it_is_unknown():
    [one] = found(make_advisory(severity=""))
    assert (one.severity, one.raw_severity) == (Severity.MEDIUM, "unknown")


def test_it_finds_a_crate_however_its_dashes_are_written():
    advisory = make_advisory(ecosystem="crates.io", package="tokio-util")
    [one] = found(advisory, ecosystem="crates.io", name="tokio_util", version="0.1.0")
    assert one.rule == "GHSA-aaaa"


@pytest.mark.parametrize(
    ("before", "ecosystems", "days", "told"),
    [
        ("", ["PyPI"], {}, (False, "not scanned: no advisory snapshot")),
        ("", ["PyPI"], {"PyPI": DAY}, (True, "advisories of 2026-05-01")),
        ("", ["npm", "PyPI"], {"PyPI": DAY},
         (False, "not scanned: no advisory snapshot for npm, advisories of 2026-05-01")),
        ("not scanned: a.json: bad", ["npm"], {"npm": DAY},
         (False, "not scanned: a.json: bad; advisories of 2026-05-01")),
        ("", ["npm", "PyPI"], {"PyPI": DAY, "npm": date(2026, 4, 1)},
         (True, "advisories of 2026-05-01 (PyPI), 2026-04-01 (npm)")),
    ],
)  # fmt: skip
def test_it_says_what_was_held_against_what_and_can_say_it_again(before, ecosystems, days, told):
    complete, message = tell(before, ecosystems, days)
    assert (complete, message) == told
    assert tell(message, ecosystems, days) == told
    assert reasons_of(message) == reasons_of(before)
