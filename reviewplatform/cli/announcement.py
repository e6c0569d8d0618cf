"""What a started platform tells: on the terminal, and in the ready file for programs."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from reviewplatform.cli.console import out
from reviewplatform.embedded.layout import DataDirectory

SAMPLE_REVIEWER = "reviewer"
"""User name of the person in the sample campaign who still has work to do."""


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """Printed on entry; the ready file exists while the platform serves, and no longer."""

    url: str
    directory: DataDirectory
    ready_file: Path | None
    seconds: float
    with_sample: bool

    def __enter__(self) -> None:
        admin_url = self.url + admin_sign_in_path()
        reviewer_url = self.url + reviewer_sign_in_path() if self.with_sample else None
        self._print(admin_url, reviewer_url)
        self._write_ready_file(admin_url, reviewer_url)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.ready_file is not None:
            self.ready_file.unlink(missing_ok=True)

    def _print(self, admin_url: str, reviewer_url: str | None) -> None:
        out.print(f"\nReady after {self.seconds:.1f} s: [bold]{self.url}[/]\n")
        out.print(f"  Sign in as admin     {admin_url}")
        if reviewer_url:
            out.print(f"  Sign in as reviewer  {reviewer_url}")
        out.print("  Each link works once; start again for new ones.\n")
        if self.with_sample:
            out.print("  The sample's tests and scans go on in the background: watch its page.")
        out.print(f"  Data and logs        {self.directory.root}")
        out.print("  Stop                 Ctrl-C")
        out.print("  Start over           the same command with --reset\n")

    def _write_ready_file(self, admin_url: str, reviewer_url: str | None) -> None:
        if self.ready_file is None:
            return
        content = {
            "url": self.url,
            "admin_url": admin_url,
            "reviewer_url": reviewer_url,
            "data_dir": str(self.directory.root),
            "pid": os.getpid(),
        }
        half = self.ready_file.with_name(f".{self.ready_file.name}.{os.getpid()}")
        half.write_text(json.dumps(content, indent=2) + "\n")
        half.chmod(0o600)  # it holds sign-in links
        half.replace(self.ready_file)


def admin_sign_in_path() -> str:
    """A one-time way in for the first admin, who is made where there is none."""
    from reviewers.models import Role, User
    from reviewers.service import create_sign_in_link, create_user

    admin = User.objects.filter(role=Role.ADMIN, is_active=True).order_by("pk").first()
    if admin is None:
        admin = create_user(username="admin", display_name="Admin", role=Role.ADMIN)
    return create_sign_in_link(user=admin)


def reviewer_sign_in_path() -> str:
    """A one-time way in for the sample's reviewer."""
    from reviewers.models import User
    from reviewers.service import create_sign_in_link

    return create_sign_in_link(user=User.objects.get(username=SAMPLE_REVIEWER))
