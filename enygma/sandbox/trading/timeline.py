"""Time: what happens on the way from one moment to another."""

from enygma.sandbox.trading.floor import Floor


def advance(floor: Floor, now_ms: int) -> None:
    """Move the floor to `now_ms`."""
    floor.now_ms = max(floor.now_ms, now_ms)
