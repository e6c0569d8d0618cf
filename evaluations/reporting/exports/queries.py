"""The rows of each export, in a fixed order, through a cursor that the server holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from evaluations.models import JobState, ScanOutcome, ScanRun, Solution
from evaluations.reporting.exports.sarif import Scan, ScanFinding, ScannedSolution, Tool

ROWS_AT_ONCE = 2000

SHARED = """
FROM evaluations_review r
JOIN evaluations_assignment a ON a.id = r.assignment_id
JOIN evaluations_comparison c ON c.id = a.comparison_id
JOIN evaluations_campaign k ON k.id = a.campaign_id
JOIN evaluations_rubric u ON u.id = k.rubric_id
JOIN evaluations_problem p ON p.id = c.problem_id
JOIN evaluations_problemset ps ON ps.id = p.problem_set_id
JOIN reviewers_reviewer person ON person.id = a.reviewer_id
JOIN evaluations_solution lft
  ON lft.id = CASE WHEN a.swapped THEN c.solution_b_id ELSE c.solution_a_id END
JOIN evaluations_solution rgt
  ON rgt.id = CASE WHEN a.swapped THEN c.solution_a_id ELSE c.solution_b_id END
JOIN evaluations_languagemodel lm ON lm.id = lft.language_model_id
JOIN evaluations_languagemodel rm ON rm.id = rgt.language_model_id
"""

OF_REVIEW = """
SELECT r.public_id::text AS review, r.revision, r.late, r.is_sample,
       c.public_id::text AS comparison, c.kind,
       trim(ps.name || ' ' || ps.version) AS problem_set, p.key AS problem, p.language,
       person.pseudonym AS reviewer,
       lm.provider AS left_provider, trim(lm.name || ' ' || lm.version) AS left_model,
       lft.public_id::text AS left_solution,
       rm.provider AS right_provider, trim(rm.name || ' ' || rm.version) AS right_model,
       rgt.public_id::text AS right_solution,
       r.preference,
       CASE WHEN r.preference LIKE 'left%%' THEN trim(lm.name || ' ' || lm.version)
            WHEN r.preference LIKE 'right%%' THEN trim(rm.name || ' ' || rm.version)
       END AS preferred_model,
       r.confidence, r.comment, r.active_seconds,
       k.evidence_policy, r.evidence_opened, r.recognised_model, r.recognition_note,
       u.name AS rubric, u.version AS rubric_version, k.design_hash,
       to_char(r.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS submitted_at,
       coalesce((
           SELECT jsonb_agg(jsonb_build_object(
               'side', CASE WHEN n.solution_id = lft.id THEN 'left' ELSE 'right' END,
               'path', n.path, 'first_line', n.first_line, 'last_line', n.last_line,
               'category', n.category, 'text', n.text) ORDER BY n.id)
           FROM evaluations_linecomment n WHERE n.review_id = r.id
       ), '[]'::jsonb) AS line_comments
"""
CURRENT = "WHERE k.id = %(campaign)s AND r.is_current ORDER BY r.id"

OF_RATING = """
SELECT r.public_id::text AS review, r.revision, r.late, r.is_sample,
       c.public_id::text AS comparison, c.kind,
       trim(ps.name || ' ' || ps.version) AS problem_set, p.key AS problem, p.language,
       person.pseudonym AS reviewer,
       CASE WHEN g.solution_id = lft.id THEN 'left' ELSE 'right' END AS side,
       own.provider, trim(own.name || ' ' || own.version) AS model,
       s.public_id::text AS solution, s.sample,
       CASE WHEN g.solution_id = lft.id THEN trim(rm.name || ' ' || rm.version)
            ELSE trim(lm.name || ' ' || lm.version) END AS other_model,
       q.key AS criterion, g.points, q.points AS scale_points,
       r.preference, r.confidence, r.active_seconds,
       k.evidence_policy, r.evidence_opened, r.recognised_model,
       u.name AS rubric, u.version AS rubric_version, k.design_hash,
       to_char(r.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS submitted_at
"""
EACH_RATING = """
JOIN evaluations_rating g ON g.review_id = r.id
JOIN evaluations_criterion q ON q.id = g.criterion_id
JOIN evaluations_solution s ON s.id = g.solution_id
JOIN evaluations_languagemodel own ON own.id = s.language_model_id
"""
IN_RUBRIC_ORDER = ", q.position, q.id, g.solution_id"

SCORECARDS = """
SELECT latest.public_id::text AS report, latest.inputs_hash, latest.design_hash,
       to_char(latest.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS built_at,
       trim(m.name || ' ' || m.version) AS model, m.provider, m.public_id::text AS model_id,
       s.measure, s.value, s.low, s.high, s.n, s.counted, s.unit
FROM evaluations_report latest
JOIN evaluations_scorecard s ON s.report_id = latest.id
JOIN evaluations_languagemodel m ON m.id = s.language_model_id
WHERE latest.id = (SELECT max(id) FROM evaluations_report WHERE campaign_id = %(campaign)s)
ORDER BY s.id
"""

TABLES = {
    "ratings": OF_RATING + SHARED + EACH_RATING + CURRENT + IN_RUBRIC_ORDER,
    "reviews": OF_REVIEW + SHARED + CURRENT,
    "scorecards": SCORECARDS,
}


def stream_rows(table: str, campaign: int) -> Iterator[Sequence[Any]]:
    """The names of the columns, then every row."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(TABLES[table], {"campaign": campaign})
        yield [column.name for column in cursor.description]
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows


def read_scans(solutions: QuerySet[Solution]) -> Iterator[tuple[Tool, Sequence[Scan]]]:
    """What each tool said last of each solution, a tool, version and set of rules at a time."""
    finished = ScanRun.objects.filter(solution__in=solutions, state=JobState.FINISHED)
    latest = finished.order_by("solution_id", "scanner", "origin", "-attempt")
    latest = latest.distinct("solution_id", "scanner", "origin")
    chosen = ScanRun.objects.filter(pk__in=latest.values("pk"))
    is_alone = solutions.count() == 1
    columns = ("scanner", "scanner_version", "rules_hash", "imported_from")
    for values in chosen.order_by(*columns).values_list(*columns).distinct():
        runs = chosen.filter(**dict(zip(columns, values, strict=True))).order_by(
            "solution_id", "pk"
        )
        related = runs.select_related("solution__problem__problem_set", "solution__language_model")
        scans = [_scan(run, is_alone) for run in related.prefetch_related("findings")]
        yield Tool(**dict(zip((field.name for field in fields(Tool)), values, strict=True))), scans


def _scan(run: ScanRun, is_alone: bool) -> Scan:
    solution = run.solution
    return Scan(
        solution=ScannedSolution(
            public_id=str(solution.public_id),
            problem_set=str(solution.problem.problem_set),
            problem=solution.problem.key,
            model=str(solution.language_model),
            sample=solution.sample,
            folder="" if is_alone else f"{solution.public_id}/",
        ),
        scanned=run.outcome == ScanOutcome.SCANNED,
        message=run.message,
        ended_at=f"{run.finished_at:%Y-%m-%dT%H:%M:%SZ}" if run.finished_at else "",
        findings=[
            ScanFinding(**{field.name: getattr(row, field.name) for field in fields(ScanFinding)})
            for row in run.findings.all()
        ],
    )
