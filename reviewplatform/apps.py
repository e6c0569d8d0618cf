"""The composition as a Django application: it binds the product's tasks to our Celery."""

from __future__ import annotations

from django.apps import AppConfig


class CompositionConfig(AppConfig):
    """Every Django process imports the Celery application, else its tasks have no broker."""

    name = "reviewplatform"
    label = "composition"

    def ready(self) -> None:
        """Make our Celery application the current one."""
        import reviewplatform.celery  # noqa: F401
