"""Everything that decides what a walk-forward finds, so that a resumed one is the same one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from enygma.research.walk_forward.market import Market
    from enygma.research.walk_forward.settings import Settings
    from enygma.research.walk_forward.window import Window

NOT_DECIDING = frozenset(
    {
        "$schema", "add_config_files", "config_files", "api_server", "bot_name", "datadir",
        "db_url", "discord", "external_message_consumer", "initial_state", "internals", "logfile",
        "telegram", "user_data_dir", "webhook", "cancel_open_orders_on_exit", "force_entry_enable",
    }
)  # fmt: skip
"""Keys of a configuration that a backtest does not look at."""
OF_THE_EXCHANGE = ("name", "pair_whitelist", "pair_blacklist")
"""What of the exchange's section decides; the rest is keys and addresses."""
LENGTH = 16


@dataclass(frozen=True)
class Plan:
    """Plain values, so that the plan of an earlier run can be compared."""

    strategy: str
    arguments: dict[str, Any]
    """Of the command, by their names there; `jobs` among them, as a search asks so many at once."""
    windows: list[dict[str, Any]]
    timeframe: str
    pairs: list[str]
    configuration: dict[str, str] = field(default_factory=dict)
    """Hash by key."""
    candles: dict[str, str] = field(default_factory=dict)
    """Hash by file."""
    code: dict[str, str] = field(default_factory=dict)
    """Hash of the strategy's file and of the parameters beside it."""
    versions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        settings: Settings,
        market: Market,
        arguments: Mapping[str, Any],
        windows: Sequence[Window],
    ) -> Plan:
        """The plan of a run that is about to begin."""
        return cls(
            strategy=settings.strategy,
            arguments=dict(arguments),
            windows=[each.as_json() for each in windows],
            timeframe=market.timeframe,
            pairs=market.pairs,
            configuration=_configuration(settings.config["original_config"]),
            candles={path.name: _hash_of_file(path) for path in market.files()},
            code=_code(market.strategy_file),
            versions=_versions(),
        )

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits."""
        return _hash(vars(self))

    def differences(self, other: Plan) -> list[str]:
        """What `other` has that is not as here, in words; empty where it is the same plan."""
        named = [
            *_changed(other.arguments, self.arguments, "--{}: {} then, {} now"),
            *_changed(other.versions, self.versions, "{}: {} then, {} now"),
            *_changed(other.configuration, self.configuration, "'{}' of the configuration"),
            *_changed(other.code, self.code, "{}"),
            *_changed(other.candles, self.candles, "the candles in {}"),
        ]
        if other.pairs != self.pairs or other.timeframe != self.timeframe:
            named.append("the pairs or their timeframe")
        if other.windows != self.windows and not named:
            named.append("the windows, as there are other candles")
        return named


def _changed(then: Mapping[str, Any], now: Mapping[str, Any], words: str) -> list[str]:
    return [
        words.format(name, then.get(name, "none"), now.get(name, "none"))
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    ]


def _configuration(original: Mapping[str, Any]) -> dict[str, str]:
    exchange = original.get("exchange") or {}
    deciding = {key: value for key, value in original.items() if key not in NOT_DECIDING}
    deciding["exchange"] = {name: exchange.get(name) for name in OF_THE_EXCHANGE}
    return {key: _hash(value) for key, value in deciding.items()}


def _code(strategy: Path) -> dict[str, str]:
    beside = strategy.with_suffix(".json")
    files = {"the strategy's file": strategy, "the file of parameters beside the strategy": beside}
    return {name: _hash_of_file(path) for name, path in files.items() if path.is_file()}


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in ("enygma", "freqtrade", "optuna")}


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _hash_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:LENGTH]
