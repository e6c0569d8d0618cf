"""Where a file's solutions lie while they are judged: a temporary table, filled by COPY.

Rows stream in as fast as they are read, memory stays constant, questions such as "which are stored
already?" are joins, and what is new moves over in one statement. Knows PostgreSQL, not Django.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, LiteralString

from psycopg import Cursor, sql

from evaluations.importing.completions import has_fences
from evaluations.importing.faults import Fault, FaultLog
from evaluations.importing.preview import (
    ModelPreview,
    conflicting_result,
    conflicting_solution,
    doubled_solution,
    name_solution,
)
from evaluations.importing.records import ModelIdentity, SolutionRecord

CREATE = """
CREATE TEMPORARY TABLE incoming_solution (
    position integer, line integer, model integer, problem_id bigint, sample integer,
    form text, files jsonb,
    raw_completion text, content_hash text, latency_ms integer, input_tokens integer,
    output_tokens integer, cost_usd numeric, results jsonb, fenced boolean
) ON COMMIT DROP;
CREATE TEMPORARY TABLE incoming_model (model integer, id bigint) ON COMMIT DROP;
"""
DROP = "DROP TABLE incoming_solution, incoming_model"
COPY = "COPY incoming_solution FROM STDIN"
SAVE_MODELS = "INSERT INTO incoming_model SELECT * FROM unnest(%s::integer[], %s::bigint[])"
ANALYSE = "ANALYZE incoming_solution"

STORED = """
FROM incoming_solution i JOIN incoming_model m USING (model)
LEFT JOIN {solution} s
  ON s.problem_id = i.problem_id AND s.language_model_id = m.id AND s.sample = i.sample
"""
RESULTS = (
    STORED
    + """
CROSS JOIN LATERAL jsonb_to_recordset(i.results) AS r (source text, verdict text, message text)
LEFT JOIN {run} t
  ON t.solution_id = s.id AND t.origin = 'imported' AND t.imported_from = r.source
"""
)
NEW_SOLUTIONS = STORED + "WHERE s.id IS NULL ORDER BY i.position"
NEW_RESULTS = RESULTS + "WHERE t.id IS NULL ORDER BY i.position"
SOLUTION_COLUMNS: Mapping[LiteralString, LiteralString] = {
    "public_id": "gen_random_uuid()",
    "created_at": "now()",
    "language_model_id": "m.id",
    "problem_id": "i.problem_id",
    "sample": "i.sample",
    "form": "i.form",
    "files": "i.files",
    "raw_completion": "i.raw_completion",
    "content_hash": "i.content_hash",
    "latency_ms": "i.latency_ms",
    "input_tokens": "i.input_tokens",
    "output_tokens": "i.output_tokens",
    "cost_usd": "i.cost_usd",
}
RESULT_COLUMNS: Mapping[LiteralString, LiteralString] = {
    "public_id": "gen_random_uuid()",
    "created_at": "now()",
    "solution_id": "s.id",
    "imported_from": "r.source",
    "verdict": "r.verdict",
    "message": "r.message",
}

COUNT_BY_MODEL = (
    """
SELECT i.model, count(*), count(*) FILTER (WHERE s.id IS NULL),
       count(*) FILTER (WHERE s.content_hash = i.content_hash),
       count(*) FILTER (WHERE s.content_hash <> i.content_hash),
       count(*) - count(DISTINCT (i.problem_id, i.sample)), count(*) FILTER (WHERE i.fenced)
"""
    + STORED
    + "GROUP BY i.model"
)
MISSING_BY_MODEL = """
SELECT m.model, count(*), (array_agg(p.key ORDER BY p.position, p.id))[:10]
FROM incoming_model m CROSS JOIN {problem} p
WHERE p.problem_set_id = %s
  AND NOT EXISTS (SELECT FROM incoming_solution i WHERE i.model = m.model AND i.problem_id = p.id)
  AND NOT EXISTS (SELECT FROM {solution} s WHERE s.language_model_id = m.id AND s.problem_id = p.id)
GROUP BY m.model
"""
RESULTS_BY_MODEL = "SELECT i.model, count(*)" + RESULTS + "WHERE t.id IS NULL GROUP BY i.model"

DOUBLED = """
SELECT line, key, model, sample, first_line FROM (
    SELECT i.position, i.line, p.key, i.model, i.sample,
           first_value(i.line) OVER same AS first_line, row_number() OVER same AS turn
    FROM incoming_solution i JOIN {problem} p ON p.id = i.problem_id
    WINDOW same AS (PARTITION BY i.model, i.problem_id, i.sample ORDER BY i.position)
) numbered
WHERE turn > 1 ORDER BY position
"""
CONFLICTING = (
    "SELECT i.line, p.key, i.model, i.sample"
    + STORED
    + """
JOIN {problem} p ON p.id = i.problem_id
WHERE s.content_hash <> i.content_hash ORDER BY i.position
"""
)
CONFLICTING_RESULTS = (
    "SELECT i.line, p.key, i.model, i.sample, r.source, t.verdict, r.verdict AS given"
    + RESULTS
    + """
JOIN {problem} p ON p.id = i.problem_id
WHERE t.verdict <> r.verdict ORDER BY i.position
"""
)


class Staging:
    """The staging tables of one import, inside the caller's transaction.

    ``tables`` names the stored tables ``problem``, ``solution`` and ``run``.
    """

    def __init__(self, cursor: Cursor[Any], tables: Mapping[str, str], *, most_models: int) -> None:
        self._cursor = cursor
        self._tables = {name: sql.Identifier(table) for name, table in tables.items()}
        self._most_models = most_models
        self._numbers: dict[ModelIdentity, int] = {}
        cursor.execute(CREATE)

    @property
    def models(self) -> list[ModelIdentity]:
        """Every model of the file, in the order of its first row."""
        return list(self._numbers)

    def fill(
        self, records: Iterable[SolutionRecord], problem_ids: Mapping[str, int], log: FaultLog
    ) -> None:
        """Copy ``records`` in; those of one model too many become faults."""
        with self._cursor.copy(COPY) as copy:
            for position, record in enumerate(records, start=1):
                number = self._numbers.setdefault(record.model, len(self._numbers))
                if number < self._most_models:
                    problem_id = problem_ids[record.problem]
                    copy.write_row(_row(record, position, number, problem_id))
                else:
                    del self._numbers[record.model]
                    log.add(_too_many_models(record.line, self._most_models))
        self._cursor.execute(ANALYSE)

    def save_models(self, ids: list[int]) -> None:
        """Tell the row ids of :attr:`models`, in their order."""
        self._cursor.execute(SAVE_MODELS, (list(range(len(ids))), ids))

    def model_previews(self, *, problem_set_id: int) -> tuple[ModelPreview, ...]:
        """Counts of every model, in the order of the file."""
        counts = {row[0]: row[1:] for row in self._fetch(self._sql(COUNT_BY_MODEL))}
        missing = {
            row[0]: row[1:] for row in self._fetch(self._sql(MISSING_BY_MODEL), problem_set_id)
        }
        results = {row[0]: row[1] for row in self._fetch(self._sql(RESULTS_BY_MODEL))}
        return tuple(
            _model_preview(model, counts[n], missing.get(n, (0, [])), results.get(n, 0))
            for model, n in self._numbers.items()
        )

    def log_faults(self, log: FaultLog) -> None:
        """Log what contradicts itself in the file, or what is stored."""
        for line, key, model, sample, first in self._fetch_faults(DOUBLED, log):
            log.add(doubled_solution(line, first, self._name(key, model, sample)))
        for line, key, model, sample in self._fetch_faults(CONFLICTING, log):
            log.add(conflicting_solution(line, self._name(key, model, sample)))
        for line, key, model, sample, *facts in self._fetch_faults(CONFLICTING_RESULTS, log):
            source, stored, given = facts
            what = f"the {source} result of {self._name(key, model, sample)}"
            log.add(conflicting_result(line, what, stored, given))

    def insert(
        self,
        table: str,
        *,
        selected: Mapping[LiteralString, LiteralString],
        given: Mapping[str, object],
        source: LiteralString,
    ) -> None:
        """Insert into ``table`` the rows of ``source`` (NEW_SOLUTIONS or NEW_RESULTS).

        ``selected`` maps column to SQL expression, ``given`` column to one value for every row.
        """
        command = sql.SQL("INSERT INTO {} ({}) SELECT {} {}").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, (*selected, *given))),
            self._sql(", ".join((*selected.values(), *["%s"] * len(given)))),
            self._sql(source),
        )
        self._cursor.execute(command, tuple(given.values()))

    def drop(self) -> None:
        """Remove the tables before the transaction ends, for the next file in it."""
        self._cursor.execute(DROP)

    def _sql(self, text: LiteralString) -> sql.Composed:
        return sql.SQL(text).format(**self._tables)

    def _fetch(self, query: sql.Composed, *parameters: object) -> list[tuple[Any, ...]]:
        return self._cursor.execute(query, parameters).fetchall()

    def _fetch_faults(self, text: LiteralString, log: FaultLog) -> list[tuple[Any, ...]]:
        """As many rows as ``log`` has room for; the others are counted there."""
        counted = sql.SQL("SELECT count(*) OVER (), found.* FROM ({}) found LIMIT %s")
        rows = self._fetch(counted.format(self._sql(text)), max(log.room, 1))
        log.count_unlisted(rows[0][0] - len(rows) if rows else 0)
        return [row[1:] for row in rows]

    def _name(self, problem: str, model: int, sample: int) -> str:
        return name_solution(problem, self.models[model], sample)


def _row(record: SolutionRecord, position: int, model: int, problem_id: int) -> tuple[object, ...]:
    """``record`` in the order of the staging table's columns."""
    files = [{"path": file.path, "text": file.text} for file in record.files]
    results = [
        {"source": r.source, "verdict": r.verdict, "message": r.message} for r in record.results
    ]
    return (
        position,
        record.line,
        model,
        problem_id,
        record.sample,
        record.form,
        json.dumps(files),
        record.raw_completion,
        record.content_hash,
        record.latency_ms,
        record.input_tokens,
        record.output_tokens,
        record.cost_usd,
        json.dumps(results),
        has_fences(record.raw_completion),
    )


def _model_preview(
    model: ModelIdentity,
    counts: tuple[int, ...],
    missing: tuple[int, list[str]],
    new_results: int,
) -> ModelPreview:
    recognised, new, unchanged, conflicting, doubled, fenced = counts
    return ModelPreview(
        model=model,
        recognised=recognised,
        new=new,
        unchanged=unchanged,
        conflicting=conflicting,
        doubled=doubled,
        missing=missing[0],
        missing_keys=tuple(missing[1]),
        fenced=fenced,
        new_results=new_results,
    )


def _too_many_models(line: int | None, most: int) -> Fault:
    return Fault(
        line=line,
        message=f"the file names more than {most:,} models",
        remedy="Look at the model field; a file has one or a few",
    )
