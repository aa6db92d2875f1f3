"""A bot in a process of its own, and FreqUI's API to talk to it."""

from __future__ import annotations

import base64
import json
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from .project import Project
from .simulation.child import Child, child

INTERRUPTED = 130
"""How freqtrade ends a run that was interrupted."""

T = TypeVar("T")


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


class RefusedError(Exception):
    """The API answered with an error; its text is the message."""


class Api:
    """FreqUI's API of a running bot."""

    def __init__(self, port: int, secrets: dict[str, str]) -> None:
        self._address = f"http://127.0.0.1:{port}/api/v1/"
        login = f"{secrets['username']}:{secrets['password']}".encode()
        self._headers = {
            "Authorization": f"Basic {base64.b64encode(login).decode()}",
            "Content-Type": "application/json",
        }

    def get(self, path: str) -> Any:
        """What a path shows."""
        return self._ask(path, None)

    def post(self, path: str, **body: Any) -> Any:
        """What a command answers.

        Raises:
            RefusedError: With freqtrade's text.
        """
        return self._ask(path, json.dumps(body).encode())

    def _ask(self, path: str, body: bytes | None) -> Any:
        request = urllib.request.Request(self._address + path, body, self._headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise RefusedError(error.read().decode()) from error


@dataclass(frozen=True)
class RunningBot:
    """`freqtrade trade` while it runs."""

    process: Child
    api: Api

    def answered(self, ask: Callable[[], T]) -> T:
        """The first answer of the API that is not empty, once the API is there."""

        def asked() -> T | None:
            try:
                return ask()
            except (urllib.error.URLError, ConnectionError, RefusedError):
                return None

        return self.process.until(asked)


@contextmanager
def running_bot(
    project: Project, settings: dict[str, Any], *layers: str, **environment: str
) -> Iterator[RunningBot]:
    """Run the bot with `config.sandbox.json`, then `layers`, then `settings` on top of it."""
    port = free_port()
    secrets = project.folder / "user_data" / "config-private.json"
    api = Api(port, json.loads(secrets.read_text(encoding="utf-8"))["api_server"])
    server = {"api_server": {"listen_port": port}}
    quick = {"internals": {"process_throttle_secs": 1}}
    top = project.layer("test.json", quick | settings | server)
    configs = [f"--config={each}" for each in ("config.sandbox.json", *layers, top)]
    command = project.command("freqtrade", "trade", *configs)
    with child(command, project.folder, project.environment | environment) as process:
        yield RunningBot(process, api)
