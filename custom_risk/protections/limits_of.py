"""The limits behind protections, by the names a strategy lists them with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from custom_risk.breaker.loss_limit import CircuitBreakerSettings, breaker_limits
from custom_risk.limits import Limit
from custom_risk.limits.daily_drawdown import DayDrawdown, DrawdownSettings
from custom_risk.limits.degradation import Degradation
from custom_risk.limits.degradation_settings import DegradationSettings
from custom_risk.limits.session import SessionSettings, session_limits
from custom_risk.portfolio.exposure_limit import ExposureLimit, ExposureSettings
from custom_risk.settings.wording import RiskConfigError, config_error

METHOD = "method"
"""freqtrade's key for the name of a protection."""

Terms = Mapping[str, Any]
"""One entry of a strategy's `protections`."""
Settings = TypeVar("Settings", bound=BaseModel)


def read(settings: type[Settings], terms: Terms) -> Settings:
    """The settings of a protection, everything but its name.

    Raises
    ------
    RiskConfigError
        If a key is unknown, a value cannot be used or values cannot hold together.
    """
    given = {key: value for key, value in terms.items() if key != METHOD}
    try:
        return settings.model_validate(given)
    except ValidationError as error:
        raise config_error(str(terms[METHOD]), settings, error) from error


BUILDERS: dict[str, Callable[[Terms], Sequence[Limit]]] = {
    "SessionLimit": lambda terms: session_limits(read(SessionSettings, terms)),
    "DailyDrawdown": lambda terms: [DayDrawdown(read(DrawdownSettings, terms))],
    "StrategyDegradation": lambda terms: [Degradation(read(DegradationSettings, terms))],
    "CircuitBreaker": lambda terms: breaker_limits(read(CircuitBreakerSettings, terms)),
    "PortfolioExposure": lambda terms: [ExposureLimit(read(ExposureSettings, terms))],
}
"""What builds the limits of each protection."""


def limits_of(protections: Sequence[Terms]) -> list[Limit]:
    """The limits of a strategy's protections, in their order; freqtrade's own have none.

    Raises
    ------
    RiskConfigError
        If this is no list of named protections, or the terms of one cannot be used.
    """
    _require_names(protections)
    return [
        limit
        for terms in protections
        if terms[METHOD] in BUILDERS
        for limit in BUILDERS[terms[METHOD]](terms)
    ]


def degradation_of(protections: Sequence[Terms]) -> Degradation:
    """What judges the latest closed trades: the strategy's own, else one with the defaults.

    Raises
    ------
    RiskConfigError
        As `limits_of`.
    """
    own = [each for each in limits_of(protections) if isinstance(each, Degradation)]
    return own[0] if own else Degradation(DegradationSettings())


def _require_names(protections: Any) -> None:
    wanted = f'wanted is a list of entries such as {{"{METHOD}": "SessionLimit", ...}}'
    if not isinstance(protections, list | tuple):
        raise RiskConfigError(f"protections: {protections!r} is no list, {wanted}")
    for each in protections:
        if not isinstance(each, Mapping) or not isinstance(each.get(METHOD), str):
            raise RiskConfigError(f"protections: {each!r} names no {METHOD}, {wanted}")
