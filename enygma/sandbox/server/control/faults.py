"""Faults by hand: which there are, what stands, what was injected, and adding and clearing."""

from collections.abc import Mapping
from dataclasses import asdict
from inspect import cleandoc

from aiohttp import web
from pydantic import Field

from enygma.sandbox.faults import KINDS, FaultPlan, Match, Standing, fault_of
from enygma.sandbox.server.control.route import Body, Route, read
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.parameters import Parameters
from enygma.sandbox.server.venue import Venue

_LATEST_MS = 2**53  # beyond it JSON numbers lose digits


class NewFault(Body):
    """A fault to add: once unless `count` or `duration_ms` says otherwise."""

    fault: str
    settings: dict[str, Json] = Field(default_factory=dict)
    match: Match = Match()
    count: int | None = None
    duration_ms: int | None = None


class NewPlan(Body):
    """A plan to follow; see `FaultPlan`."""

    seed: int = Field(ge=0, le=_LATEST_MS)
    rates: dict[str, float]
    settings: dict[str, dict[str, Json]] = Field(default_factory=dict)
    match: Match = Match()
    from_ms: int = Field(default=0, ge=0, le=_LATEST_MS)
    until_ms: int | None = Field(default=None, ge=0, le=_LATEST_MS)

    def plan(self) -> FaultPlan:
        """The plan. Raises FaultError."""
        settings = tuple(fault_of(name, values) for name, values in self.settings.items())
        return FaultPlan(self.seed, self.rates, settings, self.match, self.from_ms, self.until_ms)


async def show(venue: Venue, _request: web.Request) -> Json:
    """The faults there are, the plan, what was added, and how often each was injected."""
    plan = venue.faults.plan
    return {
        "kinds": {name: _kind(name) for name in sorted(KINDS)},
        "plan": None if plan is None else {"seed": plan.seed, "rates": dict(plan.rates)},
        "standing": [_standing(each) for each in venue.faults.standing()],
        "injected": venue.faults.log.counts,
    }


async def add(venue: Venue, request: web.Request) -> Json:
    """Let a fault stand."""
    new = await read(request, NewFault)
    fault = fault_of(new.fault, new.settings)
    added = venue.faults.add(fault, new.match, count=new.count, duration_ms=new.duration_ms)
    return _standing(added)


async def follow(venue: Venue, request: web.Request) -> Json:
    """Inject by seed from now on."""
    plan = (await read(request, NewPlan)).plan()
    venue.faults.follow(plan)
    return {"seed": plan.seed, "rates": dict(plan.rates)}


async def clear(venue: Venue, _request: web.Request) -> Json:
    """End everything that was added or planned."""
    return {"cleared": venue.faults.clear()}


async def log(venue: Venue, request: web.Request) -> Json:
    """What was injected since `since` (ms of the exchange's time), oldest first."""
    since_ms = Parameters(request.query).optional_integer("since") or 0
    entries = venue.faults.log.entries
    return [asdict(entry) for entry in entries if entry.ms >= since_ms]


def _kind(name: str) -> Mapping[str, Json]:
    kind = KINDS[name]
    settings = kind.model_json_schema().get("properties", {})
    return {"does": cleandoc(kind.__doc__ or ""), "settings": settings}


def _standing(standing: Standing) -> Mapping[str, Json]:
    return {
        "number": standing.number,
        "fault": standing.fault.name,
        "settings": standing.fault.model_dump(mode="json"),
        "match": standing.match.model_dump(exclude_defaults=True),
        "since_ms": standing.since_ms,
        "until_ms": standing.until_ms,
        "left": standing.left,
    }


ROUTES = (
    Route("GET", "/faults", show),
    Route("POST", "/faults", add),
    Route("DELETE", "/faults", clear),
    Route("POST", "/faults/plan", follow),
    Route("GET", "/faults/log", log),
)
