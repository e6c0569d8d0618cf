"""Suppressions of every language are found line by line; strings and sentences are none."""

from __future__ import annotations

import pytest

from evaluations.scanning.inside.comments import find_directives


def lines_of(suffix, text):
    return [found.line for found in find_directives(suffix, text.encode())]


@pytest.mark.parametrize(
    ("suffix", "comment"),
    [
        *[(".js", "// eslint-disable-line"), (".js", "/* eslint-disable no-eval */")],
        *[(".mjs", "// eslint-disable-next-line"), (".js", "/* eslint no-eval: 0 */")],
        *[
            (".js", "// biome-ignore lint: why"),
            (".js", "// oxlint-disable"),
            (".js", "// NOSONAR"),
        ],
        *[(".js", "// nosemgrep: rule"), (".js", "// pragma: allowlist secret")],
        *[(".ts", "// @ts-ignore"), (".ts", "// @ts-nocheck"), (".tsx", "/* @ts-expect-error */")],
        *[(".go", "//nolint:errcheck"), (".go", "// #nosec G204"), (".go", "//lint:ignore S1 why")],
        *[(".sh", "# shellcheck disable=SC2086"), (".sh", "# nosemgrep")],
        *[(".sql", "-- noqa: CV05"), (".sql", "-- sqlfluff:rules:LT01"), (".sql", "/* noqa */")],
        *[(".rs", "#[allow(dead_code)]"), (".rs", "#![allow(clippy::all)]")],
        *[(".rs", "#[expect(unused)]"), (".rs", "#[cfg_attr(test, allow(unused))]")],
    ],
)
def test_it_finds_every_way_to_silence_a_scanner(suffix, comment):
    assert lines_of(suffix, f"\n{comment}\n") == [2]


def test_it_finds_each_of_two_in_one_comment():
    assert lines_of(".js", "f() // eslint-disable-line // nosemgrep\n") == [1, 1]


def test_it_counts_lines_inside_a_comment_and_with_any_line_ending():
    assert lines_of(".go", "/*\r\n so\r\n nolint\r\n*/\r\npackage a //nolint\r\n") == [3, 5]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".js", 'const s = "// eslint-disable-line"\n'),
        (".js", "const s = `/* eslint-disable */`\n"),
        (".js", "// what eslint-disable does\n"),
        (".sh", "echo '# shellcheck disable=SC1'\n"),
        (".sql", "SELECT '-- noqa'\n"),
        (".rs", 'let s = "#[allow(x)]"; s.expect("a");\n'),
        (".rs", "#[derive(Debug)]\nstruct A;\n"),
        (".go", "// nothing is nolinted\n"),
    ],
)
def test_it_takes_no_string_and_no_sentence_for_a_suppression(suffix, text):
    assert lines_of(suffix, text) == []
