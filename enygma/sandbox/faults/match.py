"""Which requests, frames and orders a fault is meant for."""

from fnmatch import fnmatchcase

from pydantic import BaseModel, ConfigDict

from enygma.sandbox.faults.incoming import Incoming, Outgoing


class Match(BaseModel):
    """Everything that is given must agree; a `path` or `topic` may hold wildcards (`*`).

    A `path` never matches a frame, a `topic` never a request.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: str = ""
    path: str = ""
    symbol: str = ""
    topic: str = ""

    def request(self, request: Incoming) -> bool:
        """Whether `request` is meant."""
        return (
            not self.topic
            and self.method in {"", request.method}
            and self.symbol in {"", request.symbol}
            and fnmatchcase(request.path, self.path or "*")
        )

    def frame(self, frame: Outgoing) -> bool:
        """Whether `frame` is meant."""
        symbol = frame.topic.partition(":")[2].partition("_")[0]
        return (
            not self.path
            and not self.method
            and self.symbol in {"", symbol}
            and fnmatchcase(frame.topic, self.topic or "*")
        )

    def order(self, symbol: str) -> bool:
        """Whether orders of the contract `symbol` are meant."""
        return self.symbol in {"", symbol}
