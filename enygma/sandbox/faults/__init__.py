"""Faults: the ways in which an exchange and the line to it misbehave, injected on purpose.

A `FaultPlan` draws them from a seed; `Injector.add` lets one stand for some requests or some
time. Each kind of fault has a file of its own here and says there what it does.
"""

from enygma.sandbox.faults.clock_skew import ClockSkew
from enygma.sandbox.faults.dropped_answer import DroppedAnswer
from enygma.sandbox.faults.duplicated_request import DuplicatedRequest
from enygma.sandbox.faults.fault import Condition, Ear, Fault, FrameFault, RequestFault
from enygma.sandbox.faults.incoming import Incoming, Outgoing
from enygma.sandbox.faults.injector import Injector, Spell
from enygma.sandbox.faults.kinds import KINDS, FaultError, fault_of
from enygma.sandbox.faults.late_order import LateOrder
from enygma.sandbox.faults.latency import Latency
from enygma.sandbox.faults.log import Injection, InjectionLog
from enygma.sandbox.faults.maintenance import Maintenance
from enygma.sandbox.faults.match import Match
from enygma.sandbox.faults.outcome import Refused, TornAnswer, Unanswered
from enygma.sandbox.faults.partial_fill import PartialFill
from enygma.sandbox.faults.plan import FaultPlan
from enygma.sandbox.faults.rate_limited import RateLimited
from enygma.sandbox.faults.rejected_stop import RejectedStop
from enygma.sandbox.faults.restart import Restart
from enygma.sandbox.faults.server_error import ServerError
from enygma.sandbox.faults.sockets import DuplicatedFrame, LostFrame, SocketCut, SocketStall
from enygma.sandbox.faults.stale_book import StaleBook
from enygma.sandbox.faults.standing import Standing
from enygma.sandbox.faults.timeout import TimeoutAfter, TimeoutBefore
from enygma.sandbox.faults.written import plan_of

__all__ = [
    "KINDS",
    "ClockSkew",
    "Condition",
    "DroppedAnswer",
    "DuplicatedFrame",
    "DuplicatedRequest",
    "Ear",
    "Fault",
    "FaultError",
    "FaultPlan",
    "FrameFault",
    "Incoming",
    "Injection",
    "InjectionLog",
    "Injector",
    "LateOrder",
    "Latency",
    "LostFrame",
    "Maintenance",
    "Match",
    "Outgoing",
    "PartialFill",
    "RateLimited",
    "Refused",
    "RejectedStop",
    "RequestFault",
    "Restart",
    "ServerError",
    "SocketCut",
    "SocketStall",
    "Spell",
    "StaleBook",
    "Standing",
    "TimeoutAfter",
    "TimeoutBefore",
    "TornAnswer",
    "Unanswered",
    "fault_of",
    "plan_of",
]
