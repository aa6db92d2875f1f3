"""The image and the compose file, checked with what runs without a Docker engine."""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest
import yaml


@pytest.fixture(scope="module")
def compose(repo_root: Path) -> dict[str, Any]:
    text = (repo_root / "docker-compose.yml").read_text(encoding="utf-8")
    settings: dict[str, Any] = yaml.safe_load(text)
    return settings


def dockerfile_steps(repo_root: Path) -> list[str]:
    text = (repo_root / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [" ".join(step.split()) for step in re.findall(r"^RUN (.*)$", text, re.MULTILINE)]


def test_hadolint_finds_nothing_in_the_dockerfile(repo_root: Path) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("hadolint has no build for this platform")
    done = subprocess.run(
        [hadolint, "Dockerfile"], cwd=repo_root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_docker_compose_accepts_the_compose_file(repo_root: Path) -> None:
    command = shutil.which("docker-compose")
    if command is None:
        pytest.skip("docker-compose is not installed")
    done = subprocess.run(
        [command, "-f", "docker-compose.yml", "config", "--quiet"],
        cwd=repo_root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_image_is_built_on_the_official_one_of_the_supported_version(repo_root: Path) -> None:
    text = (repo_root / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^FROM freqtradeorg/freqtrade:2026\.9_plot$", text, re.MULTILINE)


def test_everything_the_dockerfile_copies_is_in_the_build_context(repo_root: Path) -> None:
    text = (repo_root / "Dockerfile").read_text(encoding="utf-8")
    ignored = (repo_root / ".dockerignore").read_text(encoding="utf-8")
    copies = re.findall(r"^COPY --chown=\S+ (.*) \S+$", text, re.MULTILINE)
    for name in " ".join(copies).split():
        assert (repo_root / name).exists(), name
        assert f"!{name}\n" in ignored, name


def test_published_ports_are_loopback_only(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), (name, port)


def test_no_secret_stands_in_the_compose_file(compose: dict[str, Any]) -> None:
    for entry in compose["services"]["freqtrade"]["environment"]:
        name, _, value = entry.partition("=")
        secret = any(word in name for word in ("KEY", "SECRET", "PASSWORD", "TOKEN"))
        assert not (secret and value), name


def test_the_bot_waits_for_a_healthy_sandbox_and_shares_its_network(
    compose: dict[str, Any],
) -> None:
    bot = compose["services"]["freqtrade"]
    assert bot["network_mode"] == "service:sandbox"
    assert bot["depends_on"]["sandbox"]["condition"] == "service_healthy"
    assert "healthcheck" in compose["services"]["sandbox"]


def test_live_trading_is_armed_by_the_environment_alone(compose: dict[str, Any]) -> None:
    passed_on = compose["services"]["freqtrade"]["environment"]
    live = {"BOT_MODE", "LIVE_TRADING_ARMED", "FREQTRADE__DRY_RUN", "FREQTRADE__DB_URL"}
    assert live <= set(passed_on), "each of them without a value"


@pytest.mark.slow
def test_the_install_step_of_the_image_runs_in_a_clean_virtual_environment(
    repo_root: Path, tmp_path: Path
) -> None:
    """The plugin's step runs for real; the dependencies' step is a lock that another test holds.

    The clean environment sees the locked dependencies of this one through a path file, so that
    nothing is downloaded.
    """
    step = dockerfile_steps(repo_root)[-1]
    assert step.startswith("pip install ")
    options = step.removeprefix("pip install ").split()
    target, options = options[-1], [each for each in options[:-1] if each != "--user"]
    source = tmp_path / "plugin"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "enygma_autoload.pth"):
        shutil.copy(repo_root / name, source / name)
    for name in ("enygma", "custom_risk"):
        shutil.copytree(
            repo_root / name, source / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    assert target == "/freqtrade/enygma-plugin"

    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    site = next((tmp_path / "venv" / "lib").glob("python3*/site-packages"))
    dependencies = Path(yaml.__file__).parents[1]
    (site / "zz_locked.pth").write_text(f"{dependencies}\n", encoding="utf-8")
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    install = [python, "-m", "pip", "install", "--no-index", *options, str(source)]
    subprocess.run(install, check=True, env=clean, capture_output=True)

    shown = subprocess.run(
        [python, "-c", "import freqtrade.exchange as e; print(e.Kucoin.__module__)"],
        check=True,
        env=clean,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert shown.stdout.strip() == "enygma.exchange.kucoin"
    version = subprocess.run(
        [tmp_path / "venv" / "bin" / "enygma", "--version"],
        check=True,
        env=clean,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert version.stdout.startswith("enygma ")
