"""Sockets that break, fall silent, lose a frame or repeat it."""

from typing import ClassVar

from pydantic import Field

from enygma.sandbox.faults.fault import LONGEST_MS, Ear, FrameFault


class SocketCut(FrameFault):
    """The client's connection closes without a farewell; the frame is lost."""

    name: ClassVar[str] = "socket_cut"
    loses: ClassVar[bool] = True

    def meet(self, ear: Ear, _frame: bytes) -> None:
        """Cut the connection."""
        ear.cut()


class SocketStall(FrameFault):
    """The connection stays open and says nothing for `duration_ms` of the exchange's time.

    Pings are not answered either. What was to be said meanwhile follows in order, unless the
    client has given up.
    """

    name: ClassVar[str] = "socket_stall"

    duration_ms: int = Field(default=60_000, ge=1, le=LONGEST_MS)

    def meet(self, ear: Ear, _frame: bytes) -> None:
        """Stall the connection."""
        ear.stall(self.duration_ms)


class LostFrame(FrameFault):
    """The exchange does not push the frame; the connection is fine and the next frame follows."""

    name: ClassVar[str] = "lost_frame"
    loses: ClassVar[bool] = True

    def meet(self, _ear: Ear, _frame: bytes) -> None:
        """Nothing is sent."""


class DuplicatedFrame(FrameFault):
    """The frame is sent twice."""

    name: ClassVar[str] = "duplicated_frame"

    def meet(self, ear: Ear, frame: bytes) -> None:
        """Send the frame once more than usual."""
        ear.send(frame)
