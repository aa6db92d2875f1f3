"""The faults of one exchange: planned by seed, and added by hand."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from enygma.sandbox.faults.fault import Condition, Effect, Fault, FrameFault, RequestFault
from enygma.sandbox.faults.incoming import Incoming, Outgoing
from enygma.sandbox.faults.kinds import KINDS
from enygma.sandbox.faults.log import Injection, InjectionLog
from enygma.sandbox.faults.match import Match
from enygma.sandbox.faults.partial_fill import PartialFill
from enygma.sandbox.faults.plan import FaultPlan
from enygma.sandbox.faults.standing import Standing

_WHOLE = Decimal(1)
_REMEMBERED_ORDERS = 10_000
_EFFECTS = list(Effect)
_ORDER = {name: place for place, name in enumerate(KINDS)}
_Condition = TypeVar("_Condition", bound=Condition)
_Fault = TypeVar("_Fault", bound=Fault)


@dataclass(frozen=True, slots=True)
class Spell(Generic[_Condition]):
    """A condition from `since_ms` to before `until_ms`."""

    condition: _Condition
    since_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class _Met(Generic[_Fault]):
    """A fault that something meets, and what it was added as."""

    fault: _Fault
    standing: Standing | None


class Injector:
    """Decides what meets a request, a frame, an order; the server then lets it happen.

    `now_ms` is the exchange's time.
    """

    def __init__(self, now_ms: Callable[[], int], plan: FaultPlan | None = None) -> None:
        self._now_ms = now_ms
        self._counts: Counter[str] = Counter()
        self._standing: list[Standing] = []
        self._numbers = 0
        self._noted: set[tuple[str, int]] = set()
        self._planned: dict[str, Fault] = {}
        self._shares: dict[str, Decimal] = {}
        self.log = InjectionLog()
        self.follow(plan)

    @property
    def plan(self) -> FaultPlan | None:
        """The plan that is followed."""
        return self._plan

    @property
    def is_idle(self) -> bool:
        """Whether nothing is planned and nothing was added."""
        return self._plan is None and not self._standing

    def follow(self, plan: FaultPlan | None) -> None:
        """Inject by `plan` from now on, counting anew; None ends what was planned."""
        self._plan = plan
        self._counts.clear()
        self._planned = {} if plan is None else {name: plan.fault(name) for name in plan.rates}

    def add(
        self,
        fault: Fault,
        match: Match | None = None,
        *,
        count: int | None = None,
        duration_ms: int | None = None,
    ) -> Standing:
        """Let `fault` meet what `match` says, once unless told otherwise. Raises FaultError."""
        self._numbers += 1
        match = match or Match()
        now_ms = self._now_ms()
        standing = Standing.of(self._numbers, fault, match, now_ms, count, duration_ms)
        self._standing.append(standing)
        return standing

    def clear(self) -> int:
        """Remove what was added and end the plan; returns how many were still standing."""
        left = len(self.standing())
        self._standing.clear()
        self.follow(None)
        return left

    def standing(self) -> tuple[Standing, ...]:
        """What was added and is not used up."""
        now_ms = self._now_ms()
        return tuple(each for each in self._standing if each.is_on(now_ms))

    def sweep(self) -> None:
        """Forget what is used up or over, so that nothing has to look at it any more."""
        self._standing = list(self.standing())

    def for_request(self, request: Incoming) -> tuple[RequestFault, ...]:
        """The faults that `request` meets, outermost first."""
        found = [
            _Met(fault, added)
            for fault, added in self._met(request.key, lambda match: match.request(request))
            if isinstance(fault, RequestFault) and fault.concerns(request)
        ]
        found.sort(key=lambda each: (_EFFECTS.index(each.fault.effect()), _ORDER[each.fault.name]))
        return self._injected(_compatible(found), request.key)

    def for_frame(self, frame: Outgoing) -> tuple[FrameFault, ...]:
        """The faults that `frame` meets."""
        found = [
            _Met(fault, added)
            for fault, added in self._met(frame.key, lambda match: match.frame(frame))
            if isinstance(fault, FrameFault)
        ]
        found.sort(key=lambda each: _ORDER[each.fault.name])
        return self._injected(found, frame.key)

    def fill_share(self, order: str, symbol: str, side: str) -> Decimal:
        """The share of its lots that an order can trade at once: 1 unless it meets a fault.

        `order` names it among all orders; it keeps the answer that it got first.
        """
        if self.is_idle and not self._shares:
            return _WHOLE
        if order not in self._shares:
            key = f"order|{symbol}|{side}"
            found = [
                _Met(fault, added)
                for fault, added in self._met(key, lambda match: match.order(symbol))
                if isinstance(fault, PartialFill)
            ]
            faults = self._injected(found, key)
            self._shares[order] = min((fault.share for fault in faults), default=_WHOLE)
            if len(self._shares) > _REMEMBERED_ORDERS:
                del self._shares[next(iter(self._shares))]
        return self._shares[order]

    def spell(self, kind: type[_Condition]) -> Spell[_Condition] | None:
        """The spell of `kind` that lasts now, the one that began last; None when there is none."""
        now_ms = self._now_ms()
        return max(self.spells(kind, now_ms, now_ms), key=lambda each: each.since_ms, default=None)

    def spells(self, kind: type[_Condition], start_ms: int, end_ms: int) -> list[Spell[_Condition]]:
        """Every spell of `kind` that touches [start_ms, end_ms]."""
        if self.is_idle:
            return []
        found = [*self._planned_spells(kind, start_ms, end_ms)]
        for each in self._standing:
            until_ms = each.until_ms
            if not isinstance(each.fault, kind) or until_ms is None:
                continue
            if each.since_ms <= end_ms and until_ms > start_ms:
                found.append(Spell(each.fault, each.since_ms, until_ms))
                self._note(each.fault, each.since_ms, until_ms, str(each.number))
        return found

    def _planned_spells(
        self, kind: type[_Condition], start_ms: int, end_ms: int
    ) -> Iterator[Spell[_Condition]]:
        fault = self._planned.get(kind.name)
        if self._plan is None or not isinstance(fault, kind):
            return
        for since_ms, until_ms in self._plan.spells(fault, start_ms, end_ms):
            self._note(fault, since_ms, until_ms, "plan")
            yield Spell(fault, since_ms, until_ms)

    def _met(
        self, key: str, meant: Callable[[Match], bool]
    ) -> Iterator[tuple[Fault, Standing | None]]:
        """Every fault for the next of `key`, and what it was added as if not planned; counts it.

        Those of a kind that meets something else are among them.
        """
        now_ms, plan = self._now_ms(), self._plan
        if plan is not None and plan.is_on(now_ms) and meant(plan.match):
            count = self._counts[key]
            self._counts[key] += 1
            for fault in self._planned.values():
                if plan.meets(fault, key, count):
                    yield fault, None
        for each in tuple(self._standing):
            if each.is_on(now_ms) and meant(each.match):
                yield each.fault, each

    def _injected(self, met: list[_Met[_Fault]], where: str) -> tuple[_Fault, ...]:
        """The faults of `met`, written down and counted as used."""
        now_ms = self._now_ms()
        for each in met:
            cause = "plan"
            if each.standing is not None:
                each.standing.spend()
                cause = str(each.standing.number)
            self.log.add(Injection(now_ms, each.fault.name, where, cause))
        self._standing = [each for each in self._standing if each.left != 0]
        return tuple(each.fault for each in met)

    def _note(self, condition: Condition, since_ms: int, until_ms: int, cause: str) -> None:
        """Write a spell down when it is first seen."""
        mark = (f"{condition.name}|{cause}", since_ms)
        if mark not in self._noted:
            self._noted.add(mark)
            entry = Injection(since_ms, condition.name, f"until {until_ms}", cause)
            self.log.add(entry)


def _compatible(met: list[_Met[RequestFault]]) -> list[_Met[RequestFault]]:
    """Those of `met`, in their order, that can happen to one request; see `Effect`."""
    effects = [each.fault.effect() for each in met]
    if Effect.PREVENTS in effects:
        first = effects.index(Effect.PREVENTS)
        return [*met[: first + 1]]
    losing = [each for each in met if each.fault.effect() is Effect.LOSES_ANSWER]
    return [each for each in met if each not in losing[1:]]
