"""The whole platform in one command: servers, database, sample, worker, web, and a clean end."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from evaluations.errors import EvaluationError
from reviewplatform.cli.announcement import Announcement
from reviewplatform.cli.console import Steps, err, out
from reviewplatform.embedded.addresses import EVERY_ADDRESS, listen, url_of
from reviewplatform.embedded.commands import WEB_PROCESSES, web_command, worker_command
from reviewplatform.embedded.disk import require_free_space
from reviewplatform.embedded.layout import DataDirectory
from reviewplatform.embedded.postgres import MAJOR
from reviewplatform.embedded.preparation import LINKS, MIGRATIONS, SAMPLE, WORKER, Report
from reviewplatform.embedded.readiness import await_web
from reviewplatform.embedded.reports import Preparation
from reviewplatform.embedded.services import EmbeddedServices, environment_of
from reviewplatform.embedded.supervisor import Supervisor

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What to start, and where."""

    directory: DataDirectory
    host: str
    port: int
    ready_file: Path | None
    reset: bool
    with_sample: bool

    def run(self) -> None:
        """Start everything, announce it, keep it alive; return when told to stop.

        Raises:
            EvaluationError: something did not start; what was started is stopped again.
        """
        refuse_given_servers()
        if self.ready_file is not None:
            self.ready_file.unlink(missing_ok=True)  # of a run that was killed
        for ending in ENDINGS:
            signal.signal(ending, signal.default_int_handler)
        with ExitStack() as stack:
            try:
                self._run(stack)
            except KeyboardInterrupt:
                out.print("\nStopping ...")
            finally:
                for ending in ENDINGS:  # an impatient second Ctrl-C leaves nothing behind
                    signal.signal(ending, signal.SIG_IGN)
        out.print("Stopped. Nothing is lost: the same command goes on from here.")

    def _run(self, stack: ExitStack) -> None:
        steps = Steps(total=6 if self.with_sample else 5)
        listener = stack.enter_context(listen(self.host, self.port))
        services = self._start_services(stack, steps)
        url = url_of(listener)
        self.directory.url_file.write_text(url)
        supervisor = Supervisor(report=_warn)
        stack.callback(supervisor.stop)
        supervisor.also_watch(*services.children)
        settings = self._settings()
        with Preparation(self.directory, sample=self.with_sample, settings=settings) as prepared:
            with steps.step("migrations"):
                prepared.await_report(MIGRATIONS, supervisor)
            supervisor.start(worker_command(self.directory, settings=settings))
            self._start_web(1, supervisor, listener, settings)
            if self.with_sample:
                with steps.step("sample campaign"):
                    prepared.await_report(SAMPLE, supervisor)
            with steps.step("worker"):
                prepared.await_report(WORKER, supervisor)
            with steps.step("web"):
                await_web(supervisor, url)
            links = prepared.await_report(LINKS, supervisor)
        for number in range(2, WEB_PROCESSES + 1):  # the others can wait for the first page
            self._start_web(number, supervisor, listener, settings)
        stack.enter_context(self._announcement(url, links, steps))
        supervisor.watch()

    def _start_services(self, stack: ExitStack, steps: Steps) -> EmbeddedServices:
        services = EmbeddedServices(self.directory)
        stack.callback(services.stop)
        with steps.step(f"database: PostgreSQL {MAJOR}"):
            services.open()
            if self.reset:
                services.wipe()
            require_free_space(self.directory.root)
            services.start_database()
        with steps.step("broker: Valkey"):
            services.start_broker()
        return services

    def _start_web(
        self,
        number: int,
        supervisor: Supervisor,
        listener: socket.socket,
        settings: Mapping[str, str],
    ) -> None:
        command = web_command(
            self.directory, number=number, listener=listener.fileno(), settings=settings
        )
        supervisor.start(command)

    def _settings(self) -> dict[str, str]:
        """The variables of every process of this installation."""
        settings = environment_of(self.directory)
        if "REVIEWPLATFORM_ALLOWED_HOSTS" not in os.environ:
            own_name = socket.gethostname() if self.host in EVERY_ADDRESS else self.host
            settings["REVIEWPLATFORM_ALLOWED_HOSTS"] = f"localhost,127.0.0.1,[::1],{own_name}"
        return settings

    def _announcement(self, url: str, links: Report, steps: Steps) -> Announcement:
        reviewer_path = links.get("reviewer_path")
        return Announcement(
            url=url,
            admin_url=url + links["admin_path"],
            reviewer_url=url + reviewer_path if reviewer_path else None,
            directory=self.directory,
            ready_file=self.ready_file,
            seconds=steps.seconds,
        )


def refuse_given_servers() -> None:
    """Raise where ``DATABASE_URL`` names a server: a demo must not land in somebody's database."""
    if "DATABASE_URL" in os.environ:
        raise EvaluationError(
            "DATABASE_URL is set, and this command brings its own servers. Unset it; or, for the "
            "server it names, run `uvicorn reviewplatform.asgi:application` and "
            "`reviewplatform worker --beat`.",
            code="servers_given",
        )


def _warn(text: str) -> None:
    err.print(f"[yellow]{text}[/]")
