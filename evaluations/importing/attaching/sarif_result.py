"""One result of SARIF -> a finding in a file of the solution."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from evaluations.importing.attaching.results import AttachedFinding
from evaluations.importing.attaching.sarif_rules import (
    Rules,
    confidence_of,
    cwe_of,
    number,
    severity_of,
)
from evaluations.importing.faults import Fault, quote
from evaluations.importing.strict_json import JsonObject

LONGEST_RULE = 120
LONGEST_MESSAGE = 500
LONGEST_FINGERPRINT = 64
LAST_LINE = 10_000_000
MOST_PATHS_NAMED = 5
PLACEHOLDER = re.compile(r"\{(\d+)\}")


def read_result(
    result: JsonObject, place: str, rules: Rules, run: JsonObject, files: Mapping[str, str]
) -> AttachedFinding | list[Fault]:
    """The finding, or all faults of the result. One without a place is put at the first line."""
    rule_id, rule = rules.find(result)
    message, faults = _message(result, rule), list[Fault]()
    if not rule_id or len(rule_id) > LONGEST_RULE:
        faults.append(_fault(f"{place}.ruleId", f"is no id of 1 to {LONGEST_RULE} characters"))
    if not message:
        faults.append(_fault(f"{place}.message", "has no text"))
    where = _place(result, run, list(files))
    if isinstance(where, str):
        faults.append(_fault(f"{place}.locations[0]", where))
    if faults or isinstance(where, str):
        return faults
    path, line, end_line = where
    severity, raw_severity = severity_of(result, rule)
    return AttachedFinding(
        rule=rule_id,
        severity=severity,
        raw_severity=raw_severity,
        confidence=confidence_of(result, rule),
        cwe=cwe_of(result, rule),
        path=path,
        line=line,
        end_line=end_line,
        message=message[:LONGEST_MESSAGE],
        fingerprint=_fingerprint(result, rule_id, files[path], line),
    )


def _message(result: JsonObject, rule: JsonObject) -> str:
    """Its own text, or the rule's with its arguments filled in."""
    message = _object(result, "message")
    text = message.get("text")
    if not isinstance(text, str):
        strings = _object(rule, "messageStrings")
        text = _object(strings, str(message.get("id", ""))).get("text", message.get("markdown"))
    if not isinstance(text, str):
        return ""
    arguments = message.get("arguments")
    given = arguments if isinstance(arguments, list) else []
    filled = PLACEHOLDER.sub(
        lambda match: str(given[int(match[1])]) if int(match[1]) < len(given) else match[0], text
    )
    return " ".join(filled.split())


def _place(result: JsonObject, run: JsonObject, paths: Sequence[str]) -> tuple[str, int, int] | str:
    """Path, first and last line; or why there is no such place in the solution."""
    locations = result.get("locations")
    first = locations[0] if isinstance(locations, list) and locations else {}
    physical = _object(first if isinstance(first, dict) else {}, "physicalLocation")
    uri = _uri(_object(physical, "artifactLocation"), run)
    if not uri:
        return paths[0], 1, 1
    path = find_path(uri, paths)
    if path is None:
        named = ", ".join(map(quote, paths[:MOST_PATHS_NAMED]))
        return f"names {quote(uri)}, which is no file of this solution (it has {named})"
    region = _object(physical, "region")
    line = number(region.get("startLine", "1"))
    last = number(region.get("endLine", region.get("startLine", "1")))
    if line is None or last is None or not 1 <= line <= last <= LAST_LINE:
        return "has lines that do not start at 1 or are not in order"
    return path, int(line), int(last)


def _uri(artifact: JsonObject, run: JsonObject) -> str:
    uri = artifact.get("uri")
    index = number(artifact.get("index"))
    artifacts = run.get("artifacts")
    if not isinstance(uri, str) and index is not None and isinstance(artifacts, list):
        entry = artifacts[int(index)] if 0 <= index < len(artifacts) else {}
        uri = _object(entry if isinstance(entry, dict) else {}, "location").get("uri")
    return uri if isinstance(uri, str) else ""


def find_path(uri: str, paths: Sequence[str]) -> str | None:
    """The one path that a URI means: the same, or the end of it, for tools that name folders."""
    try:
        found = unquote(urlsplit(uri.replace("\\", "/")).path)
    except ValueError:
        return None
    wanted = found.removeprefix("./").lstrip("/")
    if wanted in paths:
        return wanted
    ends = [path for path in paths if f"/{wanted}".endswith(f"/{path}")]
    if ends:
        return max(ends, key=len)
    longer = [path for path in paths if wanted and path.endswith(f"/{wanted}")]
    return longer[0] if len(longer) == 1 else None


def _fingerprint(result: JsonObject, rule: str, text: str, line: int) -> str:
    """The tool's own, hashed where it is long; else of rule and line without its spacing."""
    for name in ("fingerprints", "partialFingerprints"):
        own = {key: each for key, each in _object(result, name).items() if isinstance(each, str)}
        values = list(own.values())
        if len(values) == 1 and 0 < len(values[0]) <= LONGEST_FINGERPRINT:
            return values[0]
        if values:
            return _hash(json.dumps(own, sort_keys=True))
    lines = text.split("\n")
    content = lines[line - 1] if line <= len(lines) else ""
    return _hash(f"{rule}\0{' '.join(content.split())}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _object(value: Mapping[str, Any], name: str) -> JsonObject:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _fault(place: str, message: str) -> Fault:
    return Fault(
        field=place,
        message=message,
        remedy="Scan the files of this solution, and let the tool write SARIF 2.1.0",
    )
