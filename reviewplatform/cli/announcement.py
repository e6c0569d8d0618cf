"""What a started platform tells: on the terminal, and in the ready file for programs."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from reviewplatform.cli.console import out
from reviewplatform.embedded.layout import DataDirectory


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """Printed on entry; the ready file exists while the platform serves, and no longer."""

    url: str
    admin_url: str
    reviewer_url: str | None
    """Where the sample's guest signs in; without the sample there is none."""
    directory: DataDirectory
    ready_file: Path | None
    seconds: float

    def __enter__(self) -> None:
        self._print()
        if self.ready_file is not None:
            self._write(self.ready_file)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.ready_file is not None:
            self.ready_file.unlink(missing_ok=True)

    def _print(self) -> None:
        out.print(f"\nReady after {self.seconds:.1f} s: [bold]{self.url}[/]\n")
        out.print(f"  Sign in as admin     {self.admin_url}")
        if self.reviewer_url:
            out.print(f"  Sign in as reviewer  {self.reviewer_url}")
        out.print("  Each link works once; start again for new ones.\n")
        if self.reviewer_url:
            out.print("  The sample's tests and scans go on in the background: watch its page.")
        out.print(f"  Data and logs        {self.directory.root}")
        out.print("  Stop                 Ctrl-C")
        out.print("  Start over           the same command with --reset\n")

    def _write(self, ready_file: Path) -> None:
        content = {
            "url": self.url,
            "admin_url": self.admin_url,
            "reviewer_url": self.reviewer_url,
            "data_dir": str(self.directory.root),
            "pid": os.getpid(),
        }
        half = ready_file.with_name(f".{ready_file.name}.{os.getpid()}")
        half.write_text(json.dumps(content, indent=2) + "\n")
        half.chmod(0o600)  # it holds sign-in links
        half.replace(ready_file)
