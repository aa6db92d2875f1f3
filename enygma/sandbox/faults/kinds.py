"""Every fault there is, by name."""

from collections.abc import Mapping

from pydantic import ValidationError

from enygma.sandbox.faults.clock_skew import ClockSkew
from enygma.sandbox.faults.dropped_answer import DroppedAnswer
from enygma.sandbox.faults.duplicated_request import DuplicatedRequest
from enygma.sandbox.faults.fault import Fault
from enygma.sandbox.faults.late_order import LateOrder
from enygma.sandbox.faults.latency import Latency
from enygma.sandbox.faults.maintenance import Maintenance
from enygma.sandbox.faults.partial_fill import PartialFill
from enygma.sandbox.faults.rate_limited import RateLimited
from enygma.sandbox.faults.rejected_stop import RejectedStop
from enygma.sandbox.faults.restart import Restart
from enygma.sandbox.faults.server_error import ServerError
from enygma.sandbox.faults.sockets import DuplicatedFrame, LostFrame, SocketCut, SocketStall
from enygma.sandbox.faults.stale_book import StaleBook
from enygma.sandbox.faults.timeout import TimeoutAfter, TimeoutBefore

KINDS: dict[str, type[Fault]] = {
    kind.name: kind
    for kind in (
        # Of faults with the same effect on a request the first here comes before the others.
        RateLimited,
        TimeoutBefore,
        Latency,
        TimeoutAfter,
        DroppedAnswer,
        ServerError,
        DuplicatedRequest,
        RejectedStop,
        SocketStall,
        LostFrame,
        DuplicatedFrame,
        SocketCut,
        StaleBook,
        LateOrder,
        ClockSkew,
        Maintenance,
        Restart,
        PartialFill,
    )
}


class FaultError(ValueError):
    """A fault, a setting or a rate that does not exist; the message says which there are."""


def known(name: str) -> type[Fault]:
    """The fault called `name`. Raises FaultError."""
    if name not in KINDS:
        raise FaultError(f"there is no fault {name!r}; there are {', '.join(sorted(KINDS))}")
    return KINDS[name]


def fault_of(name: str, settings: Mapping[str, object] | None = None) -> Fault:
    """The fault called `name` with `settings`, which may be texts. Raises FaultError."""
    kind = known(name)
    try:
        return kind.model_validate(dict(settings or {}))
    except ValidationError as error:
        raise FaultError(_first(name, kind, error)) from None


def _first(name: str, kind: type[Fault], error: ValidationError) -> str:
    first = error.errors()[0]
    setting = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        settings = ", ".join(sorted(kind.model_fields)) or "none"
        return f"{name} has no setting {setting!r}; there are {settings}"
    return f"{name}.{setting}: {first['msg']}, not {first['input']!r}"
