"""What takes more than one stage, in the order of the flow: stages never call each other."""

from __future__ import annotations

from django.db import transaction

from evaluations.assigning.service import open_slots
from evaluations.models import Campaign
from evaluations.pairing.service import build_comparisons
from evaluations.planning.service import start_campaign


@transaction.atomic
def start(*, campaign: Campaign) -> Campaign:
    """Freeze the design, pair the solutions, open the slots: all of it or nothing.

    Raises:
        Conflict: the campaign is no draft, or its models never meet.
        InvalidInput: something is missing, or a problem's tests are not checked or not to be
            believed; every gap is in the details.
    """
    campaign = start_campaign(campaign=campaign)
    build_comparisons(campaign=campaign)
    open_slots(campaign=campaign)
    return campaign
