"""Counting problems against what is stored, and the error of a faulty file."""

from __future__ import annotations

from evaluations.importing.faults import Fault, FaultLog
from evaluations.importing.preview import FaultyFile, ProblemTally, SolutionPreview
from evaluations.importing.records import ProblemRecord


def problem(key: str, line: int, prompt: str = "Do.") -> ProblemRecord:
    return ProblemRecord(line=line, key=key, title=key, language="python", prompt=prompt)


def test_it_counts_new_unchanged_conflicting_doubled_and_absent_problems():
    stored = {
        "same": problem("same", 9).content_hash,
        "other": problem("other", 9, "Did.").content_hash,
        "absent": "hash",
    }
    log = FaultLog()
    tally = ProblemTally(stored, log)
    for line, key in enumerate(["same", "other", "new", "new"], start=1):
        tally.add(problem(key, line))
    assert tally.counts() == {
        "recognised": 4,
        "new": 1,
        "unchanged": 1,
        "conflicting": 1,
        "doubled": 1,
        "absent": 1,
    }
    assert [(fault.line, fault.message) for fault in log.in_order()] == [
        (2, "problem 'other' is stored with another content"),
        (4, "problem 'new' stands on line 3 already"),
    ]


def test_it_tells_the_first_fault_and_carries_all():
    fault = Fault(line=2, field="model", message="is missing", remedy="Add it")
    preview = SolutionPreview(
        file_name="a.jsonl", format="jsonl", problem_set="x 1", faults=(fault,), fault_count=1_200
    )
    error = FaultyFile(preview)
    assert error.message == (
        "a.jsonl has 1,200 faults; nothing was imported. "
        "The first: line 2, field model: is missing. Add it."
    )
    assert error.details["faults"] == [
        {"line": 2, "field": "model", "message": "is missing", "remedy": "Add it"}
    ]
    assert not preview.is_sound
