"""A project of its own, as a user would have it: configuration, strategies, commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from enygma.private_config import write_private_config

from .warm_command import run_warm

PAIRS = ("BTC/USDT:USDT", "ETH/USDT:USDT")


@dataclass(frozen=True)
class Project:
    """A folder with configuration and strategies, and the commands run in it."""

    folder: Path
    environment: dict[str, str]

    def command(self, *arguments: str) -> list[str]:
        """The command line of a program of this environment."""
        program = Path(sys.executable).with_name(arguments[0])
        return [str(program), *arguments[1:]]

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; its output in one text, as a terminal would show it."""
        return run_warm(self.command(*arguments), self.folder, self.environment | environment)

    def run_cold(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The same in an interpreter of its own, for a command that starts workers."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )

    def layer(self, name: str, settings: dict[str, Any]) -> str:
        """Write a configuration file that goes on top, and return its name."""
        (self.folder / name).write_text(json.dumps(settings), encoding="utf-8")
        return name


def make_project(folder: Path, repo_root: Path, url: str) -> Project:
    """A copy of what the repository ships, with the sandbox's address of this test."""
    shutil.copy(repo_root / "config.json", folder)
    layered = (repo_root / "config.sandbox.json").read_text(encoding="utf-8")
    (folder / "config.sandbox.json").write_text(
        layered.replace("http://127.0.0.1:18080", url), encoding="utf-8"
    )
    shutil.copytree(
        repo_root / "strategies",
        folder / "strategies",
        ignore=shutil.ignore_patterns("*.json", "__pycache__"),
    )
    (folder / "user_data" / "sandbox").mkdir(parents=True)
    write_private_config(folder / "user_data" / "config-private.json")
    ours = (
        *("FREQTRADE__", "STRICT_", "ENYGMA_", "SANDBOX_", "PYTHONDONTWRITEBYTECODE"),
        *("BOT_MODE", "LIVE_TRADING_ARMED"),
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    environment["FREQTRADE__EXCHANGE__CCXT_CONFIG__enableRateLimit"] = "false"
    environment["COLUMNS"] = "200"
    return Project(folder, environment)
