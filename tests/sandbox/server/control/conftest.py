"""The control API of a sandbox of its own."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from enygma.sandbox import RunningSandbox

Ask = Callable[..., tuple[int, Any, dict[str, str]]]
Control = Callable[..., Any]


@pytest.fixture
def control(sandbox: RunningSandbox, ask: Ask) -> Control:
    """Call the control API; returns the data, or status and message of a refusal."""

    def call(method: str, path: str, **body: Any) -> Any:
        data = json.dumps(body).encode() if body else None
        url = f"{sandbox.url}/__sandbox__{path}"
        status, answer, _ = ask(url, method, {"Content-Type": "application/json"}, data)
        return answer["data"] if status == 200 else (status, answer["msg"])

    return call
