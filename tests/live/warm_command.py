"""A command in a process of its own, in which the big libraries are imported already.

Most of what a short command of freqtrade costs is the import of other people's libraries. A server
does that once, and every command is a fork of it: with its own folder, environment, output and
exit code, and with freqtrade and everything of this repository imported anew.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_LIBRARIES = (
    *("ccxt.pro", "fastapi", "jsonschema", "pandas", "pyarrow.feather", "rich.console"),
    *("scipy.stats", "sqlalchemy.orm", "talib"),
)
_TIMEOUT_S = 300.0

_forks = multiprocessing.get_context("forkserver")


def run_warm(
    command: Sequence[str], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a Python program to its end; output and errors are one text, and there is no input.

    Raises:
        subprocess.TimeoutExpired: It did not end in five minutes; it is killed.
    """
    _forks.set_forkserver_preload(list(_LIBRARIES))
    with tempfile.NamedTemporaryFile() as said:
        order = {"COMMAND": list(command), "ENVIRONMENT": environment}
        order |= {"FOLDER": str(folder), "OUTPUT": said.name}
        process = _forks.Process(target=runpy.run_path, args=(__file__, order, "__main__"))
        process.start()
        process.join(_TIMEOUT_S)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(list(command), _TIMEOUT_S, said.read())
        output = said.read().decode(errors="replace")
        return subprocess.CompletedProcess(list(command), process.exitcode, output)


def _become(command: list[str], folder: str, environment: dict[str, str], output: str) -> None:
    """Go on as the command, in the process that was forked for it."""
    with Path(output).open("wb") as said:
        os.dup2(said.fileno(), sys.stdout.fileno())
        os.dup2(said.fileno(), sys.stderr.fileno())
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = command
    try:
        runpy.run_path(command[0], run_name="__main__")
    finally:
        # a fork of multiprocessing leaves without what a program does at its end
        atexit._run_exitfuncs()


if __name__ == "__main__" and "COMMAND" in globals():
    order = globals()
    _become(order["COMMAND"], order["FOLDER"], order["ENVIRONMENT"], order["OUTPUT"])
