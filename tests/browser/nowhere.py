"""Serve a folder and start a browser on it, in a network namespace that has nothing but its own loopback.

    unshare --net python nowhere.py PORT FOLDER BROWSER [its arguments]

Playwright starts this in the browser's place; what the page asks of any other host cannot be answered.
"""

from __future__ import annotations

import fcntl
import http.server
import os
import socket
import struct
import subprocess
import sys
import threading
from functools import partial

SIOCSIFFLAGS = 0x8914  # Linux: set an interface's flags
IFF_UP = 1
PIPES = (3, 4)  # by which Playwright speaks with the browser


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Files, and nothing said about them."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def loopback_up() -> None:
    """Switch on the namespace's loopback, which must be all there is."""
    names = [name for _, name in socket.if_nameindex()]
    if names != ["lo"]:
        sys.exit(f"nowhere.py: expected no network but lo, found {names}")
    with socket.socket() as handle:
        fcntl.ioctl(handle, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def serve(port: int, folder: str) -> None:
    """Serve the folder in the background for as long as this process lives."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()


if __name__ == "__main__":
    loopback_up()
    serve(int(sys.argv[1]), sys.argv[2])
    opened = [pipe for pipe in PIPES if os.path.exists(f"/proc/self/fd/{pipe}")]  # noqa: PTH110 - a link, not a file
    sys.exit(subprocess.call(sys.argv[3:], pass_fds=opened))
