"""A throwaway installation to measure: durable servers as ``serve`` starts them, Django, web."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from reviewplatform.cli.installation import join
from reviewplatform.embedded.addresses import listen, url_of
from reviewplatform.embedded.commands import WEB_PROCESSES, web_command
from reviewplatform.embedded.layout import data_directory
from reviewplatform.embedded.preparation import load_django, migrate
from reviewplatform.embedded.processes import Child
from reviewplatform.embedded.readiness import await_web
from reviewplatform.embedded.services import EmbeddedServices, environment_of
from reviewplatform.embedded.supervisor import Supervisor
from tests.benchmarks.watching import processor_seconds

if TYPE_CHECKING:
    from tests.benchmarks.study import Study


class Workbench:
    """As a context manager: the servers run and Django talks to them. Benchmarks share its rows."""

    def __init__(self) -> None:
        self.directory = data_directory(Path(tempfile.mkdtemp(prefix="reviewplatform-bench-")))
        self.services = EmbeddedServices(self.directory)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.callback(shutil.rmtree, self.directory.sockets, ignore_errors=True)
            stack.callback(shutil.rmtree, self.directory.root, ignore_errors=True)
            stack.enter_context(self.services)
            join(self.directory)
            load_django()
            migrate()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @cached_property
    def study(self) -> Study:
        """The campaign of 10,000 comparisons, made on first use."""
        from tests.benchmarks.study import make_study

        return make_study()

    @contextmanager
    def web(self) -> Iterator[Web]:
        """The web processes of ``serve``, on a free port."""
        supervisor = Supervisor(report=print)
        with listen("127.0.0.1", 0) as listener, ExitStack() as stack:
            stack.callback(supervisor.stop)
            for number in range(1, WEB_PROCESSES + 1):
                command = web_command(
                    self.directory,
                    number=number,
                    listener=listener.fileno(),
                    settings=environment_of(self.directory),
                )
                supervisor.start(command)
            url = url_of(listener)
            await_web(supervisor, url)
            yield Web(url=url, servers=self.servers | {"web": list(supervisor.workforce)})

    @property
    def servers(self) -> dict[str, list[Child]]:
        """Database and broker by name."""
        return {child.name: [child] for child in self.services.children}


class Web:
    """A running web server: where it is, and what it and the servers behind it have cost."""

    def __init__(self, *, url: str, servers: dict[str, list[Child]]) -> None:
        self.url = url
        self._servers = servers

    def processor_seconds(self) -> dict[str, float]:
        """Processor seconds so far, by server: ``web``, ``database``, ``broker``."""
        return {
            name: sum(processor_seconds(child.process.pid) for child in children)
            for name, children in self._servers.items()
        }
