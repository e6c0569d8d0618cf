"""People: accounts, reviewer profiles, ways in."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from reviewers.models import Invitation, Reviewer, Role, SignInLink, User

LINK_LIFETIME = timedelta(days=7)
INVITATION_LIFETIME = timedelta(days=14)


def hash_token(token: str) -> str:
    """What is stored of a secret token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_user(
    *,
    username: str,
    display_name: str = "",
    email: str = "",
    role: str = Role.REVIEWER,
    password: str | None = None,
) -> User:
    """A person; without a password only links let them in."""
    user = User(username=username, display_name=display_name, email=email, role=role)
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def create_reviewer(
    *,
    user: User,
    pseudonym: str = "",
    languages: Sequence[str] = (),
    experience_years: int | None = None,
) -> Reviewer:
    """A person's profile as a rater; the pseudonym is what exports show."""
    return Reviewer.objects.create(
        user=user,
        pseudonym=pseudonym or f"Reviewer {secrets.token_hex(3)}",
        languages=list(languages),
        experience_years=experience_years,
    )


def find_reviewer(*, user: User) -> Reviewer | None:
    """The rater's profile of a person, if there is one; read along with who is signed in."""
    return getattr(user, "reviewer", None)


def create_sign_in_link(*, user: User) -> str:
    """Path of a link that signs ``user`` in once, within seven days."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        token_hash=hash_token(token), user=user, expires_at=timezone.now() + LINK_LIFETIME
    )
    return reverse("sign-in-link", args=[token])


@transaction.atomic
def use_sign_in_link(*, token: str) -> User | None:
    """The person a link belongs to, if it is unused and fresh; it is used up by this."""
    link = (
        SignInLink.objects.select_for_update()
        .filter(token_hash=hash_token(token), used_at=None, expires_at__gt=timezone.now())
        .select_related("user")
        .first()
    )
    if link is None or not link.user.is_active:
        return None
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return link.user


@transaction.atomic
def invite(*, email: str, role: str, invited_by: User) -> str:
    """Path of an invitation that lets somebody make an account, once, within fourteen days."""
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        token_hash=hash_token(token),
        email=email,
        role=role,
        invited_by=invited_by,
        expires_at=timezone.now() + INVITATION_LIFETIME,
    )
    return reverse("invitation", args=[token])


def find_invitation(*, token: str) -> Invitation | None:
    """An invitation that can still be accepted."""
    return Invitation.objects.filter(
        token_hash=hash_token(token), accepted_at=None, expires_at__gt=timezone.now()
    ).first()


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, username: str, display_name: str, password: str
) -> User:
    """Make the account and, for a reviewer, the profile."""
    user = create_user(
        username=username,
        display_name=display_name,
        email=invitation.email,
        role=invitation.role,
        password=password,
    )
    if user.role == Role.REVIEWER:
        create_reviewer(user=user)
    invitation.accepted_by = user
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    return user
