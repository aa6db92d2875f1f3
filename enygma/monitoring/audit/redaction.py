"""Takes secrets out of what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

HIDDEN = "***"
SECRET_NAME = re.compile(
    r"(^|_)(key|secret|password|passphrase|token|credential|credentials|webhook_url|chat_id|uid)$"
    r"|api_?key|private_?key|wallet_?address|ws_token|jwt",
    re.IGNORECASE,
)
"""Names of keys whose value is nobody's business, in the configuration and in details."""
SHORTEST = 5
"""Characters; anything shorter would be found in ordinary words and numbers."""


class Redaction:
    """Replaces every secret of a configuration wherever it turns up, and values named as one."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        found = {each for each in _secrets(config) if len(each) >= SHORTEST}
        # a secret within another one must not leave the rest of it standing
        longest_first = sorted(found, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if found else None

    def text(self, text: str) -> str:
        """The text without the configuration's secrets."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text

    def value(self, value: Any) -> Any:
        """A JSON value without them, its keys included."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {
                self.text(str(key)): HIDDEN
                if each and SECRET_NAME.search(str(key))
                else self.value(each)
                for key, each in value.items()
            }
        return [self.value(each) for each in value] if isinstance(value, list) else value


def _secrets(value: Any, name: str = "") -> Iterator[str]:
    """The texts of a configuration that stand under a secret's name, or within an address."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _secrets(each, str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for each in value:
            yield from _secrets(each, name)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        text = str(value)
        if SECRET_NAME.search(name):
            yield text
        elif "://" in text:
            yield from _password_in(text)


def _password_in(address: str) -> Iterator[str]:
    """The password of `scheme://name:password@host`, as it stands there and as it is meant."""
    try:
        password = urlsplit(address).password
    except ValueError:
        return
    if password:
        yield password
        yield unquote(password)
