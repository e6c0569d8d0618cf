"""Who may open which page: three short checks, and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from evaluations.errors import NotAllowed, NotFound
from evaluations.models import Campaign
from reviewers.models import User

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def person(request: HttpRequest) -> User:
    """Who is signed in; pages under :func:`signed_in` always have somebody."""
    if not isinstance(request.user, User):
        raise NotAllowed("Sign in first.")
    return request.user


def signed_in(page: Page[P]) -> Page[P]:
    """For everybody with an account; others are sent to sign in."""
    return login_required(page)


def for_admins(page: Page[P]) -> Page[P]:
    """For admins alone. To others it is not there: a page's existence tells nothing."""
    return _only(page, lambda user: user.is_admin)


def for_report_readers(page: Page[P]) -> Page[P]:
    """For admins and analysts."""
    return _only(page, lambda user: user.reads_reports)


def _only(page: Page[P], allowed: Callable[[User], bool]) -> Page[P]:
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not allowed(person(request)):
            raise NotFound("There is no such page for you.")
        return page(request, *args, **kwargs)

    update_wrapper(guarded, page)
    return login_required(guarded)


def find_campaign(request: HttpRequest, public_id: UUID) -> Campaign:
    """A campaign this person may open.

    Raises:
        NotFound: there is none, or it is not theirs to see.
    """
    visible = Campaign.objects.visible_to(person(request)).select_related("rubric")
    campaign = visible.filter(public_id=public_id).first()
    if campaign is None:
        raise NotFound("There is no such campaign for you.")
    return campaign
