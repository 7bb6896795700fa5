"""Ports for programs that have to be told one before they listen."""

from __future__ import annotations

import socket
from itertools import count
from os import getpid

_steps = count()


def free_port() -> int:
    """Return a port of loopback on which nobody listens.

    Below those from which systems take the ports of clients and of servers that asked for any: nobody but whoever chooses it, as
    here, is given it meanwhile. Tests in other processes begin elsewhere, and none is returned twice.
    """
    while True:
        port = 12_000 + (7919 * getpid() + next(_steps)) % 18_000
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
