"""How a request can end other than with its own answer; the server acts on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refused:
    """Answered with this status, code and message instead.

    With `page` the body is that text as HTML, as the proxies in front of an exchange answer, and
    code and message are not sent.
    """

    status: int
    code: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)
    page: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Never answered: the connection is closed after `hold_s` seconds, or when the client leaves.

    With `hold_s` 0 it is closed at once.
    """

    hold_s: float = 0.0


@dataclass(frozen=True, slots=True)
class TornAnswer:
    """The first half of `answer` is sent, then the connection is closed."""

    answer: object
