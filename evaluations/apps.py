from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What ships with every installation is there after its first migration."""
        post_migrate.connect(_ship, sender=self)


def _ship(**_: object) -> None:
    # Models can be imported only once every application is loaded.
    from evaluations.planning.service import ship_default_rubric

    ship_default_rubric()
