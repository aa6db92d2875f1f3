"""A bot in a process of its own, and FreqUI's API to talk to it."""

from __future__ import annotations

import base64
import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from .project import Project

PATIENCE_S = 90.0
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
            Refused: With freqtrade's text.
        """
        return self._ask(path, json.dumps(body).encode())

    def _ask(self, path: str, body: bytes | None) -> Any:
        request = urllib.request.Request(self._address + path, body, self._headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise RefusedError(error.read().decode()) from error


@dataclass
class RunningBot:
    """`freqtrade trade` while it runs."""

    process: subprocess.Popen[str]
    api: Api
    log_file: Path

    @property
    def log(self) -> str:
        """What it has printed so far."""
        return self.log_file.read_text(encoding="utf-8")

    def wait_for(self, ask: Callable[[], T]) -> T:
        """The first answer that is not empty, while the bot lives and patience lasts."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if answer := ask():
                    return answer
            except (urllib.error.URLError, ConnectionError, RefusedError):
                time.sleep(0.1)
            time.sleep(0.05)
        raise AssertionError(f"waited in vain; the bot said:\n{self.log[-8000:]}")

    def said(self, text: str) -> str:
        """The line of its log with this text, once it is there."""
        return self.wait_for(lambda: next((x for x in self.log.splitlines() if text in x), ""))

    def interrupt(self) -> int:
        """End it as Ctrl-C does; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait(timeout=60)


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
    log_file = project.folder / f"bot-{port}.log"
    with log_file.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            project.command("freqtrade", "trade", *configs),
            cwd=project.folder,
            env=project.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield RunningBot(process, api, log_file)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(timeout=60)
