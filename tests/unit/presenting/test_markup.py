from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.presenting.blinding import (
    BlindedEvidence,
    BlindedFile,
    BlindedFinding,
    BlindedSolution,
    Side,
)
from evaluations.presenting.diff import compare_lines, fold
from evaluations.presenting.highlighting import highlight
from evaluations.presenting.markup import (
    MAX_ROWS,
    PlacedFinding,
    aligned_html,
    mark_html,
    pane_html,
    pane_views,
    unified_html,
)
from evaluations.presenting.text import find_oddities
from tests.unit.presenting.test_highlighting import plain

LEFT = ["def f(a):", "    x = 1", "    return x"]
RIGHT = ["def f(a):", "    x = 2", "    y = 3", "    return x"]


class Page(HTMLParser):
    """Checks that tags nest, and collects ids, names of attributes, rows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: set[str] = set()
        self.references: set[str] = set()
        self.rows = 0
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "col":
            self.open.append(tag)
        self.rows += tag == "tr"
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "aria-labelledby":
                self.references.update((value or "").split())

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def views(left: list[str], right: list[str]) -> tuple[str, str]:
    rows = fold(compare_lines(left, right).rows)
    return (
        aligned_html(rows, left, right, file_index=0),
        unified_html(rows, left, right, file_index=0),
    )


def finding(line: int = 2, path: str = "solution.py") -> BlindedFinding:
    return BlindedFinding(
        path=path,
        line=line,
        end_line=line,
        severity="high",
        tools=("bandit",),
        rule="S105",
        cwe="CWE-259",
        message='Possible "password" <b>',
    )


def test_it_builds_a_pane_of_numbered_lines():
    html = pane_html(["a", "b"], side=Side.LEFT, file_index=0)
    assert html == (
        '<table class="cv cv-pane"><col class="cv-number"><col><tbody>'
        '<tr id="left-0-1"><th scope="row">1</th><td>a</td></tr>'
        '<tr id="left-0-2"><th scope="row">2</th><td>b</td></tr>'
        "</tbody></table>"
    )


def test_it_gives_blank_lines_something_to_copy():
    assert "<td>\n</td>" in pane_html(["a", "", "b"], side=Side.LEFT, file_index=0)
    for html in views(["a", "", "b"], ["c", "", "d"]):
        assert "<td>\n</td>" in html


def test_it_puts_a_finding_in_the_gutter_of_its_line_escaped():
    placed = PlacedFinding(place=3, finding=finding())
    html = pane_html(["a", "b"], side=Side.RIGHT, file_index=1, findings=[placed])
    label = "high: S105 Possible &quot;password&quot; &lt;b&gt;"
    assert (
        '<tr id="right-1-2" class="cv-found"><th scope="row"><a class="cv-dot" '
        f'data-severity="high" href="#right-finding-3" title="{label}" aria-label="{label}"></a>'
        "2</th><td>b</td></tr>"
    ) in html


def test_it_shows_findings_only_with_evidence_and_only_in_their_file():
    evidence = BlindedEvidence(
        suites=(), findings=(finding(1, "a.py"), finding(1, "b.py")), metrics=(), notes=()
    )
    files = tuple(
        BlindedFile(path=path, text="x", lines_html=("x",), notice="") for path in ("a.py", "b.py")
    )
    withheld = BlindedSolution(side=Side.LEFT, files=files, evidence=None)
    shown = BlindedSolution(side=Side.LEFT, files=files, evidence=evidence)
    assert not any("cv-dot" in view.html for view in pane_views(withheld))
    first, second = pane_views(shown)
    assert "left-finding-0" in first.html
    assert "left-finding-1" not in first.html
    assert "left-finding-1" in second.html


def test_it_keeps_all_but_the_first_rows_of_a_huge_file_out_of_the_document():
    html = pane_html(["x"] * (MAX_ROWS + 5), side=Side.LEFT, file_index=0)
    shown, hidden = html.split("<template>")
    assert shown.count("<tr id=") == MAX_ROWS
    assert hidden.count("<tr id=") == 5
    assert '<button type="button" id="left-0-fold-0" data-count="5"' in shown


def test_it_aligns_two_sides_and_says_of_each_line_what_it_is():
    aligned, _ = views(LEFT, RIGHT)
    assert (
        '<tr><th scope="row" id="a0-l1" aria-labelledby="cv-left a0-l1">1</th><td>def f(a):</td>'
        '<th scope="row" id="a0-r1" aria-labelledby="cv-right a0-r1">1</th><td>def f(a):</td></tr>'
    ) in aligned
    assert (
        '<tr class="cv-c"><th scope="row" id="a0-l2" aria-labelledby="cv-left a0-l2 cv-changed">2'
        "</th><td>    x = <mark>1</mark></td>"
    ) in aligned
    assert (
        '<tr class="cv-r"><td></td><td></td><th scope="row" id="a0-r3" '
        'aria-labelledby="cv-right a0-r3 cv-right-only">3</th><td>    y = 3</td></tr>'
    ) in aligned


def test_it_shows_what_differs_one_side_after_the_other_in_the_unified_view():
    _, unified = views(["a = 1", "b = 1"], ["a = 2", "b = 2"])
    kinds = [part[:4] for part in unified.split('<tr class="')[1:]]
    assert kinds == ["cv-l", "cv-l", "cv-r", "cv-r"]


def test_it_hides_equal_lines_in_a_template_that_expands_in_place():
    left = ["a = 1", *[f"line {n}" for n in range(30)], "b = 1"]
    right = ["a = 2", *[f"line {n}" for n in range(30)], "b = 2"]
    for html, columns in zip(views(left, right), (4, 3), strict=True):
        before, after = html.split("<template>")
        hidden, _ = after.split("</template>")
        assert hidden.count("<tr>") == 24
        assert "line 3" in hidden
        assert f'<td colspan="{columns}"><button type="button"' in before
        assert 'data-count="24"' in before


LINES = st.lists(st.sampled_from(["a = 1", "a = 2", "", "x", "return a", *"bcdefgh"]), max_size=60)


@settings(deadline=None)
@given(LINES, LINES)
def test_it_writes_well_formed_rows_with_unique_ids_and_no_style_or_script(left, right):
    for html in views(left, right):
        page = Page(html)
        assert len(page.ids) == len(set(page.ids))
        assert page.attributes <= {
            *("id", "class", "scope", "aria-labelledby", "colspan", "type", "data-count")
        }
        assert {each for each in page.references if not each.startswith("cv-")} <= set(page.ids)


def test_it_limits_the_rows_of_a_comparison_in_the_document():
    left = [f"left {n}" for n in range(MAX_ROWS + 50)]
    right = [f"right {n}" for n in range(MAX_ROWS + 50)]
    aligned, _ = views(left, right)
    shown, hidden = aligned.split("<template>")
    assert (shown.count('<tr class="cv-c">'), hidden.count('<tr class="cv-c">')) == (MAX_ROWS, 50)


def test_it_lays_marks_over_colours_entities_and_invisible_characters():
    text = "if a<b: \u202e# x"
    (line,) = highlight(text, language="python", overlays=find_oddities(text)).lines_html
    marked = mark_html(line, [(0, 4), (8, 9)])
    assert marked.startswith('<i class="k"><mark>if</mark></i><mark> a</mark>&lt;b: <mark><span')
    assert "</span></mark>" in marked


@settings(deadline=None)
@given(
    st.text(alphabet="ab<&# '\"1\u200b", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=1),
)
def test_it_marks_without_changing_a_character(text, marks):
    (line,) = highlight(text, language="python", overlays=find_oddities(text)).lines_html
    marked = mark_html(line, marks)
    assert plain(marked) == plain(line)
    Page(marked)
