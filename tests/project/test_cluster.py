"""The compose file of a cluster, checked with what runs without a Docker engine."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from enygma.cli import build_parser

NAME = "docker-compose.cluster.yml"


@pytest.fixture(scope="module")
def services(repo_root: Path) -> dict[str, Any]:
    settings = yaml.safe_load((repo_root / NAME).read_text(encoding="utf-8"))
    found: dict[str, Any] = settings["services"]
    return found


def test_docker_compose_accepts_the_file(repo_root: Path) -> None:
    command = shutil.which("docker-compose")
    if command is None:
        pytest.skip("docker-compose is not installed")
    done = subprocess.run(
        [command, "-f", NAME, "config", "--quiet"],
        cwd=repo_root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_no_port_is_published(services: dict[str, Any]) -> None:
    assert all("ports" not in each for each in services.values())


def test_a_worker_computes_one_epoch_at_a_time_and_sees_the_candles(
    services: dict[str, Any],
) -> None:
    worker = services["worker"]
    command = worker["command"]
    assert command[command.index("--nthreads") + 1] == "1"
    assert worker["volumes"] == services["walk-forward"]["volumes"]
    assert {each["image"] for each in services.values()} == {worker["image"]}


def test_the_walk_forward_is_asked_for_with_options_that_there_are(
    services: dict[str, Any],
) -> None:
    (script,) = services["walk-forward"]["command"]
    commands = [shlex.split(each) for each in script.split(";")]
    (walk,) = [each[1:] for each in commands if each[0] == "enygma"]
    args = build_parser("walk-forward").parse_args(walk)
    host, port = args.dask.removeprefix("tcp://").split(":")
    scheduler = services[host]["command"]
    assert scheduler[scheduler.index("--port") + 1] == port
