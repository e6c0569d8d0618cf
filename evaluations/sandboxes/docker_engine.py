"""A Docker engine that may be slow, hung or gone: every call has its own time, every fault a name.

An engine that does not answer is a failed sandbox, never a failed program.
"""

from __future__ import annotations

import os
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any, Final, TypeVar

import docker
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from docker.utils import kwargs_from_env
from requests import RequestException

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.docker_options import EXPIRES, LABEL

CALL_SECONDS: Final = 30.0
CREATE_SECONDS: Final = 60.0  # an engine with the vfs driver copies the image first
START_SECONDS: Final = 60.0
DEFAULT_ADDRESS: Final = "unix:///var/run/docker.sock"
ALREADY_UNDERWAY: Final = 409
"""The engine's answer to a removal of what is being removed."""

Result = TypeVar("Result")


class Engine:
    """One connection, for one thread and one run. Use as a context manager.

    ``seconds`` bounds every call that has no bound of its own.
    """

    def __init__(self, *, seconds: float = CALL_SECONDS) -> None:
        self.seconds = seconds
        address = os.environ.get("DOCKER_HOST") or DEFAULT_ADDRESS
        if not address.startswith("unix://"):
            raise SandboxUnavailable(
                f"The Docker engine at {address} is not on this machine: it must be reached by a "
                "unix socket, for it binds folders of ours."
            )
        _knock(address.removeprefix("unix://"))
        self._client = self.within(
            seconds,
            "answer",
            lambda: docker.APIClient(**kwargs_from_env(), version="auto", timeout=int(seconds) + 1),
        )

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def info(self) -> dict[str, Any]:
        return self.within(self.seconds, "describe itself", lambda: dict(self._client.info()))

    def image(self, name: str) -> dict[str, Any] | None:
        """What the engine knows of an image; ``None`` when it has none of that name."""

        def look() -> dict[str, Any] | None:
            with suppress(ImageNotFound):
                return dict(self._client.inspect_image(name))  # type: ignore[no-untyped-call]
            return None

        return self.within(self.seconds, "look for the image", look)

    @contextmanager
    def container(self, options: dict[str, Any], host: dict[str, Any]) -> Iterator[str]:
        """The id of a fresh container, removed afterwards whatever happens."""

        def create() -> str:
            made = self._client.create_container(
                **options, host_config=self._client.create_host_config(**host)
            )
            return str(made["Id"])

        container = self.within(CREATE_SECONDS, "create a container", create)
        try:
            yield container
        finally:
            with suppress(SandboxUnavailable):  # the reaper comes by later
                self.remove(container)

    @contextmanager
    def started(self, container: str, message: bytes) -> Iterator[None]:
        """Start it and pass ``message`` to its first process, whose input stays open until the end.

        Nothing but the input is attached: what a program prints never comes this way.
        """
        with self._input(container) as line:
            self.within(START_SECONDS, "start a container", lambda: self._client.start(container))
            feeder = threading.Thread(target=_feed, args=(line, message), daemon=True)
            feeder.start()
            yield

    def wait(self, container: str, seconds: float) -> None:
        """Until its first process has ended.

        Raises:
            SandboxUnavailable: it has not, in ``seconds``.
        """
        patience = int(seconds) + 1
        self.within(seconds, "end a run", lambda: self._client.wait(container, timeout=patience))

    def was_killed_for_memory(self, container: str) -> bool:
        def look() -> bool:
            return bool(self._client.inspect_container(container)["State"]["OOMKilled"])

        return self.within(self.seconds, "tell how a run ended", look)

    def log(self, container: str, *, errors: bool = False) -> bytes:
        """What its first process wrote: small, for the log is bounded and only that one writes."""

        def read() -> bytes:
            return bytes(self._client.logs(container, stdout=not errors, stderr=errors))

        return self.within(self.seconds, "hand out a log", read)

    def remove(self, container: str) -> None:
        def kill_and_remove() -> None:
            try:
                self._client.remove_container(container, v=True, force=True)
            except NotFound:
                pass
            except APIError as error:
                if error.status_code != ALREADY_UNDERWAY:  # by another worker's reaper
                    raise

        self.within(self.seconds, "remove a container", kill_and_remove)

    def remove_expired(self) -> int:
        """Remove our containers whose time is over, whoever made them; how many there were."""
        listed = self.within(
            self.seconds,
            "list its containers",
            lambda: self._client.containers(all=True, filters={"label": LABEL}),
        )
        expired = [one["Id"] for one in listed if int(one["Labels"][EXPIRES]) < time.time()]
        for container in expired:
            self.remove(container)
        return len(expired)

    def within(self, seconds: float, what: str, work: Callable[[], Result]) -> Result:
        """What ``work`` returns; the SDK's own timeouts start anew with every byte.

        Raises:
            SandboxUnavailable: it failed, or took longer than ``seconds``.
        """
        answers: queue.SimpleQueue[tuple[Result, None] | tuple[None, BaseException]]
        answers = queue.SimpleQueue()

        def work_and_tell() -> None:
            try:
                answers.put((work(), None))
            except BaseException as error:  # passed on to whoever waits
                answers.put((None, error))

        threading.Thread(target=work_and_tell, daemon=True, name=f"docker: {what}").start()
        try:
            result, error = answers.get(timeout=seconds)
        except queue.Empty:
            message = f"The Docker engine did not {what} within {seconds:g} seconds."
            raise SandboxUnavailable(message) from None
        if isinstance(error, DockerException | RequestException | OSError):
            raise SandboxUnavailable(f"The Docker engine could not {what}: {error}") from error
        if error is not None:
            raise error
        return result  # type: ignore[return-value]  # without an error there is a result

    @contextmanager
    def _input(self, container: str) -> Iterator[socket.socket]:
        """The input of its first process, ours until we close it."""
        attached = self.within(
            self.seconds,
            "attach to a container",
            lambda: self._client.attach_socket(container, params={"stdin": 1, "stream": 1}),
        )
        # The SDK hands out a reading end and keeps the connection to itself, beside the answer.
        with closing(attached._response), socket.socket(fileno=os.dup(attached.fileno())) as line:
            line.settimeout(None)
            try:
                yield line
            finally:
                with suppress(OSError):  # the engine has closed it first
                    line.shutdown(socket.SHUT_RDWR)


def _knock(path: str) -> None:
    """Whether anybody listens at all; the SDK would say it in many words.

    Raises:
        SandboxUnavailable: nobody does, or we may not ask.
    """
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(CALL_SECONDS)
        try:
            line.connect(path)
        except OSError as error:
            raise SandboxUnavailable(
                f"No Docker engine answers at {path} ({error.strerror}). "
                "Install one with: make engine"
            ) from error


def _feed(line: socket.socket, message: bytes) -> None:
    with suppress(OSError):  # the run has ended before it took everything
        line.sendall(message)
