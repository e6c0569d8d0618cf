"""rows -> Report, Scorecard. The same rows give the same report, built once."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

import evaluations
from evaluations.errors import Conflict, NotFound
from evaluations.models import Campaign, CampaignReviewer, LanguageModel, Report, Review, Scorecard
from evaluations.reporting.access import may_see_outcomes, may_take_away
from evaluations.reporting.inputs import DOCUMENT_VERSION, hash_inputs
from evaluations.reporting.queries import read_inputs
from reviewers.models import User

log = structlog.get_logger(__name__)

DRAWING_SECONDS = 60


def build_report(*, campaign: Campaign, created_by: User | None = None) -> Report:
    """Freeze what the campaign's rows say now; unchanged rows return the report they have.

    Raises:
        Conflict: the campaign has not started, so nothing is fixed that could be reported.
    """
    inputs = read_inputs(campaign.pk)
    if not inputs.campaign.design_hash:
        raise Conflict("The campaign has not started: there is nothing to report yet.")
    inputs_hash = hash_inputs(inputs)
    known = Report.objects.filter(campaign=campaign, inputs_hash=inputs_hash).first()
    if known is not None:
        return known
    # NumPy and SciPy take 40 MB that a web process which only shows reports has no use for.
    from evaluations.reporting.document import build_document

    content = build_document(inputs)
    content["charts"] = draw_charts(content)
    return _store(
        campaign,
        inputs_hash,
        design_hash=inputs.campaign.design_hash,
        versions=_versions(),
        seed=inputs.campaign.seed,
        content=content,
        created_by=created_by,
    )


@dataclass(frozen=True, kw_only=True)
class Rights:
    """``sees`` outcomes; ``takes_away`` reports and exports."""

    sees: bool
    takes_away: bool


def rights_of(*, user: User, campaign: Campaign) -> Rights:
    """What a person may do with the outcomes of a campaign; see :mod:`.access`."""
    person: dict[str, Any] = {
        "role": user.role,
        "state": campaign.state,
        "is_active_panel_member": CampaignReviewer.objects.filter(
            campaign=campaign, reviewer__user=user, active=True
        ).exists(),
    }
    return Rights(sees=may_see_outcomes(**person), takes_away=may_take_away(**person))


def find_campaign(*, name_or_id: str) -> Campaign:
    """A campaign as somebody at the command line names it.

    Raises:
        NotFound: no campaign has this name or id; the message lists those there are.
    """
    with suppress(ValueError):
        by_id = Campaign.objects.filter(public_id=UUID(name_or_id)).first()
        if by_id is not None:
            return by_id
    found = Campaign.objects.filter(name=name_or_id).first()
    if found is None:
        names = ", ".join(f'"{name}"' for name in Campaign.objects.values_list("name", flat=True))
        raise NotFound(f'No campaign is called "{name_or_id}". There are: {names or "none yet"}.')
    return found


def latest_report(*, campaign: Campaign) -> Report | None:
    """The report that was built last."""
    return Report.objects.filter(campaign=campaign).select_related("created_by").first()


def number_of_report(*, report: Report) -> int:
    """1 for the first report of its campaign."""
    return Report.objects.filter(campaign=report.campaign_id, pk__lte=report.pk).count()


def reviews_since(*, report: Report) -> int:
    """How many reviews and revisions came in after the report was built."""
    stored = Review.objects.filter(assignment__campaign=report.campaign_id).count()
    return max(0, stored - int(report.content["stored_reviews"]))


@transaction.atomic
def _store(campaign: Campaign, inputs_hash: str, **fields: Any) -> Report:
    """The report with its scorecards; of two built at once from the same rows, the first stays."""
    report, created = Report.objects.get_or_create(
        campaign=campaign, inputs_hash=inputs_hash, defaults=fields
    )
    if created:
        Scorecard.objects.bulk_create(_scorecards(report))
    return report


def _scorecards(report: Report) -> list[Scorecard]:
    models = {
        str(public_id): pk
        for public_id, pk in LanguageModel.objects.filter(campaigns=report.campaign).values_list(
            "public_id", "pk"
        )
    }
    return [
        Scorecard(
            report=report,
            language_model_id=models[model["id"]],
            measure=measure,
            **{name: number[name] for name in ("value", "low", "high", "n", "counted", "unit")},
        )
        for model in report.content["models"]
        for measure, number in model["numbers"].items()
    ]


def _versions() -> dict[str, str]:
    """What computed the numbers."""
    packages = ("numpy", "scipy", "altair", "vl-convert-python")
    return {"document": str(DOCUMENT_VERSION), "python": sys.version.split()[0]} | {
        package: version(package) for package in packages
    }


def draw_charts(content: dict[str, Any]) -> dict[str, str]:
    """Chart name -> SVG, drawn by a process of its own.

    Altair and vl-convert take 120 MB that a server would never give back. Without charts a report
    still has every number, so a fault there is logged and no more.
    """
    try:
        drawn = subprocess.run(
            [sys.executable, "-m", "evaluations.reporting.drawing"],
            input=json.dumps(content),
            cwd=Path(evaluations.__file__).parents[1],
            capture_output=True,
            text=True,
            check=True,
            timeout=DRAWING_SECONDS,
        )
    except subprocess.SubprocessError as error:
        log.error("charts_not_drawn", error=str(error), stderr=getattr(error, "stderr", None))
        return {}
    charts: dict[str, str] = json.loads(drawn.stdout)
    return charts
