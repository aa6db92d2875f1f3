"""What the section `enygma` of freqtrade's configuration says about the exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from freqtrade.exceptions import OperationalException

MAX_SLIPPAGE = 0.01
MAX_ENTRY_SLIPPAGE = 0.1
POSITION_MODES = ("one-way", "hedge")
UNKNOWN_POSITIONS = ("block", "close", "adopt")
RECONCILE_S = (5.0, 3600.0)
KILL_SWITCH_NAME = "KILL"


@dataclass(frozen=True)
class ExchangeSettings:
    """Validated settings of the exchange.

    Attributes:
        slippage_per_side: What a fill is assumed to lose against the candle's price in
            backtesting and hyperopt, as a share of the notional (0.0002 is 2 basis points).
        hedged: Whether the account holds longs and shorts of a contract apart (hedge mode)
            rather than netted (one-way mode).
        reconcile_s: Seconds between two comparisons of the exchange with freqtrade's database.
        kill_switch_file: While it exists no entry leaves; None without a user_data_dir.
        unknown_positions: What happens to a position that no trade explains: block entries,
            close it, or adopt it as a trade.
        ignored_pairs: Pairs that are somebody else's business: neither compared nor touched.
        shadow: Whether a dry run also sends its orders to KuCoin's order test.
        entry_stop: Whether entries carry a stop at the strategy's hard stop with them.
        max_entry_slippage: How much worse than decided a market entry may be filled, as a share
            of the price.
    """

    slippage_per_side: float = 0.0002
    hedged: bool = False
    reconcile_s: float = 60.0
    kill_switch_file: Path | None = None
    unknown_positions: str = UNKNOWN_POSITIONS[0]
    ignored_pairs: frozenset[str] = frozenset()
    shadow: bool = False
    entry_stop: bool = True
    max_entry_slippage: float = 0.005

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> ExchangeSettings:
        """Read the settings out of freqtrade's whole configuration.

        Raises:
            OperationalException: A value is of the wrong type or out of its range. Not freqtrade's
                `ConfigurationError`, after which its commands exit with 0.
        """
        section = config.get("enygma") or {}
        if not isinstance(section, Mapping):
            raise OperationalException(f"enygma must be a section of keys, not {section!r}.")
        return cls(
            slippage_per_side=_slippage(section.get("slippage_per_side", cls.slippage_per_side)),
            hedged=_position_mode(section.get("position_mode", POSITION_MODES[0])) == "hedge",
            reconcile_s=_reconcile_s(section.get("reconcile_seconds", cls.reconcile_s)),
            kill_switch_file=_kill_switch_file(section, config.get("user_data_dir")),
            unknown_positions=_unknown_positions(section.get("unknown_positions", "block")),
            ignored_pairs=_ignored_pairs(section.get("unknown_positions")),
            shadow=_shadow(section.get("shadow", cls.shadow), config),
            entry_stop=_entry_stop(section.get("entry_stop", cls.entry_stop)),
            max_entry_slippage=_entry_slippage(
                section.get("max_entry_slippage", cls.max_entry_slippage)
            ),
        )


def _slippage(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise OperationalException(f"enygma.slippage_per_side must be a number, not {value!r}.")
    if not 0 <= value <= MAX_SLIPPAGE:
        raise OperationalException(
            f"enygma.slippage_per_side must lie between 0 and {MAX_SLIPPAGE} "
            f"(0.0002 is 0.02 % of the notional per side), not {value}."
        )
    return float(value)


def _entry_stop(value: object) -> bool:
    if not isinstance(value, bool):
        raise OperationalException(f"enygma.entry_stop must be true or false, not {value!r}.")
    return value


def _entry_slippage(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise OperationalException(f"enygma.max_entry_slippage must be a number, not {value!r}.")
    if not 0 < value <= MAX_ENTRY_SLIPPAGE:
        raise OperationalException(
            f"enygma.max_entry_slippage must lie above 0 and be at most {MAX_ENTRY_SLIPPAGE} "
            f"(0.005 is 0.5 % of the price), not {value}."
        )
    return float(value)


def _position_mode(value: object) -> object:
    if value not in POSITION_MODES:
        raise OperationalException(
            f"enygma.position_mode must be one of {', '.join(POSITION_MODES)}, not {value!r}."
        )
    return value


def _reconcile_s(value: object) -> float:
    shortest, longest = RECONCILE_S
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise OperationalException(f"enygma.reconcile_seconds must be a number, not {value!r}.")
    if not shortest <= value <= longest:
        raise OperationalException(
            f"enygma.reconcile_seconds must lie between {shortest:.0f} and {longest:.0f}, "
            f"not {value}."
        )
    return float(value)


def _kill_switch_file(section: Mapping[str, Any], user_data_dir: object) -> Path | None:
    value = section.get("kill_switch_file")
    if value is None:
        return Path(str(user_data_dir)) / KILL_SWITCH_NAME if user_data_dir else None
    if not isinstance(value, str) or not value.strip():
        raise OperationalException(
            f"enygma.kill_switch_file must be the path of a file, not {value!r}."
        )
    return Path(value).expanduser()


def _unknown_positions(value: object) -> str:
    if isinstance(value, str) and value in UNKNOWN_POSITIONS:
        return value
    if isinstance(value, list) and all(isinstance(each, str) and each for each in value):
        return UNKNOWN_POSITIONS[0]
    raise OperationalException(
        f"enygma.unknown_positions must be one of {', '.join(UNKNOWN_POSITIONS)} or a list of "
        f'pairs to ignore such as ["XRP/USDT:USDT"], not {value!r}.'
    )


def _ignored_pairs(value: object) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()


def _shadow(value: object, config: Mapping[str, Any]) -> bool:
    if not isinstance(value, bool):
        raise OperationalException(f"enygma.shadow must be true or false, not {value!r}.")
    if value and not config.get("dry_run", True):
        raise OperationalException(
            "enygma.shadow belongs to a dry run: it sends nothing but tests. Set dry_run to true "
            "or enygma.shadow to false."
        )
    return value
