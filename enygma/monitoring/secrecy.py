"""Whether secrets are where others cannot read or guess them."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from freqtrade.configuration.load_config import load_config_file

from enygma.exchange.connection import is_loopback
from enygma.monitoring.finding import Finding, fine, problem, warning

SECRETS = (
    ("exchange", "key"),
    ("exchange", "secret"),
    ("exchange", "password"),
    ("telegram", "token"),
)
GUESSABLE = frozenset({"", "super-secret", "somethingrandom", "somethingRandomSomethingRandom123"})
"""What freqtrade itself calls default values of `api_server.jwt_secret_key`."""

FRESH = "Write fresh ones with: enygma secrets"
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def check_secrets(config: Mapping[str, Any], paths: Sequence[str]) -> Iterator[Finding]:
    """Keys in files that others can read, and an API server that anyone can log in to."""
    exposed = [found for file in all_files(paths) if (found := _exposed(file))]
    yield from exposed
    if not exposed:
        yield fine("secrets", "in the environment or in files that only you can read")
    yield from _api_server(config.get("api_server") or {})


def all_files(paths: Sequence[str]) -> list[Path]:
    """The files given and those they add with `add_config_files`, each once."""
    found: dict[Path, None] = {}
    waiting = [Path(each) for each in paths]
    while waiting:
        file = waiting.pop(0)
        if file in found:
            continue
        found[file] = None
        added = load_config_file(str(file)).get("add_config_files", [])
        waiting.extend(file.parent / each for each in added)
    return list(found)


def _exposed(file: Path) -> Finding | None:
    content = load_config_file(str(file))
    if _points_at_this_machine(content):
        return None
    names = [
        f"{section}.{name}" for section, name in SECRETS if (content.get(section) or {}).get(name)
    ]
    if not names or not file.stat().st_mode & OTHERS:
        return None
    return warning(
        "secrets",
        f"{file} holds {', '.join(names)} and others can read it",
        f"chmod 600 {file}, or move them to the environment (FREQTRADE__EXCHANGE__SECRET, …)",
    )


def _points_at_this_machine(content: Mapping[str, Any]) -> bool:
    urls = (content.get("exchange") or {}).get("ccxt_config", {}).get("urls", {}).get("api", {})
    return bool(urls) and all(is_loopback(str(url)) for url in urls.values())


def _api_server(server: Mapping[str, Any]) -> Iterator[Finding]:
    if not server.get("enabled"):
        return
    if not server.get("password") or not server.get("username"):
        yield problem("api_server", "has no user name or no password", FRESH)
    if server.get("jwt_secret_key", "") in GUESSABLE:
        yield problem("api_server", "jwt_secret_key is missing or a known default", FRESH)
    address = str(server.get("listen_ip_address", ""))
    if not _is_local(address):
        yield warning(
            "api_server",
            f"listens on {address}, for other machines as well",
            "Listen on 127.0.0.1 and reach it through an SSH tunnel",
        )


def _is_local(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
