"""Everything a report is computed from, in one read: one statement for each table.

Reviews come with their ratings in the same statement, so both are of one moment.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

from evaluations.errors import NotFound
from evaluations.reporting.inputs import (
    CampaignRow,
    CriterionRow,
    ImportedRow,
    Inputs,
    ModelRow,
    PerformanceRow,
    ProblemRow,
    ReviewRow,
    RunRow,
    ScanRow,
    SolutionRow,
)

Row = TypeVar("Row")

CAMPAIGN = """
SELECT c.public_id::text, c.name, c.design_hash, c.seed, c.overlap, c.evidence_policy,
       u.name || ' v' || u.version, c.is_sample,
       coalesce(to_char(c.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''),
       c.overlap * (SELECT count(*) FROM evaluations_comparison p
                    WHERE p.campaign_id = c.id AND p.kind = 'study'),
       (SELECT count(*) FROM evaluations_review r
        JOIN evaluations_assignment a ON a.id = r.assignment_id WHERE a.campaign_id = c.id)
FROM evaluations_campaign c JOIN evaluations_rubric u ON u.id = c.rubric_id
WHERE c.id = %(campaign)s
"""

MODELS = """
SELECT m.id, m.public_id::text, m.provider, m.name, m.version
FROM evaluations_languagemodel m
JOIN evaluations_campaign_language_models chosen ON chosen.languagemodel_id = m.id
WHERE chosen.campaign_id = %(campaign)s ORDER BY m.id
"""

PROBLEMS = """
SELECT p.id, p.key,
       (SELECT count(*) FROM evaluations_testsuite s
        WHERE s.problem_id = p.id AND s.kind = 'correctness'),
       (SELECT count(*) FROM evaluations_testsuite s
        WHERE s.problem_id = p.id AND s.kind = 'robustness')
FROM evaluations_problem p
JOIN evaluations_campaign_problems chosen ON chosen.problem_id = p.id
WHERE chosen.campaign_id = %(campaign)s ORDER BY p.id
"""

CRITERIA = """
SELECT k.id, k.key, k.name, k.points,
       array(SELECT coalesce(max(n.words), '') FROM generate_series(1, k.points) AS step(point)
             LEFT JOIN evaluations_anchor n ON n.criterion_id = k.id AND n.point = step.point
             GROUP BY step.point ORDER BY step.point)
FROM evaluations_criterion k JOIN evaluations_campaign c ON c.rubric_id = k.rubric_id
WHERE c.id = %(campaign)s ORDER BY k.position, k.id
"""

REVIEWS = """
SELECT r.id, c.id, c.problem_id, a.reviewer_id, c.kind,
       lft.id, rgt.id, lft.language_model_id, rgt.language_model_id,
       r.preference, r.late, r.is_sample, r.recognised_model,
       array(SELECT ARRAY[g.criterion_id, (g.solution_id = lft.id)::int, g.points]
             FROM evaluations_rating g WHERE g.review_id = r.id
             ORDER BY g.criterion_id, g.solution_id)
FROM evaluations_review r
JOIN evaluations_assignment a ON a.id = r.assignment_id
JOIN evaluations_comparison c ON c.id = a.comparison_id
JOIN evaluations_solution lft
  ON lft.id = CASE WHEN a.swapped THEN c.solution_b_id ELSE c.solution_a_id END
JOIN evaluations_solution rgt
  ON rgt.id = CASE WHEN a.swapped THEN c.solution_a_id ELSE c.solution_b_id END
WHERE a.campaign_id = %(campaign)s AND r.is_current ORDER BY r.id
"""

CHOSEN = """
WITH chosen AS (
    SELECT s.id, s.problem_id, s.language_model_id, s.content_hash
    FROM evaluations_campaign c
    CROSS JOIN LATERAL jsonb_object_keys(c.design -> 'solutions') AS frozen(public_id)
    JOIN evaluations_solution s ON s.public_id = frozen.public_id::uuid
    WHERE c.id = %(campaign)s
)
"""
"""The solutions of the frozen design, put before the statements below: what was imported later
has no part in the campaign."""

SOLUTIONS = "SELECT id, problem_id, language_model_id, content_hash FROM chosen ORDER BY id"

RUNS = """
SELECT t.solution_id, t.suite_id, array_agg(t.verdict ORDER BY t.attempt)
FROM chosen
JOIN evaluations_testrun t ON t.solution_id = chosen.id
JOIN evaluations_testsuite s ON s.id = t.suite_id
WHERE t.origin = 'own' AND t.state = 'finished' AND s.kind = %(kind)s
GROUP BY t.solution_id, t.suite_id ORDER BY t.solution_id, t.suite_id
"""

PERFORMANCE = """
SELECT DISTINCT ON (t.solution_id, t.suite_id) t.solution_id, t.suite_id, t.verdict,
       coalesce(t.measurements #> '{ratios,test_time,ratio}',
                t.measurements #> '{ratios,cpu_time,ratio}')::float8,
       (t.measurements #> '{ratios,peak_memory,ratio}')::float8
FROM chosen
JOIN evaluations_testrun t ON t.solution_id = chosen.id
JOIN evaluations_testsuite s ON s.id = t.suite_id
WHERE t.origin = 'own' AND t.state = 'finished' AND s.kind = 'performance'
ORDER BY t.solution_id, t.suite_id, t.attempt DESC
"""

IMPORTED = """
SELECT t.solution_id, left(t.imported_from, 60), t.verdict
FROM chosen JOIN evaluations_testrun t ON t.solution_id = chosen.id
WHERE t.origin = 'imported' AND t.state = 'finished' ORDER BY t.solution_id, t.id
"""

SCANS = """
, latest AS (
    SELECT DISTINCT ON (r.solution_id, r.scanner)
           r.id, r.solution_id, r.scanner, r.outcome, r.scanner_version, r.message
    FROM chosen JOIN evaluations_scanrun r ON r.solution_id = chosen.id
    WHERE r.origin = 'own' AND r.state = 'finished'
    ORDER BY r.solution_id, r.scanner, r.attempt DESC
), said AS (
    SELECT * FROM latest WHERE outcome = 'scanned' OR NOT (
        scanner_version = '' OR message LIKE 'not scanned: no advisory snapshot%%')
)
SELECT l.solution_id, l.scanner, l.outcome = 'scanned',
       count(f.id) FILTER (WHERE f.severity = 'critical'),
       count(f.id) FILTER (WHERE f.severity = 'high'),
       count(f.id) FILTER (WHERE f.severity = 'medium'),
       count(f.id) FILTER (WHERE f.severity = 'low'),
       count(f.id) FILTER (WHERE f.severity = 'info'),
       (SELECT m.value FROM evaluations_codemetric m
        WHERE m.scan_run_id = l.id AND m.path = '' AND m.name = 'lines'),
       (SELECT m.value FROM evaluations_codemetric m
        WHERE m.scan_run_id = l.id AND m.path = '' AND m.name = 'complexity_max')
FROM said l LEFT JOIN evaluations_finding f ON f.scan_run_id = l.id
GROUP BY l.id, l.solution_id, l.scanner, l.outcome ORDER BY l.solution_id, l.scanner
"""
"""What a scanner that is not installed here could not say is no gap in the scan of one solution,
nor are packages for which nobody brought advisories."""


def read_inputs(campaign: int) -> Inputs:
    """The rows behind a report of one campaign.

    Raises:
        NotFound: there is no such campaign.
    """

    def read(query: str, make: Callable[[Any], Row], **more: str) -> tuple[Row, ...]:
        with connection.cursor() as cursor:
            cursor.execute(query, {"campaign": campaign, **more})
            return tuple(map(make, cursor.fetchall()))

    campaigns = read(CAMPAIGN, CampaignRow._make)
    if not campaigns:
        raise NotFound("There is no such campaign.")
    return Inputs(
        campaign=campaigns[0],
        models=read(MODELS, ModelRow._make),
        problems=read(PROBLEMS, ProblemRow._make),
        criteria=read(CRITERIA, CriterionRow._make),
        reviews=read(REVIEWS, ReviewRow._make),
        solutions=read(CHOSEN + SOLUTIONS, SolutionRow._make),
        runs=read(CHOSEN + RUNS, RunRow._make, kind="correctness"),
        robustness=read(CHOSEN + RUNS, RunRow._make, kind="robustness"),
        performance=read(CHOSEN + PERFORMANCE, PerformanceRow._make),
        imported=read(CHOSEN + IMPORTED, ImportedRow._make),
        scans=read(CHOSEN + SCANS, ScanRow._make),
    )
