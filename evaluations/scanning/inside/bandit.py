"""bandit, called as a library."""

from __future__ import annotations

import logging

from .common import Files, Said, Settings


def run_bandit(files: Files, settings: Settings) -> Said:
    """Bandit logs the errors of its own checks and goes on: they are kept as ``errors``."""
    from bandit.core import config, manager

    errors = _collect_errors(logging.getLogger("bandit"))
    bandit = manager.BanditManager(config.BanditConfig(), "file", **settings)
    bandit.files_list = list(files)
    bandit.run_tests()
    found = [
        issue.as_dict(with_code=False) | {"linerange": list(issue.linerange)}
        for issue in bandit.results
    ]
    return {"findings": found, "skipped": dict(bandit.skipped), "errors": errors}


def prepare_bandit(settings: Settings) -> None:
    """Its plug-ins are found and loaded with the module."""
    import bandit.core.manager  # noqa: F401


def _collect_errors(logger: logging.Logger) -> list[str]:
    errors: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(record.getMessage().splitlines()[0][:300])

    logger.addHandler(Keep(level=logging.ERROR))
    return errors
