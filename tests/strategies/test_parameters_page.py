"""The page on parameters is written from what the strategies declare, and stays that way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from annotated_types import Ge, Gt, Le, Lt
from freqtrade.enums import RunMode
from freqtrade.resolvers import StrategyResolver
from freqtrade.strategy.hyper import detect_all_parameters
from freqtrade.strategy.parameters import BooleanParameter
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from custom_risk import RiskSettings
from enygma.limit_entry_settings import LimitEntry
from enygma.scoring import PROFILES, ScoringProfile

from .conftest import Configure

HEAD = """# Parameters

Every number of the strategies that hyperopt can search, and those of the score that only the
configuration sets. A test writes this page from what the strategies declare, so it says what is
there: `python -m pytest tests/strategies/test_parameters_page.py --write` writes it anew.

"Searched" is the range that hyperopt draws from, "allowed" the one that the configuration takes.
Each parameter begins at the configured value; the defaults here are those of the profile `strict`
and of the default settings of risk. In spot markets those of funding are not searched.

freqtrade keeps what a search found in a file beside the strategy, by the names in the first
column. What each key means stands in [scoring](scoring.md), [limit entries](limit-entries.md),
[risk](risk.md) and [limits](risk-limits.md).
"""
FIXED_HEAD = """## Not searched

Keys under `enygma.scoring` that have no parameter, without those of single indicators.
"""
TAIL = """Beside these: `enygma.timeframes`, any of 5m 15m 30m 1h 2h 4h 8h 12h 1d; `unfilled` of
[limit entries](limit-entries.md); the periods, levels and points of each indicator, and where it
counts; and all of [risk](risk.md) that has no parameter above.
"""
SECTIONS = ("gates", "filters", "exits", "funding", "sub_scores", "volatility", "order_book")
WHERE = {
    (True, True, True): "always",
    (False, True, True): "with `--analyze-per-epoch`",
    (False, False, True): "where entries wait",
    (False, False, False): "never",
}
"""When a parameter is searched, by whether it is so plainly, per epoch, and with limit entries."""
SPACES = {"atr": "with the stop policy `atr`"}


@pytest.fixture(scope="module")
def strategies(configure: Configure) -> Callable[..., Any]:
    """A strategy as hyperopt loads it."""

    def loaded(name: str, *, per_epoch: bool = False, waits: bool = False) -> Any:
        section = {"profile": "strict", **({"limit_entry": {}} if waits else {})}
        config = configure(RunMode.HYPEROPT, strategy=name, enygma=section)
        strategy = StrategyResolver.load_strategy(config | {"analyze_per_epoch": per_epoch})
        strategy.ft_load_hyper_params(hyperopt=False)
        return strategy

    return loaded


def field_at(settings: BaseModel, key: str) -> FieldInfo:
    """The field that a path of keys leads to."""
    path, _, last = key.rpartition(".")
    section: Any = attrgetter(path)(settings) if path else settings
    found: FieldInfo = type(section).model_fields[last]
    return found


def span(field: FieldInfo) -> str:
    """The range that a field allows."""
    if field.annotation is bool:
        return "true, false"
    low = next((f"{each.ge:g}" for each in field.metadata if isinstance(each, Ge)), "")
    above = next((f"above {each.gt:g}" for each in field.metadata if isinstance(each, Gt)), "")
    high = next((f"{each.le:g}" for each in field.metadata if isinstance(each, Le)), "")
    below = next((f"below {each.lt:g}" for each in field.metadata if isinstance(each, Lt)), "")
    return f"{low or above} … {high or below}"


def shown(value: object) -> str:
    """A value as the configuration would have it."""
    return str(value).lower() if isinstance(value, bool) else f"{float(str(value)):g}"


def keys_of(strategy: Any) -> dict[str, tuple[str, Any, str]]:
    """What each parameter stands for: the whole key, the settings with it, and the key in them."""
    told: dict[str, tuple[str, Any, str]] = {}
    scored = getattr(strategy, "scoring_parameters", {})
    waiting = getattr(strategy, "limit_parameters", {})
    told |= {n: (f"enygma.scoring.{k}", PROFILES["strict"], k) for k, n in scored.items()}
    told |= {n: (f"enygma.limit_entry.{k}", LimitEntry(), k) for k, n in waiting.items()}
    settings = RiskSettings()
    told |= {n: (f"custom_risk.{k}", settings, k) for k, n in strategy.risk_parameters.items()}
    return told


def rows(name: str, strategies: Callable[..., Any]) -> Iterator[tuple[str, ...]]:
    """A row of the table for each parameter of a strategy."""
    plain, free = strategies(name), strategies(name, per_epoch=True)
    waiting = strategies(name, waits=True) if hasattr(plain, "limit_parameters") else free
    stands = keys_of(plain)
    for space, found in detect_all_parameters(plain).items():
        for parameter, declared in found.items():
            own = [getattr(each, parameter).optimize for each in (plain, free, waiting)]
            when = WHERE[own[0], own[0] or own[1], any(own)]
            key, settings, path = stands.get(parameter, ("", None, ""))
            allowed = span(field_at(settings, path)) if settings is not None else ""
            yield (
                f"`{parameter}`",
                f"`{space}`",
                searched(declared),
                shown(declared.value),
                f"`{key}`" if key else "in the strategy",
                allowed,
                SPACES.get(space, when),
            )


def searched(parameter: Any) -> str:
    """The range that hyperopt draws from."""
    if isinstance(parameter, BooleanParameter):
        return "true, false"
    return f"{parameter.low:g} … {parameter.high:g}"


def fixed(profile: BaseModel, prefix: str, taken: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Keys of the score without a parameter."""
    for name, field in type(profile).model_fields.items():
        key, value = f"{prefix}{name}", getattr(profile, name)
        if isinstance(value, BaseModel):
            yield from fixed(value, f"{key}.", taken)
        elif key not in taken and isinstance(value, int | float):
            yield (f"`{key}`", shown(value), span(field))


def table(head: tuple[str, ...], body: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [head, ("---",) * len(head), *body]
    return "".join(f"| {' | '.join(each)} |\n".replace("| --- ", "|---") for each in lines)


def page_of(strategies: Callable[..., Any]) -> str:
    """The whole page."""
    head = ("Parameter", "Space", "Searched", "Default", "Key", "Allowed", "When")
    parts = [HEAD]
    for name in ("EnygmaStrategy", "BreakoutStrategy", "HoldStrategy"):
        parts += [f"## `{name}`\n", table(head, rows(name, strategies))]
    profile: ScoringProfile = PROFILES["strict"]
    taken = frozenset(strategies("EnygmaStrategy").scoring_parameters)
    left = [row for each in SECTIONS for row in fixed(attrgetter(each)(profile), f"{each}.", taken)]
    parts += [FIXED_HEAD, table(("Key", "Default", "Allowed"), left), TAIL]
    return "\n".join(parts)


def test_the_page_says_what_the_strategies_declare(
    repo_root: Path, request: pytest.FixtureRequest, strategies: Callable[..., Any]
) -> None:
    page, text = repo_root / "docs" / "parameters.md", page_of(strategies)
    if request.config.getoption("--write"):
        page.write_text(text, encoding="utf-8")
    command = "python -m pytest tests/strategies/test_parameters_page.py --write"
    assert page.exists(), f"write it: {command}"
    assert page.read_text(encoding="utf-8") == text, f"the page is out of date: {command}"


def test_what_is_searched_is_allowed(strategies: Callable[..., Any]) -> None:
    """Every corner of the searched range is one that the configuration takes."""
    strategy = strategies("EnygmaStrategy")
    for parameter, (_, settings, path) in keys_of(strategy).items():
        declared, field = getattr(strategy, parameter), field_at(settings, path)
        if isinstance(declared, BooleanParameter):
            continue
        for bound in field.metadata:
            assert declared.low >= getattr(bound, "ge", declared.low), parameter
            assert declared.high <= getattr(bound, "le", declared.high), parameter
