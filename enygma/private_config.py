"""The private configuration file: random secrets for the API server, places for the keys.

freqtrade's API server falls back to well-known secrets when none are configured, so they are
generated once per installation and kept in a file that git ignores.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

DEFAULT_PATH = Path("user_data/config-private.json")


def private_settings() -> dict[str, Any]:
    """A fresh private configuration in freqtrade's form, with 256-bit random secrets."""
    return {
        # a place to fill, no password
        "telegram": {"enabled": False, "token": "", "chat_id": ""},  # nosec B105
        "api_server": {
            "username": "enygma",
            "password": secrets.token_urlsafe(18),
            "jwt_secret_key": secrets.token_hex(32),
            "ws_token": secrets.token_urlsafe(32),
        },
    }


def write_private_config(path: Path) -> bool:
    """Write the file unless it exists; only its owner can read it.

    Returns whether it was written.

    Raises:
        OSError: the folder does not exist or cannot be written to.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(private_settings(), file, indent=2)
        file.write("\n")
    return True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma secrets`."""
    parser.add_argument(
        "--output",
        type=Path,
        default=DEFAULT_PATH,
        metavar="PATH",
        help=f"where to write the private configuration (default: {DEFAULT_PATH})",
    )


def run(args: argparse.Namespace) -> int:
    """Write the private configuration, say where, and never replace one that is there."""
    path: Path = args.output
    try:
        written = write_private_config(path)
    except OSError as error:
        raise SystemExit(f"enygma secrets: cannot write {path}: {error.strerror}") from error
    if written:
        print(f"{path}: written, with random secrets for the API server (user name: enygma)")  # noqa: T201 - this is the command's output
    else:
        print(f"{path}: is there already, left as it is")  # noqa: T201 - this is the command's output
    return 0
