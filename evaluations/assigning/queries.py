"""The next free slot, in one index step, and what becomes of leases that ran out.

PostgreSQL decides every race: candidates are locked with SKIP LOCKED and re-checked under the
lock, and unique constraints stand behind that. Time is the database's ``now()``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from django.db import connection

from evaluations.models import Assignment

CLAIM = """
WITH candidate AS (
    SELECT a.id FROM evaluations_assignment a
    WHERE a.campaign_id = %(campaign)s AND a.state = 'open'
      AND a.slot = %(slot)s AND a.swapped = %(swapped)s
      AND a.order_key >= %(low)s AND a.order_key < %(high)s
      AND NOT EXISTS (
          SELECT 1 FROM evaluations_assignment mine
          WHERE mine.comparison_id = a.comparison_id AND mine.reviewer_id = %(reviewer)s
      )
    ORDER BY a.order_key LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE evaluations_assignment a
SET state = 'leased', reviewer_id = %(reviewer)s, leased_at = now(),
    lease_expires_at = now() + %(minutes)s * interval '1 minute',
    shown_at = CASE WHEN %(prefetch)s THEN NULL ELSE now() END
FROM candidate WHERE a.id = candidate.id
RETURNING a.*
"""

DESK = """
SELECT (
    SELECT id FROM evaluations_assignment
    WHERE campaign_id = %(campaign)s AND reviewer_id = %(reviewer)s AND state = 'leased'
      AND lease_expires_at > now() AND (shown_at IS NULL OR NOT %(prefetch)s)
    ORDER BY shown_at NULLS LAST, id LIMIT 1
), had.all_of_them, had.swapped, ARRAY(
    SELECT level FROM generate_series(0, %(overlap)s - 1) AS level
    WHERE EXISTS (
        SELECT 1 FROM evaluations_assignment
        WHERE campaign_id = %(campaign)s AND state = 'open' AND slot = level
    ) ORDER BY level
)
FROM (
    SELECT count(*) AS all_of_them, count(*) FILTER (WHERE swapped) AS swapped
    FROM evaluations_assignment
    WHERE campaign_id = %(campaign)s AND reviewer_id = %(reviewer)s
) had
"""

RETAKE = """
WITH put_aside AS (
    SELECT mine.id, free.id AS free_id, free.slot
    FROM evaluations_assignment mine
    JOIN evaluations_assignment free
      ON free.comparison_id = mine.comparison_id AND free.state = 'open'
    WHERE mine.reviewer_id = %(reviewer)s AND mine.campaign_id = %(campaign)s
      AND mine.state IN ('skipped', 'expired')
      AND (%(assignment)s::bigint IS NULL OR mine.id = %(assignment)s)
    ORDER BY mine.finished_at, mine.id LIMIT 1 FOR UPDATE SKIP LOCKED
), freed AS (
    DELETE FROM evaluations_assignment WHERE id IN (SELECT free_id FROM put_aside)
    RETURNING id
)
SELECT put_aside.id, put_aside.slot FROM put_aside JOIN freed ON freed.id = put_aside.free_id
"""

HOLD_AGAIN = """
UPDATE evaluations_assignment
SET state = 'leased', slot = %(slot)s, leased_at = now(), finished_at = NULL, reason = '',
    lease_expires_at = now() + %(minutes)s * interval '1 minute',
    shown_at = CASE WHEN %(prefetch)s THEN NULL ELSE now() END
WHERE id = %(id)s
"""

EXPIRE = """
WITH due AS (
    SELECT id FROM evaluations_assignment
    WHERE state = 'leased' AND lease_expires_at < now()
    ORDER BY id FOR UPDATE SKIP LOCKED
), never_seen AS (
    UPDATE evaluations_assignment
    SET state = 'open', reviewer_id = NULL, leased_at = NULL, lease_expires_at = NULL,
        token = gen_random_uuid(), draft = '{}'::jsonb
    WHERE id IN (SELECT id FROM due) AND shown_at IS NULL
    RETURNING id
), seen AS (
    UPDATE evaluations_assignment
    SET state = 'expired', finished_at = now()
    WHERE id IN (SELECT id FROM due) AND shown_at IS NOT NULL
    RETURNING campaign_id, comparison_id, slot, swapped, order_key
)
INSERT INTO evaluations_assignment
    (token, campaign_id, comparison_id, slot, swapped, order_key, state, reason, draft)
SELECT gen_random_uuid(), campaign_id, comparison_id, slot, swapped, order_key, 'open', '',
       '{}'::jsonb
FROM seen
"""


class Desk(NamedTuple):
    """What a reviewer holds now and has had so far; ``levels``: slots that are still open."""

    held: int | None
    had: int
    had_swapped: int
    levels: list[int]


def look_at_desk(*, campaign: int, overlap: int, reviewer: int, prefetch: bool) -> Desk:
    """All that decides where the reviewer goes on; a prefetch takes no notice of what is shown."""
    values = {
        "campaign": campaign,
        "overlap": overlap,
        "reviewer": reviewer,
        "prefetch": prefetch,
    }
    with connection.cursor() as cursor:
        cursor.execute(DESK, values)
        return Desk(*cursor.fetchone())


def claim_slot(
    *,
    campaign: int,
    levels: list[int],
    reviewer: int,
    minutes: int,
    prefetch: bool,
    start: float,
    swapped_first: bool,
) -> Assignment | None:
    """Lease the least covered free slot to ``reviewer``; ``None`` when none is left.

    ``start`` in [0, 1) is where the reviewer's own shuffled order continues; ``swapped_first``
    asks for the layout this reviewer has had less often.
    """
    values = {
        "campaign": campaign,
        "reviewer": reviewer,
        "minutes": minutes,
        "prefetch": prefetch,
    }
    for probe in _probes(levels, start=start, swapped_first=swapped_first):
        for claimed in Assignment.objects.raw(CLAIM, {**values, **probe}):
            return claimed
    return None


def _probes(
    levels: list[int], *, start: float, swapped_first: bool
) -> Iterator[dict[str, int | bool | float]]:
    sides = (swapped_first, not swapped_first)
    ranges = ((start, 1.0), (0.0, start))
    for slot, swapped, (low, high) in product(levels, sides, ranges):
        yield {"slot": slot, "swapped": swapped, "low": low, "high": high}


def retake_slot(
    *, campaign: int, reviewer: int, minutes: int, prefetch: bool, assignment: int | None = None
) -> int | None:
    """Give a comparison that this reviewer skipped, or lost by time, back to them if still free."""
    values = {"campaign": campaign, "reviewer": reviewer, "assignment": assignment}
    with connection.cursor() as cursor:
        cursor.execute(RETAKE, values)
        row = cursor.fetchone()
        if row is None:
            return None
        pk, slot = int(row[0]), int(row[1])
        held = {"id": pk, "slot": slot, "minutes": minutes, "prefetch": prefetch}
        cursor.execute(HOLD_AGAIN, held)
    return pk


def expire_due_leases() -> int:
    """Free what ran out: seen ones leave an EXPIRED row behind and an open one in their slot."""
    with connection.cursor() as cursor:
        cursor.execute(EXPIRE)
        return int(cursor.rowcount)
