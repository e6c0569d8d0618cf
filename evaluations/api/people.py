"""Who is asking, as a rater."""

from __future__ import annotations

from uuid import UUID

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from evaluations.errors import NotFound
from evaluations.models import Campaign
from reviewers.models import Reviewer, User
from reviewers.service import find_reviewer

READ_TO_LEASE = ("public_id", "state", "overlap", "lease_minutes")
"""Of a campaign; the rest follows when it is asked for."""


def person(request: Request) -> User:
    """Who is signed in.

    Raises:
        NotAuthenticated: nobody is.
    """
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


def reviewer_of(request: Request) -> Reviewer:
    """The reviewer behind a request.

    Raises:
        NotFound: who is asking rates nowhere; said in the same words as for what is not there.
    """
    reviewer = find_reviewer(user=person(request))
    if reviewer is None:
        raise NotFound("There is no such comparison for you.")
    return reviewer


def campaign_rated_by(request: Request, public_id: UUID) -> Campaign:
    """A campaign the person rates in; any other is as absent as one that does not exist.

    Raises:
        NotFound: there is none.
    """
    rated = Campaign.objects.rated_by(person(request)).only(*READ_TO_LEASE)
    try:
        return rated.get(public_id=public_id)
    except Campaign.DoesNotExist:
        raise NotFound("There is no such campaign for you.") from None
