"""CWE and severity of the security rules that bandit and ruff share.

Ruff's ``S602`` is bandit's ``B602``: the number is the rule, so that one fault has one severity,
whichever tool saw it. CWEs are those of bandit 1.9.4, severities its own where no comment says why.
"""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.scanning.results import Severity

HIGH, MEDIUM, LOW, INFO = Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO


@dataclass(frozen=True)
class SecurityRule:
    """One rule number: its weakness and how bad it is."""

    cwe: int
    severity: Severity


SECURITY_RULES: dict[int, SecurityRule] = {
    # An assert in a solution is a habit, not a hole.
    101: SecurityRule(703, INFO),
    102: SecurityRule(78, MEDIUM),
    103: SecurityRule(732, MEDIUM),
    104: SecurityRule(605, MEDIUM),
    # Names such as "token" make these three guess; detect-secrets looks at the value too.
    105: SecurityRule(259, LOW),
    106: SecurityRule(259, LOW),
    107: SecurityRule(259, LOW),
    108: SecurityRule(377, MEDIUM),
    110: SecurityRule(703, LOW),
    112: SecurityRule(703, LOW),
    113: SecurityRule(400, MEDIUM),
    201: SecurityRule(94, HIGH),
    202: SecurityRule(22, MEDIUM),
    301: SecurityRule(502, HIGH),
    302: SecurityRule(502, MEDIUM),
    303: SecurityRule(327, MEDIUM),
    304: SecurityRule(327, HIGH),
    305: SecurityRule(327, MEDIUM),
    306: SecurityRule(377, MEDIUM),
    307: SecurityRule(78, MEDIUM),
    308: SecurityRule(79, MEDIUM),
    310: SecurityRule(22, MEDIUM),
    311: SecurityRule(330, LOW),
    312: SecurityRule(319, HIGH),
    313: SecurityRule(20, MEDIUM),
    314: SecurityRule(20, MEDIUM),
    315: SecurityRule(20, MEDIUM),
    316: SecurityRule(20, MEDIUM),
    317: SecurityRule(20, MEDIUM),
    318: SecurityRule(20, MEDIUM),
    319: SecurityRule(20, MEDIUM),
    321: SecurityRule(319, HIGH),
    323: SecurityRule(295, MEDIUM),
    324: SecurityRule(327, MEDIUM),
    401: SecurityRule(319, HIGH),
    402: SecurityRule(319, HIGH),
    # Importing a module that can be misused is not misusing it.
    403: SecurityRule(502, INFO),
    404: SecurityRule(78, INFO),
    405: SecurityRule(20, INFO),
    406: SecurityRule(20, INFO),
    407: SecurityRule(20, INFO),
    408: SecurityRule(20, INFO),
    409: SecurityRule(20, INFO),
    411: SecurityRule(20, HIGH),
    412: SecurityRule(284, HIGH),
    413: SecurityRule(327, HIGH),
    415: SecurityRule(319, HIGH),
    501: SecurityRule(295, MEDIUM),
    502: SecurityRule(327, HIGH),
    503: SecurityRule(327, MEDIUM),
    504: SecurityRule(327, LOW),
    505: SecurityRule(326, HIGH),
    506: SecurityRule(20, MEDIUM),
    507: SecurityRule(295, HIGH),
    508: SecurityRule(319, MEDIUM),
    509: SecurityRule(319, MEDIUM),
    601: SecurityRule(78, MEDIUM),
    602: SecurityRule(78, HIGH),
    # Starting a program with a list of arguments is the advised way.
    603: SecurityRule(78, INFO),
    604: SecurityRule(78, MEDIUM),
    605: SecurityRule(78, HIGH),
    606: SecurityRule(78, INFO),
    607: SecurityRule(78, INFO),
    608: SecurityRule(89, HIGH),
    609: SecurityRule(155, HIGH),
    610: SecurityRule(89, MEDIUM),
    611: SecurityRule(89, MEDIUM),
    612: SecurityRule(94, MEDIUM),
    613: SecurityRule(838, HIGH),
    614: SecurityRule(502, MEDIUM),
    615: SecurityRule(494, MEDIUM),
    701: SecurityRule(94, HIGH),
    702: SecurityRule(80, MEDIUM),
    703: SecurityRule(80, MEDIUM),
    704: SecurityRule(79, MEDIUM),
}

SEEMS_SAFE = "seems safe"
"""Both tools say so of a shell command that is a constant."""


def rule_number(rule: str) -> int | None:
    """The shared number of ``B602`` or ``S602``; ``None`` for a rule of another family."""
    number = rule[1:]
    if rule[:1] not in {"B", "S"} or not number.isdigit() or int(number) not in SECURITY_RULES:
        return None
    return int(number)


def security_severity(number: int, message: str) -> Severity:
    """Severity of one finding: the rule's, or low when the tool itself calls this use safe."""
    if SEEMS_SAFE in message.lower():
        return Severity.LOW
    return SECURITY_RULES[number].severity
