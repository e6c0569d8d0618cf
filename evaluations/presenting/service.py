"""Assignment -> BlindedComparison: prepared once in a worker, read lean when a reviewer asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evaluations.models import (
    Assignment,
    AssignmentState,
    Campaign,
    EvidencePolicy,
    Rendering,
    RenderingKind,
    Solution,
)
from evaluations.presenting.blinding import (
    BlindedAnchor,
    BlindedComparison,
    BlindedCriterion,
    BlindedDifference,
    BlindedFile,
    BlindedProblem,
    BlindedSolution,
    BlindedView,
    Side,
)
from evaluations.presenting.evidence import MachineRows, build_evidence
from evaluations.presenting.markdown import render_prompt
from evaluations.presenting.notices import Notice
from evaluations.presenting.queries import (
    Situation,
    find_evidence,
    find_files,
    find_names,
    find_renderings,
    find_situation,
)
from evaluations.presenting.rendering import (
    RenderedDifference,
    RenderedFile,
    difference_key,
    pack_difference,
    pack_solution,
    render_difference,
    render_solution,
    solution_key,
    unpack_difference,
    unpack_solution,
)

SUBMITTED = frozenset({AssignmentState.SUBMITTED, AssignmentState.LATE})

WORDS: dict[Notice, Promise] = {
    Notice.BINARY: _("This file is not text and is not shown."),
    Notice.TOO_BIG: _("This file is very large: it is shown without colours."),
    Notice.LONG_LINE: _("A line is very long: it is cut here, and there are no colours."),
    Notice.CUT: _("This file has more lines than can be shown: the rest is not here."),
    Notice.NO_LANGUAGE: _("This language is not known: the file is shown without colours."),
    Notice.INVISIBLE: _("This file holds invisible characters. They are shown by their number."),
    Notice.CONFUSABLE: _("This file holds letters that look like others. They are marked."),
    Notice.MASKED: _("Names that would tell who wrote this are masked."),
    Notice.IDENTICAL: _("Both sides are the same."),
    Notice.NOTHING_IN_COMMON: _("No line is the same on both sides: they stand in their order."),
    Notice.COARSE: _("Much differs: some lines stand beside each other only by their order."),
    Notice.NOT_COMPARED: _("These files cannot be compared line by line: see the two panes."),
    Notice.NOT_TESTED: _("The tests have not run yet."),
    Notice.NOT_SCANNED: _("Not scanned yet, which does not mean that nothing is wrong."),
    Notice.SCANNER_SILENT: _("Not scanned, which does not mean that nothing is wrong:"),
}


@dataclass(frozen=True, kw_only=True)
class _Pair:
    """Two solutions as laid out: their ids and the keys of their renderings."""

    language: str
    names: frozenset[str]
    left: int
    right: int
    left_key: str
    right_key: str

    @property
    def difference_key(self) -> str:
        return difference_key(left_key=self.left_key, right_key=self.right_key)


Files = tuple[RenderedFile, ...]


def prepare_solution(*, solution_id: int) -> int:
    """Render one solution for every campaign it takes part in. Returns how many were missing.

    Raises:
        Solution.DoesNotExist: there is none with this id.
    """
    solution = Solution.objects.select_related("problem").get(pk=solution_id)
    language = solution.problem.language
    campaigns = Campaign.objects.filter(
        problems=solution.problem_id, language_models=solution.language_model_id
    )
    names_of = {
        solution_key(content_hash=solution.content_hash, language=language, names=names): names
        for names in map(find_names, campaigns.values_list("pk", flat=True))
    }
    missing = names_of.keys() - find_renderings(names_of).keys()
    for key in missing:
        files = render_solution(solution.files, language=language, names=names_of[key])
        _store(RenderingKind.SOLUTION, key, pack_solution(files))
    return len(missing)


def prepare_comparison(*, comparison_id: int) -> int:
    """Render both solutions and their difference in both layouts. Returns how many were missing.

    Raises:
        Comparison.DoesNotExist: there is none with this id.
    """
    situation = find_situation(comparison_id)
    pairs = [_lay_out(situation, swapped=swapped) for swapped in (False, True)]
    wanted = {pairs[0].left_key, pairs[0].right_key, *(pair.difference_key for pair in pairs)}
    stored = find_renderings(wanted)
    left, right = _rendered(pairs[0], stored)
    solutions = {pairs[0].left_key: left, pairs[0].right_key: right}
    for key in solutions.keys() - stored.keys():
        _store(RenderingKind.SOLUTION, key, pack_solution(solutions[key]))
    for pair in pairs:
        if pair.difference_key not in stored:
            sides = solutions[pair.left_key], solutions[pair.right_key]
            content = pack_difference(render_difference(*sides))
            _store(RenderingKind.COMPARISON, pair.difference_key, content)
    return len(wanted - stored.keys())


def _store(kind: RenderingKind, key: str, content: dict[str, Any]) -> None:
    # Another worker may have been quicker with the same content.
    Rendering.objects.bulk_create(
        [Rendering(key=key, kind=kind, content=content)], ignore_conflicts=True
    )


def present_assignment(*, assignment: Assignment) -> BlindedComparison:
    """What its reviewer sees. Reads only: what is not prepared is computed and not stored.

    Raises:
        Comparison.DoesNotExist: the assignment was never stored.
    """
    situation = find_situation(assignment.comparison_id)
    pair = _lay_out(situation, swapped=assignment.swapped)
    left, right = _rendered(pair, find_renderings([pair.left_key, pair.right_key]))
    is_open = _shows_evidence(assignment, situation.evidence_policy)
    evidence = find_evidence([pair.left, pair.right]) if is_open else {}
    prompt = render_prompt(situation.prompt, language=situation.language)
    return BlindedComparison(
        token=assignment.token,
        campaign_id=situation.campaign_public_id,
        campaign_name=situation.campaign_name,
        problem=BlindedProblem(
            title=situation.title, language=situation.language, prompt_html=prompt
        ),
        left=_side(Side.LEFT, left, evidence.get(pair.left), pair.names),
        right=_side(Side.RIGHT, right, evidence.get(pair.right), pair.names),
        criteria=_criteria(situation),
        evidence_policy=situation.evidence_policy,
        draft=assignment.draft,
        is_sample=situation.is_sample,
    )


def present_views(*, assignment: Assignment) -> BlindedDifference:
    """Both sides in one view, aligned and unified. Reads only.

    Raises:
        Comparison.DoesNotExist: the assignment was never stored.
    """
    pair = _lay_out(find_situation(assignment.comparison_id), swapped=assignment.swapped)
    stored = find_renderings([pair.difference_key]).get(pair.difference_key)
    differences = (
        unpack_difference(stored)
        if stored
        else render_difference(*_rendered(pair, find_renderings([pair.left_key, pair.right_key])))
    )
    return BlindedDifference(
        aligned=tuple(_view(each, each.aligned) for each in differences),
        unified=tuple(_view(each, each.unified) for each in differences),
    )


def _view(difference: RenderedDifference, html: str) -> BlindedView:
    return BlindedView(path=difference.path, html=html, notice=_say_all(difference.notices))


def _lay_out(situation: Situation, *, swapped: bool) -> _Pair:
    names = frozenset(situation.names or ())
    a = (situation.solution_a, situation.hash_a)
    b = (situation.solution_b, situation.hash_b)
    (left, left_hash), (right, right_hash) = (b, a) if swapped else (a, b)
    language = situation.language
    return _Pair(
        language=language,
        names=names,
        left=left,
        right=right,
        left_key=solution_key(content_hash=left_hash, language=language, names=names),
        right_key=solution_key(content_hash=right_hash, language=language, names=names),
    )


def _rendered(pair: _Pair, stored: Mapping[str, Mapping[str, Any]]) -> tuple[Files, Files]:
    keys = {pair.left: pair.left_key, pair.right: pair.right_key}
    missing = [solution for solution, key in keys.items() if key not in stored]
    sources = find_files(missing) if missing else {}
    left, right = (
        render_solution(sources[solution], language=pair.language, names=pair.names)
        if solution in sources
        else unpack_solution(stored[key])
        for solution, key in keys.items()
    )
    return left, right


def _side(
    side: Side, files: Files, rows: MachineRows | None, names: frozenset[str]
) -> BlindedSolution:
    paths = {file.source: file.path for file in files}
    return BlindedSolution(
        side=side,
        files=tuple(map(_file, files)),
        evidence=rows and build_evidence(rows, names=names, paths=paths, say=_say),
    )


def _file(file: RenderedFile) -> BlindedFile:
    return BlindedFile(
        path=file.path,
        text=file.text,
        lines_html=file.lines_html,
        notice=_say_all(file.notices),
    )


def _shows_evidence(assignment: Assignment, policy: str) -> bool:
    if policy == EvidencePolicy.AFTER_FIRST_VERDICT:
        return assignment.state in SUBMITTED
    return policy == EvidencePolicy.FROM_START


def _criteria(situation: Situation) -> tuple[BlindedCriterion, ...]:
    return tuple(
        BlindedCriterion(
            key=key,
            name=name,
            question=question,
            anchors=tuple(
                BlindedAnchor(point=point, words=words) for point, words in anchors or ()
            ),
        )
        for key, name, question, anchors in situation.criteria or ()
    )


def _say(notice: Notice) -> str:
    return str(WORDS[notice])


def _say_all(notices: Iterable[Notice]) -> str:
    return " ".join(map(_say, notices))
