"""SARIF 2.1.0 of any tool -> scans of one solution, or everything that is wrong with the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evaluations.importing.attaching.results import AttachedFinding, AttachedScan
from evaluations.importing.attaching.sarif_result import read_result
from evaluations.importing.attaching.sarif_rules import Rules
from evaluations.importing.faults import Fault, quote
from evaluations.importing.strict_json import JsonObject

VERSION = "2.1.0"
LONGEST_TOOL = 40
LONGEST_NOTICE = 500
MOST_RUNS = 20
MOST_RESULTS = 10_000
SAYS_NOTHING = frozenset({"pass", "notApplicable"})


def read_sarif(
    document: JsonObject, files: Mapping[str, str]
) -> tuple[tuple[AttachedScan, ...], list[Fault]]:
    """The runs of a log; ``files`` are the solution's (path -> text), which results must name."""
    if document.get("version") != VERSION:
        found = quote(str(document.get("version", "nothing")))
        return (), [_fault("version", f"is {found}, not {VERSION}")]
    runs = document.get("runs")
    if not isinstance(runs, list) or not all(isinstance(run, dict) for run in runs):
        return (), [_fault("runs", "is no list of runs")]
    if not 1 <= len(runs) <= MOST_RUNS:
        return (), [_fault("runs", f"has {len(runs)} runs, not 1 to {MOST_RUNS}")]
    scans, faults = list[AttachedScan](), list[Fault]()
    for number, run in enumerate(runs):
        read = list(_read_run(run, f"runs[{number}]", files))
        faults += [each for each in read if isinstance(each, Fault)]
        scans += [each for each in read if isinstance(each, AttachedScan)]
    return tuple(scans), faults


def _read_run(
    run: JsonObject, place: str, files: Mapping[str, str]
) -> Iterator[AttachedScan | Fault]:
    driver = _object(_object(run, "tool"), "driver")
    name = driver.get("name")
    if not isinstance(name, str) or not name.strip() or len(name.strip()) > LONGEST_TOOL:
        yield _fault(f"{place}.tool.driver.name", f"is no name of 1 to {LONGEST_TOOL} characters")
        return
    results = run.get("results")
    if results is not None and not _is_list_of_objects(results):
        yield _fault(f"{place}.results", "is no list of results")
        return
    if results is not None and len(results) > MOST_RESULTS:
        yield _fault(f"{place}.results", f"has {len(results):,}; at most {MOST_RESULTS:,} are read")
        return
    read = list(_read_results(results or [], run, place, files))
    faults = [each for each in read if isinstance(each, Fault)]
    yield from faults
    if not faults:
        yield AttachedScan(
            scanner=name.strip(),
            version=_version(driver),
            message=_why_not_scanned(run),
            findings=tuple(each for each in read if isinstance(each, AttachedFinding)),
        )


def _read_results(
    results: list[JsonObject], run: JsonObject, place: str, files: Mapping[str, str]
) -> Iterator[AttachedFinding | Fault]:
    rules = Rules(run)
    for number, result in enumerate(results):
        if result.get("kind") in SAYS_NOTHING or result.get("baselineState") == "absent":
            continue
        read = read_result(result, f"{place}.results[{number}]", rules, run, files)
        yield from read if isinstance(read, list) else [read]


def _version(driver: JsonObject) -> str:
    versions = (driver.get("semanticVersion"), driver.get("version"))
    return next((each for each in versions if isinstance(each, str)), "")[:LONGEST_TOOL]


def _why_not_scanned(run: JsonObject) -> str:
    """What the tool says of itself: no results at all, or an invocation that failed."""
    if run.get("results") is None:
        return "not scanned: the file has no results of it"
    failed = [
        each for each in _objects(run, "invocations") if each.get("executionSuccessful") is False
    ]
    if not failed:
        return ""
    words = "; ".join(notice for each in failed for notice in _notices(each))
    return f"not scanned: {words or 'the tool says that it failed'}"[:LONGEST_NOTICE]


def _notices(invocation: JsonObject) -> Iterator[str]:
    for name in ("toolExecutionNotifications", "toolConfigurationNotifications"):
        for each in _objects(invocation, name):
            text = _object(each, "message").get("text")
            if isinstance(text, str) and text.strip():
                yield " ".join(text.split())


def _object(value: Mapping[str, Any], name: str) -> JsonObject:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _objects(value: Mapping[str, Any], name: str) -> list[JsonObject]:
    found = value.get(name)
    return found if isinstance(found, list) and _is_list_of_objects(found) else []


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _fault(place: str, message: str) -> Fault:
    return Fault(field=place, message=message, remedy="Let the tool write SARIF 2.1.0 anew")
