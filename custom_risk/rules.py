"""The models that a configuration chooses, ready to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from operator import attrgetter
from typing import Any, Protocol

from custom_risk.configuration import SECTION, RiskConfigError, load_settings
from custom_risk.entry import EntryRules
from custom_risk.exits import EXIT_POLICIES, Emergency
from custom_risk.portfolio import PortfolioRules
from custom_risk.settings import RiskSettings
from custom_risk.sizing import SIZING_MODELS
from custom_risk.stops import STOP_POLICIES


class RiskRules:
    """Sizing, entry limits, stops and exits of one set of settings."""

    def __init__(self, settings: RiskSettings) -> None:
        self.settings = settings
        self.sizing = SIZING_MODELS[settings.sizing.model](settings)
        portfolio = settings.portfolio
        self.entry = EntryRules(
            settings.limits,
            self.sizing,
            settings.leverage,
            None if portfolio is None else PortfolioRules(portfolio),
        )
        self.stops = STOP_POLICIES[settings.stops.policy](settings)
        self.exits = EXIT_POLICIES[settings.exits.policy](settings)
        emergency = settings.emergency
        self.emergency = None if emergency is None else Emergency(emergency)


SIZING_NEEDS: dict[str, frozenset[str]] = {
    "kelly": frozenset({"adx", "volatility"}),
}
"""Fields of `Signal` that a sizing model needs beyond score, confidence and regime, by name."""

STOP_NEEDS: dict[str, frozenset[str]] = {
    "atr": frozenset({"atr"}),
    "percent": frozenset({"atr"}),
    "dynamic": frozenset({"adx", "volatility"}),
}
"""As `SIZING_NEEDS`, for stop policies."""


EXIT_NEEDS: dict[str, frozenset[str]] = {
    "target": frozenset({"atr"}),
    "dynamic": frozenset({"adx", "volatility", "rsi"}),
}
"""As `SIZING_NEEDS`, for exit policies."""


def fields_needed(settings: RiskSettings) -> tuple[str, ...]:
    """Fields of `Signal` that the chosen rules read off candles, in a fixed order."""
    needed = SIZING_NEEDS.get(settings.sizing.model, frozenset())
    needed |= STOP_NEEDS.get(settings.stops.policy, frozenset())
    needed |= EXIT_NEEDS.get(settings.exits.policy, frozenset())
    return tuple(sorted(needed))


class Parameter(Protocol):
    """A number that may change between two backtests: freqtrade's hyperopt parameters."""

    value: Any


class TunedRules:
    """Rules that follow parameters, each standing for one key of the settings.

    A parameter starts at the configured value; from the moment it holds another one, that one
    counts. The key is a path such as `stops.trailing.distance_roi`; `RiskConfigError` where it
    leads to no number or switch.
    """

    def __init__(self, settings: RiskSettings, parameters: Mapping[str, Parameter]) -> None:
        self._settings = settings
        self._parameters = dict(parameters)
        for path, parameter in self._parameters.items():
            parameter.value = _value_at(settings, path)
        self._start = self._now = self._values()
        self._rules = RiskRules(settings)

    @property
    def current(self) -> RiskRules:
        """The rules for the parameters' present values.

        Raises
        ------
        RiskConfigError
            If those values cannot hold together.
        """
        values = self._values()
        if values != self._now:
            self._rules = RiskRules(self._tuned(values))
            self._now = values
        return self._rules

    def _values(self) -> tuple[Any, ...]:
        return tuple([each.value for each in self._parameters.values()])

    def _tuned(self, values: tuple[Any, ...]) -> RiskSettings:
        section = self._settings.model_dump()
        for path, value, start in zip(self._parameters, values, self._start, strict=True):
            if value != start:
                *folders, key = path.split(".")
                target = section
                for folder in folders:
                    target = target[folder]
                target[key] = value
        return load_settings(section)


def _value_at(settings: RiskSettings, path: str) -> float | int:
    try:
        value: Any = attrgetter(path)(settings)
    except AttributeError:
        value = None
    if not isinstance(value, int | Decimal):
        raise RiskConfigError(
            f"risk_parameters: {SECTION}.{path} is no number or switch of the settings in force"
        )
    return value if isinstance(value, int) else float(value)
