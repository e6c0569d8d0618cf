"""Whatever the bytes: records or faults, never a crash."""

from __future__ import annotations

import gzip
import json
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.importing.completions import assemble_program
from evaluations.importing.faults import Fault
from evaluations.importing.formats import PROBLEM_FORMATS, SOLUTION_FORMATS
from evaluations.importing.formats.base import SolutionContext
from evaluations.importing.formats.human_eval import ResultRow as Result
from evaluations.importing.formats.own_rows import ProblemRow as OwnProblem
from evaluations.importing.formats.own_rows import SolutionRow as OwnSolution
from evaluations.importing.limits import ImportLimits
from evaluations.importing.reading import Source
from evaluations.importing.records import ProblemRecord, SolutionRecord
from tests.unit.importing.reading_helpers import PROBLEMS

patiently = partial(settings, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LIMITS = ImportLimits(line_bytes=4_096, document_bytes=65_536, rows=100, depth=20)
FIELDS = st.sampled_from(
    sorted({*OwnProblem.model_fields, *OwnSolution.model_fields, *Result.model_fields, "eval"})
)
TEXTS = st.one_of(st.text(), st.sampled_from(["add", "Mbpp/2", "\ud800", "a\0b", "../x", "1e400"]))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELDS | TEXTS, inner, max_size=4),
    max_leaves=12,
)
ROWS = st.dictionaries(FIELDS, VALUES, max_size=8).map(json.dumps).map(str.encode)
LINES = st.one_of(ROWS, st.binary(max_size=200))
FILES = st.lists(LINES, max_size=8).map(b"\n".join)


def read_everything(content: bytes) -> list[Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.jsonl"
        path.write_bytes(content)
        found: list[Any] = []
        for problem_format in PROBLEM_FORMATS:
            with Source(path, limits=LIMITS) as source:
                found += problem_format.read(source)
        for solution_format in SOLUTION_FORMATS:
            with Source(path, limits=LIMITS) as source:
                found += solution_format.read(source, SolutionContext(problems=PROBLEMS))
        return found


def is_storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


@patiently(max_examples=150)
@given(FILES)
def test_it_reads_any_lines_into_records_and_faults(content: bytes):
    found = read_everything(content)
    assert found
    for each in found:
        assert isinstance(each, Fault | ProblemRecord | SolutionRecord)
        assert is_storable(repr(each))


@patiently(max_examples=60)
@given(FILES, st.data())
def test_it_reads_any_broken_gzip(content: bytes, data: st.DataObject):
    packed = bytearray(gzip.compress(content))
    position = data.draw(st.integers(2, len(packed) - 1))
    packed[position] ^= data.draw(st.integers(1, 255))
    assert all(
        isinstance(each, Fault | ProblemRecord | SolutionRecord)
        for each in read_everything(bytes(packed[: data.draw(st.integers(2, len(packed)))]))
    )


@patiently(max_examples=100)
@given(ROWS)
def test_it_never_hands_on_text_a_database_cannot_store(row: bytes):
    for each in read_everything(row):
        if isinstance(each, SolutionRecord):
            texts = [each.problem, each.model.name, each.raw_completion]
            texts += [part for file in each.files for part in (file.path, file.text)]
            assert all(is_storable(text) for text in texts)


@patiently(max_examples=100)
@given(st.text(), st.text())
def test_it_assembles_a_program_from_any_texts(prompt: str, completion: str):
    program = assemble_program(
        prompt=prompt, completion=f"def add(a):\n    return a\n{completion}", entry_point="add"
    )
    assert program.endswith(completion)


def test_it_survives_programs_that_are_hard_to_parse():
    for hard in ("(" * 50_000, "-" * 200_000 + "1", "a" + ".a" * 100_000, "f" + "()" * 100_000):
        completion = f"def add(a):\n    return a\n{hard}"
        assert assemble_program(
            prompt="def add(a):\n    pass\n", completion=completion, entry_point="add"
        ).endswith(hard)
