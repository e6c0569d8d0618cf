"""The listening socket of the web servers, bound by us: a taken port is known at once."""

from __future__ import annotations

import errno
import socket
from contextlib import ExitStack

from reviewplatform.embedded.errors import PortBusy

BACKLOG = 2048
EVERY_ADDRESS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 picks a free one.

    Raises:
        PortBusy: the port is taken, reserved for root, or no address of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with ExitStack() as unless_it_listens:
            listener = unless_it_listens.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
            unless_it_listens.pop_all()
    except OSError as error:
        raise PortBusy(_explain(error, host, port), details={"host": host, "port": port}) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    host, port = listener.getsockname()[:2]
    if host in EVERY_ADDRESS:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is in use by another program. Choose another with --port, "
            "or let --port 0 pick a free one."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for root. Choose one from 1024 on with --port."
    return f"{host}:{port} is no address to listen on here: {error.strerror}."
