"""Who is behind a token."""

from __future__ import annotations

from hmac import compare_digest

from django.utils import timezone
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from knox.settings import CONSTANTS
from rest_framework.exceptions import AuthenticationFailed

from reviewers.models import User


class PersonTokenAuthentication(TokenAuthentication):  # type: ignore[misc]  # knox has no types
    """Knox's tokens, read in one statement with the person and their reviewer profile.

    Knox itself also reads all of a person's other tokens at each request, to tidy up.
    """

    def authenticate_credentials(self, token: bytes) -> tuple[User, AuthToken]:
        """The person and the token.

        Raises:
            AuthenticationFailed: no such token, it has expired, or its owner may not sign in.
        """
        text = token.decode("utf-8", "replace")
        digest = hash_token(text)
        found = AuthToken.objects.filter(token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH])
        for one in found.select_related("user__reviewer"):
            if compare_digest(digest, one.digest) and not _has_expired(one):
                user, _token = self.validate_user(one)
                return user, one
        raise AuthenticationFailed(_("Invalid token."))


def _has_expired(token: AuthToken) -> bool:
    return token.expiry is not None and token.expiry < timezone.now()
