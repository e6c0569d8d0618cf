"""The rules that a run describes, and what they say of severity and weakness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from evaluations.importing.strict_json import JsonObject

CWE = re.compile(r"\bcwe[-/ _:]?0*(\d{1,5})\b", re.IGNORECASE)
LEVELS = {"error": "high", "warning": "medium", "note": "low", "none": "info"}
CERTAIN_RANK = 90.0
IDLE_RANK = 10.0
"""Of an error above, and of a note below: ranks run from 0 to 100."""

SCORES = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"), (0.0, "info"))


class Rules:
    """Rules of a run's tool and its extensions, by index (of the tool) and by id."""

    def __init__(self, run: JsonObject) -> None:
        tool = run.get("tool")
        tool = tool if isinstance(tool, dict) else {}
        self._own = _rules(tool.get("driver"))
        extensions = tool.get("extensions")
        others = extensions if isinstance(extensions, list) else []
        every = [*self._own, *(rule for each in others for rule in _rules(each))]
        self._by_id = {
            rule["id"]: rule for rule in reversed(every) if isinstance(rule.get("id"), str)
        }

    def find(self, result: JsonObject) -> tuple[str, JsonObject]:
        """Id and description of a result's rule; empty where the file has none."""
        reference = result.get("rule")
        reference = reference if isinstance(reference, dict) else {}
        rule_id = result.get("ruleId") or reference.get("id")
        if isinstance(rule_id, str) and rule_id:
            parent = rule_id.rpartition("/")[0]  # hierarchical ids: the rule may describe its group
            return rule_id, self._by_id.get(rule_id) or self._by_id.get(parent) or {}
        index = number(result.get("ruleIndex", reference.get("index")))
        if index is not None and 0 <= index < len(self._own):
            rule = self._own[int(index)]
            return str(rule.get("id", "")), rule
        return "", {}


def _rules(component: object) -> list[JsonObject]:
    rules = component.get("rules") if isinstance(component, dict) else None
    return [rule for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []


def severity_of(result: JsonObject, rule: JsonObject) -> tuple[str, str]:
    """Our word, and the file's: a score of the rule, else the level refined by the rank."""
    level = level_of(result, rule)
    score = number(_properties(rule).get("security-severity"))
    if score is not None and level != "none":
        ours = next((word for lowest, word in SCORES if score >= lowest), "info")
        return ours, f"{level}, security-severity {score:g}"[:40]
    rank = number(result.get("rank"))
    if rank is None or rank < 0:
        return LEVELS[level], level
    ours = LEVELS[level]
    if level == "error" and rank >= CERTAIN_RANK:
        ours = "critical"
    elif level == "note" and rank < IDLE_RANK:
        ours = "info"
    return ours, f"{level}, rank {rank:g}"[:40]


def level_of(result: JsonObject, rule: JsonObject) -> str:
    """The result's level, else the rule's, else the default that SARIF gives."""
    configured = rule.get("defaultConfiguration")
    configured = configured.get("level") if isinstance(configured, dict) else None
    if result.get("kind", "fail") not in {"fail", "open", "review"}:
        return "none"
    levels = (result.get("level"), configured, "warning")
    return next(each for each in levels if isinstance(each, str) and each in LEVELS)


def cwe_of(result: JsonObject, rule: JsonObject) -> str:
    """The first weakness that result or rule is tagged with, related to, or named by."""
    for text in (*_taxa(result.get("taxa")), *_taxa(_targets(rule)), *_tags(result), *_tags(rule)):
        match = CWE.search(text)
        if match:
            return f"CWE-{match[1]}"
    return ""


def confidence_of(result: JsonObject, rule: JsonObject) -> str:
    """How sure the tool is, in its own word."""
    places = (_properties(result), _properties(rule))
    names = ("confidence", "issue_confidence", "precision")
    words = (place.get(name) for place in places for name in names)
    return next((word for word in words if isinstance(word, str)), "").lower()[:20]


def number(value: object) -> float | None:
    """A number of the file, where numbers stay as they were written."""
    try:
        return float(value) if isinstance(value, str | int | float) else None
    except ValueError:
        return None


def _properties(value: Mapping[str, Any]) -> JsonObject:
    found = value.get("properties")
    return found if isinstance(found, dict) else {}


def _tags(value: JsonObject) -> Iterator[str]:
    properties = _properties(value)
    for name in ("tags", "cwe", "CWE"):
        found = properties.get(name)
        yield from (
            each
            for each in (found if isinstance(found, list) else [found])
            if isinstance(each, str)
        )


def _targets(rule: JsonObject) -> list[Any]:
    relationships = rule.get("relationships")
    found = relationships if isinstance(relationships, list) else []
    return [each.get("target") for each in found if isinstance(each, dict)]


def _taxa(references: object) -> Iterator[str]:
    """References to the taxonomy of CWE, as ``CWE-79``."""
    for each in references if isinstance(references, list) else []:
        component = each.get("toolComponent") if isinstance(each, dict) else None
        if isinstance(component, dict) and str(component.get("name", "")).upper() == "CWE":
            yield f"CWE-{str(each.get('id', '')).upper().removeprefix('CWE-')}"
