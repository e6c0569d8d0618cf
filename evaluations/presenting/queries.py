"""What is read for one comparison: two statements, three with evidence, whatever is on the sides.

Written in SQL because a reviewer waits for them: the same through the ORM cost three times the
processor time. No column that could tell a model is read, but for the names that must be hidden.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from evaluations.models import Comparison, Solution
from evaluations.presenting.evidence import CaseRow, FindingRow, MachineRows, RunRow, ScanRow

SHOWN_CASES = 100
"""Cases of a run that are shown; failed ones are shown from ten times as many."""
SHOWN_OUTPUT = 8_000
"""Characters of an output or a message that are shown."""

NAMES = """
SELECT array_agg(DISTINCT told.name) FROM evaluations_campaign_language_models chosen
JOIN evaluations_languagemodel model ON model.id = chosen.languagemodel_id
CROSS JOIN LATERAL (
    VALUES (model.provider), (model.name), (model.name || ' ' || model.version)
) AS told(name)
WHERE chosen.campaign_id = {campaign} AND told.name <> ''
"""

CRITERIA = """
SELECT json_agg(json_build_array(criterion.key, criterion.name, criterion.question, (
    SELECT json_agg(json_build_array(anchor.point, anchor.words) ORDER BY anchor.point)
    FROM evaluations_anchor anchor WHERE anchor.criterion_id = criterion.id
)) ORDER BY criterion.position, criterion.id)
FROM evaluations_criterion criterion WHERE criterion.rubric_id = campaign.rubric_id
"""

SITUATION = f"""
SELECT campaign.public_id, campaign.name, campaign.evidence_policy, campaign.is_sample,
       problem.title, problem.language, problem.prompt,
       a.id, a.content_hash, b.id, b.content_hash,
       ({NAMES.format(campaign="campaign.id")}), ({CRITERIA})
FROM evaluations_comparison comparison
JOIN evaluations_campaign campaign ON campaign.id = comparison.campaign_id
JOIN evaluations_problem problem ON problem.id = comparison.problem_id
JOIN evaluations_solution a ON a.id = comparison.solution_a_id
JOIN evaluations_solution b ON b.id = comparison.solution_b_id
WHERE comparison.id = %(comparison)s
"""  # noqa: S608 only constants are put together

RUNS = """
SELECT json_agg(json_build_array(
    suite.name, suite.kind, run.verdict, run.integrity, run.passed_cases, run.total_cases,
    left(run.message, %(output)s), left(run.stderr, %(output)s), (
        SELECT json_agg(json_build_array(
            left(name, %(output)s), outcome, left(input, %(output)s), left(expected, %(output)s),
            left(got, %(output)s), left(message, %(output)s), duration_ms
        ) ORDER BY position)
        FROM evaluations_testresult
        WHERE run_id = run.id AND (
            position < %(cases)s OR (position < 10 * %(cases)s AND outcome <> 'passed')
        )
    )
) ORDER BY suite.id)
FROM (
    SELECT DISTINCT ON (suite_id) * FROM evaluations_testrun
    WHERE solution_id = solution.id AND origin = 'own' AND state = 'finished'
    ORDER BY suite_id, attempt DESC
) run JOIN evaluations_testsuite suite ON suite.id = run.suite_id
"""

SCANS = """
SELECT json_agg(json_build_array(scan.scanner, scan.outcome, (
    SELECT json_agg(json_build_array(
        path, line, end_line, severity, tools, rule, cwe, message
    )) FROM evaluations_finding WHERE scan_run_id = scan.id
), (
    SELECT json_agg(json_build_array(name, value, unit))
    FROM evaluations_codemetric WHERE scan_run_id = scan.id AND path = ''
)))
FROM (
    SELECT DISTINCT ON (scanner) * FROM evaluations_scanrun
    WHERE solution_id = solution.id AND origin = 'own' AND state = 'finished'
    ORDER BY scanner, attempt DESC
) scan
"""

EVIDENCE = f"""
SELECT solution.id, ({RUNS}), ({SCANS})
FROM evaluations_solution solution WHERE solution.id = ANY(%(solutions)s)
"""  # noqa: S608 only constants are put together

RENDERINGS = "SELECT key, content::text FROM evaluations_rendering WHERE key = ANY(%(keys)s)"

CriterionRow = tuple[str, str, str, list[tuple[int, str]] | None]
"""Key, name, question, and for each anchored point its words."""


class Situation(NamedTuple):
    """One comparison with what surrounds it. ``hash_a`` and ``hash_b`` stand for the code.

    ``names`` are all under which a model of the campaign, or its vendor, could show itself.
    """

    campaign_public_id: UUID
    campaign_name: str
    evidence_policy: str
    is_sample: bool
    title: str
    language: str
    prompt: str
    solution_a: int
    hash_a: str
    solution_b: int
    hash_b: str
    names: list[str] | None
    criteria: list[CriterionRow] | None


def find_situation(comparison_id: int) -> Situation:
    """The comparison, the rubric it is rated by, and the names that must not be seen in it.

    Raises:
        Comparison.DoesNotExist: there is none with this id.
    """
    rows = _fetch(SITUATION, comparison=comparison_id)
    if not rows:
        raise Comparison.DoesNotExist(f"There is no comparison {comparison_id}.")
    return Situation(*rows[0])


def find_names(campaign_id: int) -> frozenset[str]:
    """What ``Situation.names`` holds, for one campaign."""
    ((names,),) = _fetch(NAMES.format(campaign="%(campaign)s"), campaign=campaign_id)
    return frozenset(names or ())


def find_renderings(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Stored content by key, as far as it is stored."""
    return {key: json.loads(content) for key, content in _fetch(RENDERINGS, keys=list(keys))}


def find_files(solution_ids: Iterable[int]) -> dict[int, list[Mapping[str, str]]]:
    """Files of solutions, by solution."""
    return dict(Solution.objects.filter(pk__in=list(solution_ids)).values_list("pk", "files"))


def find_evidence(solution_ids: Sequence[int]) -> dict[int, MachineRows]:
    """By solution: the latest finished run of each suite, the latest finished scan of each scanner.

    Imported runs stay apart: their source may name a model.
    """
    rows = _fetch(EVIDENCE, solutions=list(solution_ids), output=SHOWN_OUTPUT, cases=SHOWN_CASES)
    return {
        solution: MachineRows(
            runs=tuple(
                RunRow._make([*run, tuple(map(CaseRow._make, cases or ()))])
                for *run, cases in runs or ()
            ),
            scans=tuple(
                ScanRow(
                    scanner=scanner,
                    outcome=outcome,
                    findings=tuple(map(FindingRow._make, findings or ())),
                    metrics=tuple((name, value, unit) for name, value, unit in metrics or ()),
                )
                for scanner, outcome, findings, metrics in scans or ()
            ),
        )
        for solution, runs, scans in rows
    }


def _fetch(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
