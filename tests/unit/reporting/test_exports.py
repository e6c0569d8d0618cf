from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest

from evaluations.reporting.exports.encoding import CHUNK, encode_csv, encode_jsonl
from evaluations.reporting.exports.manifest import Tally, build_manifest

HEADER = ["review", "comment", "late", "confidence", "notes"]
PLAIN = ["r1", 'Says "yes", then\nno; größer', True, None, [{"text": "=1"}]]


def read_csv(chunks):
    return list(csv.reader(io.StringIO(b"".join(chunks).decode(), newline="")))


def test_it_writes_csv_that_reads_back_the_same():
    rows = read_csv(encode_csv([HEADER, PLAIN]))
    assert rows == [HEADER, ["r1", PLAIN[1], "true", "", '[{"text": "=1"}]']]


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\ufeff=1"),
        *("\u200b@x", "\tplain", "＝1", "=cmd|' /C calc'!A0"),  # noqa: RUF001  (full-width sign)
    ],
)
def test_it_keeps_a_spreadsheet_from_computing_a_comment(text):
    (_, [cell]) = read_csv(encode_csv([["comment"], [text]]))
    assert cell == f"'{text}"


@pytest.mark.parametrize("value", [-1, -0.5, 3])
def test_it_leaves_numbers_alone(value):
    (_, [cell]) = read_csv(encode_csv([["log_odds"], [value]]))
    assert cell == str(value)


@pytest.mark.parametrize("text", ["a = b", "fine", "", "it's"])
def test_it_leaves_harmless_text_alone(text):
    (_, row) = read_csv(encode_csv([["comment", "n"], [text, 1]]))
    assert row[0] == text


def test_it_keeps_every_text_exactly_in_jsonl():
    text = '=1+1\n\u2028"größer"\ttab'
    line = b"".join(encode_jsonl([["comment", "late"], [text, False]])).decode()
    assert json.loads(line) == {"comment": text, "late": False}
    assert line.count("\n") == 1


@pytest.mark.parametrize("encode", [encode_csv, encode_jsonl])
def test_it_streams_in_chunks_of_bounded_size(encode):
    chunks = list(encode([["a", "b"], *([str(number), "x" * 100] for number in range(5000))]))
    assert len(chunks) > 5
    assert max(map(len, chunks)) < 2 * CHUNK


@pytest.mark.parametrize("encode", [encode_csv, encode_jsonl])
def test_it_writes_an_empty_table(encode):
    written = b"".join(encode([["a", "b"]]))
    assert written in {b"a,b\r\n", b""}


def test_it_hashes_and_counts_what_it_writes():
    tally = Tally()
    written = b"".join(tally.count_bytes(encode_csv(tally.count_rows([HEADER, PLAIN, PLAIN]))))
    entry = tally.close("reviews.csv")
    assert (entry.rows, entry.size_bytes) == (2, len(written))
    assert entry.sha256 == hashlib.sha256(written).hexdigest()
    manifest = build_manifest(
        campaign={"id": "c", "name": "n"},
        design_hash="d",
        design={},
        report=None,
        versions={},
        exported_at="2026-05-02T10:00:00+00:00",
        files=[entry],
    )
    assert manifest["files"][0]["name"] == "reviews.csv"
    assert json.loads(json.dumps(manifest)) == manifest
