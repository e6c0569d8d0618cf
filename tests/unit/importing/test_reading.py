"""Reading in constant memory, within limits."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path

from evaluations.importing.faults import Fault, FaultLog, quote
from evaluations.importing.limits import KIBIBYTE, MEBIBYTE, ImportLimits
from evaluations.importing.reading import IncomingFile, Row, Source
from tests.unit.importing.reading_helpers import read_rows, write

LONG_ROW = b'{"a": "' + b"x" * 1_000 + b'"}\n'
BOMB = ImportLimits(unpacked_ratio=100, ratio_from_bytes=MEBIBYTE)


def test_it_reads_plain_and_gzip_alike(tmp_path: Path):
    content = '{"a": 1}\n{"b": 2}\n'
    plain = read_rows(write(tmp_path, content, "a.jsonl"))
    packed = read_rows(write(tmp_path, content, "a.jsonl.gz"))
    assert plain == packed == [Row(line=1, value={"a": 1}), Row(line=2, value={"b": 2})]


def test_it_knows_gzip_by_its_bytes_not_its_name(tmp_path: Path):
    path = write(tmp_path, gzip.compress(b'{"a": 1}'), "plainly.jsonl")
    assert read_rows(path) == [Row(line=1, value={"a": 1})]


def test_it_skips_blank_lines_but_counts_them(tmp_path: Path):
    assert read_rows(write(tmp_path, '\n\r\n{"a": 1}\r\n\n')) == [Row(line=3, value={"a": 1})]


def test_it_skips_a_byte_order_mark(tmp_path: Path):
    assert read_rows(write(tmp_path, '\ufeff{"a": 1}')) == [Row(line=1, value={"a": 1})]


def test_it_takes_a_line_of_exactly_the_limit(tmp_path: Path):
    limits = ImportLimits(line_bytes=20)
    longest = json.dumps({"a": "x" * 11})
    assert len(longest) == 20
    content = f'{longest}\n{longest[:-2]}yy"}}\n{longest}'
    found = read_rows(write(tmp_path, content), limits)
    assert [type(each) for each in found] == [Row, Fault, Row]
    assert found[2] == Row(line=3, value={"a": "x" * 11})


def test_it_stops_at_too_many_rows(tmp_path: Path):
    found = read_rows(write(tmp_path, '{"a": 1}\n' * 5), ImportLimits(rows=3))
    assert [type(each) for each in found] == [Row, Row, Row, Fault]
    assert isinstance(found[3], Fault)
    assert found[3].line == 4


def test_it_refuses_a_file_too_large(tmp_path: Path):
    found = read_rows(write(tmp_path, '{"a": 1}\n' * 5), ImportLimits(file_bytes=20))
    assert isinstance(found[0], Fault)
    assert "45 bytes; at most 20" in found[0].message


def test_it_stops_at_a_decompression_bomb_of_many_lines(tmp_path: Path):
    path = write(tmp_path, LONG_ROW * 10_000, "bomb.jsonl.gz")
    found = read_rows(path, BOMB)
    assert isinstance(found[-1], Fault)
    assert "decompression bomb" in found[-1].message
    assert len(found) < 3_000


def test_it_stops_at_a_decompression_bomb_of_one_line_in_little_memory(tmp_path: Path):
    path = write(tmp_path, b"x" * 100 * MEBIBYTE, "bomb.jsonl.gz")
    tracemalloc.start()
    found = read_rows(path, BOMB)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "decompression bomb" in str(found[-1])
    assert peak < 8 * MEBIBYTE


def test_it_stops_at_the_most_bytes_a_file_may_unpack_to(tmp_path: Path):
    path = write(tmp_path, LONG_ROW * 10_000, "large.jsonl.gz")
    limits = ImportLimits(
        ratio_from_bytes=MEBIBYTE, unpacked_ratio=10**6, unpacked_bytes=2 * MEBIBYTE
    )
    assert "decompression bomb" in str(read_rows(path, limits)[-1])


def test_it_keeps_what_came_before_broken_gzip(tmp_path: Path):
    rows = "".join(json.dumps({"n": n, "x": str(n) * 9}) + "\n" for n in range(9_000))
    path = write(tmp_path, gzip.compress(rows.encode())[:-2_000])
    found = read_rows(path)
    assert found[0] == Row(line=1, value={"n": 0, "x": "0" * 9})
    assert "gzip data is broken" in str(found[-1])


def test_it_reads_a_document_of_many_lines_as_one_object(tmp_path: Path):
    with Source(write(tmp_path, '{\n"a": [1, 2.50, 1e400]\n}')) as source:
        assert source.document() == {"a": ["1", "2.50", "1e400"]}


def test_it_refuses_a_document_too_long(tmp_path: Path):
    path = write(tmp_path, '{"a": "' + "x" * 100 + '"}')
    with Source(path, limits=ImportLimits(document_bytes=50)) as source:
        faults = source.document()
    assert isinstance(faults, list)
    assert "longer than 50 bytes" in faults[0].message


def test_it_says_that_a_document_is_empty(tmp_path: Path):
    with Source(write(tmp_path, " \n")) as source:
        faults = source.document()
    assert isinstance(faults, list)
    assert faults[0].message == "the file is empty"


def test_it_tells_how_far_it_is_on_the_disk(tmp_path: Path):
    path = write(tmp_path, LONG_ROW * 1_000)
    with Source(path) as source:
        assert (source.position, source.size) == (0, 0)
        rows = source.rows()
        next(rows)
        assert 0 < source.position < source.size == 1_000 * len(LONG_ROW)
        list(rows)
        assert source.position == source.size


def test_it_knows_an_upload_by_its_own_name(tmp_path: Path):
    file = IncomingFile(path=tmp_path / "upload-17", name="gpt4.jsonl")
    assert file.known_as == file.open().name == "gpt4.jsonl"


def test_it_does_not_take_brackets_in_text_for_depth(tmp_path: Path):
    row = {"code": "[" * 500 + '"\\' + "{" * 500, "more": "]" * 9}
    assert read_rows(write(tmp_path, json.dumps(row))) == [Row(line=1, value=row)]


def test_it_counts_depth_not_brackets(tmp_path: Path):
    row = {"lists": [[1]] * 500}
    assert read_rows(write(tmp_path, json.dumps(row))) == [Row(line=1, value=row)]


def test_it_reads_escaped_characters_beyond_the_basic_plane(tmp_path: Path):
    assert read_rows(write(tmp_path, '{"a": "\\ud83d\\ude00"}')) == [Row(line=1, value={"a": "😀"})]


def test_it_reads_numbers_up_to_the_ends_of_bigint(tmp_path: Path):
    row = {"most": 2**63 - 1, "least": -(2**63 - 1), "small": 1e-400}
    assert read_rows(write(tmp_path, json.dumps(row))) == [Row(line=1, value={**row, "small": 0})]


def test_it_keeps_a_bounded_list_of_faults_and_counts_all():
    log = FaultLog(most=2)
    for number in (3, 1, 2):
        log.add(Fault(line=number, message="is wrong", remedy="Mend it"))
    log.count_unlisted(10)
    assert log.total == 13
    assert [fault.line for fault in log.in_order()] == [1, 3]
    assert log.room == 0


def test_it_says_where_and_what_to_do():
    fault = Fault(line=3, field="model", message="is missing", remedy="Add it")
    assert str(fault) == "line 3, field model: is missing. Add it."
    asking = Fault(
        line=1, field="cod", message="is not a known field", remedy="Did you mean 'code'?"
    )
    assert asking.words == "is not a known field. Did you mean 'code'?"
    assert str(Fault(message="is empty", remedy="Fill it")) == "the file: is empty. Fill it."


def test_it_quotes_on_one_short_line_without_invisible_characters():
    assert quote("a\n\u202eb") == "'a\\n\\u202eb'"
    assert len(quote("x" * KIBIBYTE)) == 82
