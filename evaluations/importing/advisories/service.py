"""A file of OSV -> AdvisorySnapshot with its Advisory rows. All of a file or nothing of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.db import transaction

from evaluations.errors import Conflict
from evaluations.importing.advisories.osv import OsvRecord
from evaluations.importing.advisories.reading import read_advisories
from evaluations.importing.faults import Fault, FaultLog, quote
from evaluations.importing.reading import IncomingFile
from evaluations.importing.refusal import RefusedFile
from evaluations.models import Advisory, AdvisorySnapshot

ROWS_PER_INSERT = 1_000


@transaction.atomic
def import_advisories(*, file: IncomingFile, taken_on: date | None = None) -> AdvisorySnapshot:
    """Store the file as the snapshot its ecosystems are held against from now on.

    ``taken_on`` defaults to the newest ``modified`` of the advisories. What older snapshots know of
    the same ecosystems is removed; their records stay. The same file again changes nothing.

    Raises:
        RefusedFile: the file has faults; nothing is stored.
        Conflict: a newer snapshot of one of its ecosystems is stored.
    """
    with file.path.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    known = AdvisorySnapshot.objects.filter(sha256=sha256).first()
    if known is not None:
        return known
    snapshot = AdvisorySnapshot.objects.create(
        file_name=file.known_as[-255:], sha256=sha256, taken_on=taken_on or date.min
    )
    taking = _Taking(file, snapshot)
    taking.take()
    snapshot.taken_on = taken_on or taking.newest
    snapshot.counts = taking.counts()
    snapshot.save(update_fields=["taken_on", "counts"])
    _replace_older(snapshot)
    return snapshot


class _Taking:
    """One pass through a file: rows are written as they come, faults are kept."""

    def __init__(self, file: IncomingFile, snapshot: AdvisorySnapshot) -> None:
        self._file = file
        self._snapshot = snapshot
        self._log = FaultLog(most=file.limits.faults)
        self._seen: set[str] = set()
        self._ecosystems = Counter[str]()
        self._withdrawn = self._others = 0
        self.newest = date.min

    def take(self) -> None:
        """Store the advisories.

        Raises:
            RefusedFile: there are faults, or no advisory that our scanners could use.
        """
        rows: list[Advisory] = []
        for record in self._sound_records():
            rows += self._rows(record)
            if len(rows) >= ROWS_PER_INSERT:
                self._store(rows)
                rows = []
        self._store(rows)
        if not self._ecosystems and not self._log.total:
            self._log.add(_nothing_usable())
        if self._log.total:
            raise RefusedFile(self._file.known_as, self._log)

    def counts(self) -> dict[str, object]:
        """Advisories by ecosystem; those withdrawn, and of ecosystems that are not scanned."""
        return {
            "ecosystems": dict(sorted(self._ecosystems.items())),
            "withdrawn": self._withdrawn,
            "other_ecosystems": self._others,
        }

    def _sound_records(self) -> Iterator[OsvRecord]:
        for each in read_advisories(self._file):
            if isinstance(each, Fault):
                self._log.add(each)
            elif each.osv_id in self._seen:
                self._log.add(_doubled(each.osv_id))
            else:
                self._seen.add(each.osv_id)
                yield each

    def _rows(self, record: OsvRecord) -> Iterator[Advisory]:
        self.newest = max(self.newest, record.modified)
        self._withdrawn += record.withdrawn
        self._others += not record.packages and not record.withdrawn
        for package in record.packages if not record.withdrawn else ():
            self._ecosystems[package.ecosystem] += 1
            yield Advisory(
                snapshot=self._snapshot,
                osv_id=record.osv_id,
                aliases=record.aliases,
                ecosystem=package.ecosystem,
                package=package.package,
                ranges=package.ranges,
                versions=package.versions,
                severity=record.severity,
                summary=record.summary,
                cwe=record.cwe,
            )

    def _store(self, rows: list[Advisory]) -> None:
        if not self._log.total:  # else all of it is undone anyway
            Advisory.objects.bulk_create(rows)


def _replace_older(snapshot: AdvisorySnapshot) -> None:
    ecosystems = list(snapshot.counts["ecosystems"])
    stored = Advisory.objects.filter(ecosystem__in=ecosystems).exclude(snapshot=snapshot)
    newer = (
        stored.filter(snapshot__taken_on__gt=snapshot.taken_on).select_related("snapshot").first()
    )
    if newer is not None:
        raise Conflict(
            f"{snapshot.file_name} is of {snapshot.taken_on}, but for {newer.ecosystem} the newer "
            f"{newer.snapshot} is stored. If it was taken later than that, say so: --taken-on"
        )
    stored.delete()


def _nothing_usable() -> Fault:
    return Fault(
        message="no advisory is of an ecosystem that is scanned",
        remedy="Give advisories of PyPI, npm, Go or crates.io",
    )


def _doubled(osv_id: str) -> Fault:
    return Fault(message=f"advisory {quote(osv_id)} is given twice", remedy="Keep one of the two")
