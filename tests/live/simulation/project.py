"""The folder a simulated bot lives in: what the repository ships, and a layer on top."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from enygma.private_config import write_private_config

REPOSITORY = Path(__file__).resolve().parents[3]
STRATEGIES = Path(__file__).parent / "strategies"
_SANDBOX_ADDRESS = "http://127.0.0.1:18080"
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there


@dataclass(frozen=True)
class Project:
    """Configuration, strategies and database of one bot.

    The folder is removed with the simulation; the database is in memory-backed storage where the
    machine has it, as a commit to a disk takes longer than the rest of a loop.
    """

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite file of the bot."""
        return self.folder / "user_data" / "sandbox" / "tradesv3.dryrun.sqlite"

    @property
    def kill_switch(self) -> Path:
        """The file that stops entries while it exists."""
        return self.database.with_name("KILL")

    @property
    def log(self) -> Path:
        """Where the bot writes its log."""
        return self.folder / "bot.log"

    @property
    def arguments(self) -> dict[str, Any]:
        """What `freqtrade trade -c config.sandbox.json -c simulation.json` hands on."""
        return {
            "command": "trade",
            "config": [
                str(self.folder / "config.sandbox.json"),
                str(self.folder / "simulation.json"),
            ],
            "logfile": str(self.log),
        }


@contextmanager
def temporary_project(
    address: str, pairs: Sequence[str], layer: Mapping[str, Any]
) -> Iterator[Project]:
    """A project that trades `pairs` at `address`, with `layer` as its topmost configuration."""
    where = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="enygma-simulation-", dir=where) as name:
        project = Project(Path(name))
        _fill(project, address, {**_layer(project, pairs), **layer})
        yield project


def _fill(project: Project, address: str, layer: Mapping[str, Any]) -> None:
    folder = project.folder
    shutil.copy(REPOSITORY / "config.json", folder)
    shipped = (REPOSITORY / "config.sandbox.json").read_text(encoding="utf-8")
    (folder / "config.sandbox.json").write_text(
        shipped.replace(_SANDBOX_ADDRESS, address), encoding="utf-8"
    )
    (folder / "strategies").mkdir()
    for source in (REPOSITORY / "strategies", STRATEGIES):
        for strategy in source.glob("*.py"):
            shutil.copy(strategy, folder / "strategies")
    (folder / "user_data" / "sandbox").mkdir(parents=True)
    write_private_config(folder / "user_data" / "config-private.json")
    (folder / "simulation.json").write_text(json.dumps(layer), encoding="utf-8")


def _layer(project: Project, pairs: Sequence[str]) -> dict[str, Any]:
    """What every simulated bot needs: absolute paths, no servers, no sockets, no pauses."""
    return {
        "user_data_dir": str(project.database.parent),
        "db_url": f"sqlite:///{project.database}",
        "strategy_path": str(project.folder / "strategies"),
        "api_server": {"enabled": False},
        "exchange": {
            "pair_whitelist": list(pairs),
            "enable_ws": False,
            "ccxt_config": {"enableRateLimit": False},
        },
    }
