"""What has to be the same wherever epochs are computed."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("enygma", "freqtrade", "ccxt", "numpy", "pandas", "TA-Lib", "optuna", "joblib")


def installed() -> dict[str, str]:
    """Version by name, of Python and of the packages that an epoch depends on."""
    return {"Python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
