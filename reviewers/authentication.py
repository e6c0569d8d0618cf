"""Who is behind a token."""

from __future__ import annotations

from hmac import compare_digest

from django.db import connection
from django.db.models import JSONField, Model
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from knox.settings import CONSTANTS
from rest_framework.exceptions import AuthenticationFailed

from reviewers.models import Reviewer, User

PERSON = """
SELECT {columns} FROM knox_authtoken token
JOIN reviewers_user person ON person.id = token.user_id
LEFT JOIN reviewers_reviewer profile ON profile.user_id = person.id
WHERE token.token_key = %(key)s
"""


class PersonTokenAuthentication(TokenAuthentication):  # type: ignore[misc]  # knox has no types
    """Knox's tokens, read in one statement with the person and their reviewer profile.

    Knox itself also reads all of a person's other tokens, to tidy up, and building its statements
    took a sixth of a request. What is JSON (preferences, languages) is read when it is asked for.
    """

    def authenticate_credentials(self, token: bytes) -> tuple[User, AuthToken]:
        """The person and the token.

        Raises:
            AuthenticationFailed: no such token, it has expired, or its owner may not sign in.
        """
        text = token.decode("utf-8", "replace").replace("\x00", "\ufffd")
        digest = hash_token(text)
        for found in find_tokens(text[: CONSTANTS.TOKEN_KEY_LENGTH]):
            if compare_digest(digest, found.digest) and not _has_expired(found):
                user, _token = self.validate_user(found)
                return user, found
        raise AuthenticationFailed(_("Invalid token."))


def find_tokens(key: str) -> list[AuthToken]:
    """Tokens that begin with ``key``, each with its person and their profile, if they have one."""
    tables = {"token": AuthToken, "person": User, "profile": Reviewer}
    fields = {alias: plain_fields(model) for alias, model in tables.items()}
    columns = ", ".join(f'{alias}."{name}"' for alias, names in fields.items() for name in names)
    with connection.cursor() as cursor:
        cursor.execute(PERSON.format(columns=columns), {"key": key})
        rows = cursor.fetchall()
    return [_assemble(row, fields) for row in rows]


def plain_fields(model: type[Model]) -> list[str]:
    """Columns whose values need no conversion, in the model's order."""
    return [
        field.attname
        for field in model._meta.concrete_fields
        if field.column == field.attname and not isinstance(field, JSONField)
    ]


def _assemble(row: tuple[object, ...], fields: dict[str, list[str]]) -> AuthToken:
    values = iter(row)
    parts = {alias: [next(values) for _name in names] for alias, names in fields.items()}
    token = AuthToken.from_db("default", fields["token"], parts["token"])
    token.user = User.from_db("default", fields["person"], parts["person"])
    profile = Reviewer.from_db("default", fields["profile"], parts["profile"])
    if profile.pk is not None:
        profile.user = token.user  # also what `user.reviewer` finds
    return token


def _has_expired(token: AuthToken) -> bool:
    return token.expiry is not None and token.expiry < timezone.now()
