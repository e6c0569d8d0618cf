"""Lines and rows as HTML, built once and cached. The contract between the server and the page.

The HTML holds no words (so one cached copy serves every language), no inline style, no script.
The page supplies the words once, hidden, and the rows refer to them by id::

    <div hidden>
      <span id="cv-left">left, line</span>
      <span id="cv-right">right, line</span>
      <span id="cv-changed">changed</span>
      <span id="cv-left-only">only on the left</span>
      <span id="cv-right-only">only on the right</span>
      <span id="cv-show">show hidden lines:</span>
    </div>

A screen reader then says "left, line 14, changed". Line numbers are real text in ``th`` cells; the
style sheet gives ``.cv th`` the rule ``user-select: none``, so that copying takes the code alone.
``i`` below is the index of the file within its solution, from 0.

Pane, one file of one side, from :func:`pane_html`::

    <table class="cv cv-pane">
      <tbody>
        <tr id="left-i-14"><th scope="row">14</th><td>CODE</td></tr>
        <tr id="left-i-15" class="cv-found">
          <th scope="row"><a class="cv-dot" data-severity="high" href="#left-finding-0"
             title="high: S105 message" aria-label="high: S105 message"></a>15</th>
          <td>CODE</td></tr>
      </tbody>
      FOLD (of a long file: everything after its first 1,000 lines)
    </table>

``#left-finding-0`` is the place in ``BlindedEvidence.findings`` of that side, from 0: the list of
findings gives its items these ids.

Aligned, two sides of one file, from :func:`aligned_html`; a side without a line has two empty
``td``::

    <table class="cv cv-aligned">
      <tbody>
        <tr><th scope="row" id="ai-l14" aria-labelledby="cv-left ai-l14">14</th><td>CODE</td>
            <th scope="row" id="ai-r15" aria-labelledby="cv-right ai-r15">15</th><td>CODE</td></tr>
        <tr class="cv-c"> both sides, aria-labelledby="cv-left ai-l16 cv-changed" and so on </tr>
        <tr class="cv-l"><th ... "cv-left ai-l17 cv-left-only">17</th><td>CODE</td>
            <td></td><td></td></tr>
        <tr class="cv-r"><td></td><td></td>
            <th ... "cv-right ai-r17 cv-right-only">17</th><td>CODE</td></tr>
      </tbody>
      FOLD
    </table>

Unified, from :func:`unified_html`: left number, right number, code. A changed line is a ``cv-l``
row in a run of them, followed by the run of ``cv-r`` rows::

    <table class="cv cv-unified">
      <tbody>
        <tr><th scope="row" id="ui-l14" ...>14</th><th scope="row" id="ui-r15" ...>15</th>
            <td>CODE</td></tr>
        <tr class="cv-l"><th ...>16</th><td></td><td>CODE</td></tr>
        <tr class="cv-r"><td></td><th ...>16</th><td>CODE</td></tr>

Every table begins with its columns, ``<col class="cv-number">`` for numbers and ``<col>`` for code.

FOLD: hidden rows stand in a ``template`` right after the row that stands for them, so they cost the
browser nothing until they are wanted. The page moves rows (from the top, from the bottom, or all)
out of ``template.content`` into the table and lowers or removes the count. Prefix ``left-i``,
``right-i``, ``ai`` or ``ui``; ``colspan`` 2, 4 or 3::

    <tbody class="cv-fold">
      <tr><td colspan="4"><button type="button" id="ai-fold-0" data-count="24"
          aria-labelledby="cv-show ai-fold-0">24</button></td></tr>
    </tbody>
    <template><tr>...</tr> 24 of them</template>

CODE is inline; a blank line is a line feed, so that it is copied too::

    <i class="k">      k keyword, f name of a function or class, b builtin, s string, n number,
                       c comment; all else is bare
    <mark>             what the paired line does not have (inside i where both apply)
    <span class="cv-mask">masked</span>                                     a masked name
    <span class="cv-odd" title="U+202E RIGHT-TO-LEFT OVERRIDE">U+202E</span> an invisible character
    <span class="cv-like" title="U+0430 CYRILLIC SMALL LETTER A">...</span>  a look-alike letter
    <span class="cv-cut">…</span>          the rest of a very long line is not shown

Difference must not be told by colour alone: give ``.cv-l``, ``.cv-r`` and ``.cv-c`` a sign in CSS
(``th::before``) and ``mark`` an underline. Neither side is "removed".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from evaluations.presenting.blinding import BlindedFinding, BlindedSolution, BlindedView, Side
from evaluations.presenting.diff import DiffRow, RowKind, unfold
from evaluations.presenting.line_pairing import Span

MAX_ROWS = 1_000
"""Rows in the document at first; the rest waits in a fold, so that a huge file opens at once."""
BLANK = "\n"
"""What a blank line holds: browsers leave an empty cell out of what is copied."""

# One match is a tag, or one displayed character however it is written, or a run of plain ones.
_ATOM = re.compile(
    r'(?P<odd><span class="cv-odd"[^>]*>[^<]*</span>)'
    r'|(?P<tag><span class="cv-cut">.*$|<[^>]*>)|(?P<entity>&[^;]+;)|(?P<plain>[^<&]+)'
)
# A table may begin with a fold over its whole width, so the widths cannot come from its first row.
_COLUMNS = {
    "cv-pane": '<col class="cv-number"><col>',
    "cv-aligned": '<col class="cv-number"><col><col class="cv-number"><col>',
    "cv-unified": '<col class="cv-number"><col class="cv-number"><col>',
}
_ROW_CLASS = {
    RowKind.SAME: "",
    RowKind.CHANGED: ' class="cv-c"',
    RowKind.LEFT_ONLY: ' class="cv-l"',
    RowKind.RIGHT_ONLY: ' class="cv-r"',
}
_ROW_WORD = {
    RowKind.SAME: "",
    RowKind.CHANGED: " cv-changed",
    RowKind.LEFT_ONLY: " cv-left-only",
    RowKind.RIGHT_ONLY: " cv-right-only",
}


@dataclass(frozen=True, kw_only=True)
class PlacedFinding:
    """A finding with its place in the list of its side, from 0."""

    place: int
    finding: BlindedFinding


@dataclass(frozen=True, kw_only=True)
class _Chunk:
    rows: list[str]
    is_hidden: bool


def pane_views(solution: BlindedSolution) -> tuple[BlindedView, ...]:
    """The files of one side as panes, with its findings in the gutter where they may be seen."""
    findings = solution.evidence.findings if solution.evidence else ()
    placed = [PlacedFinding(place=i, finding=finding) for i, finding in enumerate(findings)]
    return tuple(
        BlindedView(
            path=file.path,
            html=pane_html(
                file.lines_html,
                side=solution.side,
                file_index=index,
                findings=[each for each in placed if each.finding.path == file.path],
            ),
            notice=file.notice,
        )
        for index, file in enumerate(solution.files)
    )


def pane_html(
    lines_html: Sequence[str],
    *,
    side: Side,
    file_index: int,
    findings: Iterable[PlacedFinding] = (),
) -> str:
    """One file of one side as a table; findings of this file stand in the gutter of their line."""
    prefix = f"{side}-{file_index}"
    dots: dict[int, str] = {}
    for placed in findings:
        line = placed.finding.line
        dots[line] = dots.get(line, "") + _dot_html(placed, side)
    rows = [
        f'<tr id="{prefix}-{number}"{_found(dots, number)}><th scope="row">{dots.get(number, "")}'
        f"{number}</th><td>{line or BLANK}</td></tr>"
        for number, line in enumerate(lines_html, start=1)
    ]
    chunks = [
        _Chunk(rows=rows[:MAX_ROWS], is_hidden=False),
        _Chunk(rows=rows[MAX_ROWS:], is_hidden=True),
    ]
    return _table(chunks, css="cv-pane", columns=2, prefix=prefix)


def _found(dots: dict[int, str], number: int) -> str:
    return ' class="cv-found"' if number in dots else ""


def _dot_html(placed: PlacedFinding, side: Side) -> str:
    finding = placed.finding
    label = escape(f"{finding.severity}: {finding.rule} {finding.message}")
    return (
        f'<a class="cv-dot" data-severity="{escape(finding.severity)}" '
        f'href="#{side}-finding-{placed.place}" title="{label}" aria-label="{label}"></a>'
    )


def aligned_html(
    rows: Sequence[DiffRow],
    left_html: Sequence[str],
    right_html: Sequence[str],
    *,
    file_index: int,
) -> str:
    """Folded rows (see :func:`~evaluations.presenting.diff.fold`) as a table of two sides."""
    prefix = f"a{file_index}"

    def html(shown: Iterable[DiffRow]) -> Iterator[str]:
        for row in shown:
            left = _number_html(row, Side.LEFT, prefix) + _code_html(row, Side.LEFT, left_html)
            right = _number_html(row, Side.RIGHT, prefix) + _code_html(row, Side.RIGHT, right_html)
            yield f"<tr{_ROW_CLASS[row.kind]}>{left}{right}</tr>"

    chunks = (
        _Chunk(rows=list(html(part)), is_hidden=is_hidden) for is_hidden, part in _parts(rows)
    )
    return _table(chunks, css="cv-aligned", columns=4, prefix=prefix)


def unified_html(
    rows: Sequence[DiffRow],
    left_html: Sequence[str],
    right_html: Sequence[str],
    *,
    file_index: int,
) -> str:
    """Folded rows as a table of one column of code: equal lines once, others left, then right."""
    prefix = f"u{file_index}"

    def html(row: DiffRow) -> str:
        side = Side.RIGHT if row.kind is RowKind.RIGHT_ONLY else Side.LEFT
        numbers = _number_html(row, Side.LEFT, prefix) + _number_html(row, Side.RIGHT, prefix)
        code = _code_html(row, side, left_html if side is Side.LEFT else right_html)
        return f"<tr{_ROW_CLASS[row.kind]}>{numbers}{code}</tr>"

    chunks = (
        _Chunk(rows=[html(row) for row in _one_column(part)], is_hidden=is_hidden)
        for is_hidden, part in _parts(rows)
    )
    return _table(chunks, css="cv-unified", columns=3, prefix=prefix)


def _one_column(rows: Iterable[DiffRow]) -> Iterator[DiffRow]:
    for is_same, run in groupby(rows, key=lambda row: row.kind is RowKind.SAME):
        if is_same:
            yield from run
            continue
        unequal = list(run)
        for row in unequal:
            if row.left_line is not None:
                yield DiffRow(
                    kind=RowKind.LEFT_ONLY,
                    left_line=row.left_line,
                    right_line=None,
                    left_marks=row.left_marks,
                )
        for row in unequal:
            if row.right_line is not None:
                yield DiffRow(
                    kind=RowKind.RIGHT_ONLY,
                    left_line=None,
                    right_line=row.right_line,
                    right_marks=row.right_marks,
                )


def _parts(rows: Sequence[DiffRow]) -> Iterator[tuple[bool, list[DiffRow]]]:
    """Runs of rows that are shown (False) and of rows that wait in a fold (True)."""
    shown = 0
    for is_gap, run in groupby(rows, key=lambda row: row.kind is RowKind.GAP):
        part = list(run)
        if is_gap:
            yield True, [row for gap in part for row in unfold(gap)]
            continue
        room = max(0, MAX_ROWS - shown)
        yield False, part[:room]
        yield True, part[room:]
        shown += len(part)


def _number_html(row: DiffRow, side: Side, prefix: str) -> str:
    number = row.left_line if side is Side.LEFT else row.right_line
    if number is None:
        return "<td></td>"
    place = f"{prefix}-{side[0]}{number}"
    word = _ROW_WORD[row.kind]
    return f'<th scope="row" id="{place}" aria-labelledby="cv-{side} {place}{word}">{number}</th>'


def _code_html(row: DiffRow, side: Side, lines_html: Sequence[str]) -> str:
    is_left = side is Side.LEFT
    number = row.left_line if is_left else row.right_line
    if number is None:
        return "<td></td>"
    marks = row.left_marks if is_left else row.right_marks
    line = lines_html[number - 1]
    return f"<td>{mark_html(line, marks) if marks else line or BLANK}</td>"


def mark_html(line_html: str, marks: Sequence[Span]) -> str:
    """Lay ``mark`` over stretches of a highlighted line, counted in its displayed characters."""
    html: list[str] = []
    place = 0
    for atom in _ATOM.finditer(line_html):
        if atom.lastgroup == "tag":
            html.append(atom.group())
        elif atom.lastgroup == "plain":
            html.extend(_marked_run(atom.group(), place, marks))
            place += len(atom.group())
        else:
            inside = any(start <= place < end for start, end in marks)
            html.append(f"<mark>{atom.group()}</mark>" if inside else atom.group())
            place += 1
    return "".join(html).replace("</mark><mark>", "")


def _marked_run(text: str, place: int, marks: Sequence[Span]) -> Iterator[str]:
    done = 0
    for start, end in marks:
        first, last = max(start - place, done), min(end - place, len(text))
        if first < last:
            yield f"{text[done:first]}<mark>{text[first:last]}</mark>"
            done = last
    yield text[done:]


def _table(chunks: Iterable[_Chunk], *, css: str, columns: int, prefix: str) -> str:
    body: list[str] = []
    folds = 0
    for chunk in chunks:
        if not chunk.rows:
            continue
        rows = "".join(chunk.rows)
        if chunk.is_hidden:
            fold = _fold_html(f"{prefix}-fold-{folds}", len(chunk.rows), columns)
            body.append(f"{fold}<template>{rows}</template>")
            folds += 1
        else:
            body.append(f"<tbody>{rows}</tbody>")
    return f'<table class="cv {css}">{_COLUMNS[css]}{"".join(body)}</table>'


def _fold_html(place: str, count: int, columns: int) -> str:
    return (
        f'<tbody class="cv-fold"><tr><td colspan="{columns}"><button type="button" id="{place}" '
        f'data-count="{count}" aria-labelledby="cv-show {place}">{count}</button></td></tr></tbody>'
    )
