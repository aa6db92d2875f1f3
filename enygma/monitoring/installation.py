"""Whether the environment is the one the plugin was made for, and the plugin is in it."""

from __future__ import annotations

import platform
import subprocess  # nosec B404
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version

from enygma import plugin
from enygma.autoload import SWITCH
from enygma.monitoring.finding import Finding, fine, problem, warning

PYTHONS = ((3, 11), (3, 14))
"""The oldest supported Python, and the first that is not supported yet."""

SHOW_HOOK = "import sys; print('enygma.autoload' in sys.modules)"
REINSTALL = "Set the environment up again with: make setup"


def check_installation(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Versions, the hook in a fresh interpreter, and what is registered with freqtrade."""
    yield _python(sys.version_info[:2])
    yield from _packages()
    yield _hook(environ)
    yield from _registered()


def _python(running: tuple[int, ...]) -> Finding:
    oldest, unsupported = PYTHONS
    text = f"Python {platform.python_version()}"
    if oldest <= running < unsupported:
        return fine("python", text)
    return problem("python", text, "Install Python 3.11, 3.12 or 3.13, then: make setup")


def _packages() -> Iterator[Finding]:
    for name, wanted in (
        ("freqtrade", plugin.SUPPORTED_FREQTRADE),
        ("ccxt", plugin.SUPPORTED_CCXT),
        ("TA-Lib", None),
    ):
        yield _package(name, wanted)


def _package(name: str, wanted: str | None) -> Finding:
    try:
        installed = version(name)
    except PackageNotFoundError:
        return problem(name, "is not installed", REINSTALL)
    if wanted in (None, installed):
        return fine(name, installed)
    return problem(
        name,
        f"{installed} is installed, {wanted} is supported",
        f"pip install '{name}=={wanted}'",
    )


def _hook(environ: Mapping[str, str]) -> Finding:
    started = subprocess.run(  # noqa: S603  # nosec B603
        [sys.executable, "-c", SHOW_HOOK],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=dict(environ),
    )
    if started.stdout.strip() == "True":
        return fine("hook", "active in every Python start of this environment")
    return problem(
        "hook",
        "a fresh Python does not load the plugin, so plain `freqtrade` does not know it",
        "Install the plugin into this environment: pip install . (or make setup)",
    )


def _registered() -> Iterator[Finding]:
    if plugin.is_exchange_registered():
        yield fine("exchange", "KuCoin futures are registered with freqtrade")
    else:
        yield _not_registered("exchange", "freqtrade knows KuCoin for spot only")
    if plugin.are_protections_registered():
        yield fine("protections", f"found in {plugin.protections_folder()}")
    else:
        yield _not_registered("protections", "freqtrade does not look for ours")


def _not_registered(area: str, text: str) -> Finding:
    from enygma.autoload import is_switched_off

    if is_switched_off():
        return warning(area, f"{text}: {SWITCH} switches the plugin off", f"unset {SWITCH}")
    return problem(area, text, REINSTALL)
