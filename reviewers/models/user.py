"""A person who can sign in."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """What a person may do. Rights in one campaign come from its membership, not from here."""

    ADMIN = "admin", "Admin"
    ANALYST = "analyst", "Analyst"
    REVIEWER = "reviewer", "Reviewer"


class User(AbstractUser):
    """``role`` decides the pages; Django's ``is_staff`` only opens Django's own admin."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=16, choices=Role, default=Role.REVIEWER)
    preferences = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_role_is_known", condition=models.Q(role__in=Role.values)
            )
        ]

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def reads_reports(self) -> bool:
        """Admins and analysts; what they may see of names is decided per campaign."""
        return self.role in {Role.ADMIN, Role.ANALYST}

    def __str__(self) -> str:
        return self.display_name or self.username
