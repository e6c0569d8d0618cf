"""eslint with its security plug-in: JavaScript and TypeScript, on the system's node."""

from __future__ import annotations

from typing import Any

from evaluations.sandboxes.limits import MEBIBYTE
from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding, syntax_error
from evaluations.scanning.scanners.installed import node_package

HIGH, MEDIUM, LOW, INFO = Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO

SECURITY = {
    "no-eval": (HIGH, "CWE-95"),
    "no-implied-eval": (HIGH, "CWE-95"),
    "no-new-func": (HIGH, "CWE-95"),
    "no-script-url": (MEDIUM, "CWE-79"),
    "security/detect-child-process": (HIGH, "CWE-78"),
    "security/detect-pseudoRandomBytes": (MEDIUM, "CWE-338"),
    "security/detect-buffer-noassert": (MEDIUM, "CWE-119"),
    "security/detect-new-buffer": (MEDIUM, "CWE-908"),
    "security/detect-disable-mustache-escape": (MEDIUM, "CWE-79"),
    "security/detect-no-csrf-before-method-override": (MEDIUM, "CWE-352"),
    # These guess: from a name, from a variable where a constant would be safe, from a repetition
    # within a repetition whatever its bounds.
    "security/detect-unsafe-regex": (LOW, "CWE-1333"),
    "security/detect-non-literal-fs-filename": (LOW, "CWE-22"),
    "security/detect-non-literal-regexp": (LOW, "CWE-1333"),
    "security/detect-non-literal-require": (LOW, "CWE-829"),
    "security/detect-possible-timing-attacks": (LOW, "CWE-208"),
}
BUGS = """
    constructor-super for-direction getter-return no-async-promise-executor no-class-assign
    no-compare-neg-zero no-cond-assign no-const-assign no-dupe-args no-dupe-class-members
    no-dupe-else-if no-dupe-keys no-duplicate-case no-func-assign no-import-assign no-invalid-regexp
    no-new-native-nonconstructor no-obj-calls no-self-assign no-setter-return no-sparse-arrays
    no-this-before-super no-unexpected-multiline no-unreachable no-unsafe-finally
    no-unsafe-negation no-unsafe-optional-chaining no-unused-private-class-members use-isnan
    valid-typeof no-constant-binary-expression no-constant-condition no-self-compare
    no-unreachable-loop array-callback-return
"""
RISKS = """
    eqeqeq no-empty no-fallthrough no-loss-of-precision no-prototype-builtins no-redeclare
    no-shadow-restricted-names no-case-declarations no-control-regex no-ex-assign
    no-global-assign no-with no-debugger no-template-curly-in-string no-throw-literal
"""
STYLE = (
    "no-var prefer-const no-unused-vars no-useless-escape no-useless-catch no-extra-boolean-cast"
)
MAX_COMPLEXITY = 10

SEVERITY_BY_RULE = {
    **{rule: severity for rule, (severity, _) in SECURITY.items()},
    **dict.fromkeys(BUGS.split(), MEDIUM),
    **dict.fromkeys(RISKS.split(), LOW),
    **dict.fromkeys(STYLE.split(), INFO),
    "complexity": LOW,
    "no-undef": MEDIUM,
}
UNTYPED: dict[str, Any] = {
    "no-undef": "error",
    "no-dupe-class-members": "error",
    "no-redeclare": ["warn", {"builtinGlobals": False}],
    "no-unused-vars": "warn",
}
"""Of JavaScript alone: they take TypeScript's types and overloads for what they are not."""

RULES: dict[str, Any] = {
    rule: "error" if SEVERITY_BY_RULE[rule].rank <= MEDIUM.rank else "warn"
    for rule in SEVERITY_BY_RULE
    if rule not in UNTYPED
} | {"complexity": ["warn", MAX_COMPLEXITY], "eqeqeq": ["warn", "always", {"null": "ignore"}]}

IMPORT = "Found require("
"""Importing a module that can be misused is not misusing it."""


def parse(said: Said) -> Parsed:
    """Findings; a file that the parser gave up is a syntax error and not scanned."""
    messages = said["messages"]
    broken = {item["file"]: _why_broken(item) for item in messages if _is_broken(item)}
    return Parsed(
        findings=tuple(_finding(item) for item in messages if _says_something(item)),
        not_scanned=broken,
    )


def _is_broken(item: dict[str, Any]) -> bool:
    return bool(item["fatal"] or item["failed"])


def _says_something(item: dict[str, Any]) -> bool:
    return not item["failed"] and not (item["fatal"] and _is_too_deep(item))


def _is_too_deep(item: dict[str, Any]) -> bool:
    """The parser ran out of stack: that is no fault of the syntax."""
    return any(words in item["message"] for words in ("call stack", "stack space"))


def _why_broken(item: dict[str, Any]) -> str:
    if _is_too_deep(item):
        return "nested too deeply"
    return f"syntax error in line {item['line']}" if item["fatal"] else str(item["message"])[:300]


def _finding(item: dict[str, Any]) -> Finding:
    line, message = item.get("line") or 1, str(item["message"])
    if item["fatal"]:
        return syntax_error(
            ESLINT.name, item["file"], line, message.removeprefix("Parsing error: ")
        )
    rule = item["rule"]
    _, cwe = SECURITY.get(rule, (INFO, ""))
    return finding(
        ESLINT.name,
        rule,
        INFO if message.startswith(IMPORT) else SEVERITY_BY_RULE[rule],
        item["file"],
        line,
        end_line=item.get("endLine") or line,
        message=message,
        raw_severity={1: "warning", 2: "error"}[item["severity"]],
        cwe=cwe,
    )


ESLINT = Scanner(
    name="eslint",
    languages=frozenset({"javascript", "typescript"}),
    distribution="eslint",
    version_of=node_package,
    settings={"rules": RULES, "untyped": UNTYPED},
    limits={
        "cpu_seconds": 25,
        "wall_seconds": 50,
        "memory_bytes": 2048 * MEBIBYTE,
        "answer_bytes": 12 * MEBIBYTE,
    },
    parse=parse,
)
