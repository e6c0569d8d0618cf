"""Who is behind a session."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from reviewers.models import User


class PersonBackend(ModelBackend):
    """Reads a person together with their reviewer profile: nearly every request needs both."""

    def get_user(self, user_id: int) -> User | None:
        """The active person with this id, ``None`` where there is none."""
        user = User.objects.select_related("reviewer").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
