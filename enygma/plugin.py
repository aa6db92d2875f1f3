"""What the plugin adds to freqtrade: exchange, protections, reasons, a guarded bot, backtests.

`enygma.autoload` calls `register_into` right after freqtrade's own module was executed, in every
interpreter of the environment, hence also in hyperopt's worker processes.
"""

from __future__ import annotations

import sys
from functools import wraps
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

SUPPORTED_FREQTRADE = "2026.9"
"""The one version of freqtrade whose internals the exchange was written against."""

SUPPORTED_CCXT = "4.5.90"
"""The one version of ccxt whose KuCoin class the exchange was written against."""

METRICS_MODULE = "freqtrade.data.metrics"
EXCHANGE_MODULE = "freqtrade.exchange"
PROTECTIONS_MODULE = "freqtrade.resolvers.protection_resolver"
COMMANDS_MODULE = "freqtrade.rpc.rpc"
BOT_MODULE = "freqtrade.freqtradebot"
BACKTEST_MODULE = "freqtrade.optimize.backtesting"
HYPEROPT_MODULE = "freqtrade.optimize.hyperopt.hyperopt"
STATISTICS_MODULE = "freqtrade.optimize.optimize_reports.optimize_reports"

_MARK = "__enygma__"


def prepare(module: ModuleType) -> None:
    """Put off what one of freqtrade's modules is about to import and a backtest does not need."""
    if module.__name__ == METRICS_MODULE and freqtrade_version() == SUPPORTED_FREQTRADE:
        from enygma.deferred import defer

        defer()


def register_into(module: ModuleType) -> None:
    """Add to one of freqtrade's modules what the plugin has for it. Idempotent.

    Another version of freqtrade than the supported one is left as it is, stderr says so, and
    KuCoin futures are refused with the reason.
    """
    if freqtrade_version() != SUPPORTED_FREQTRADE:
        if module.__name__ == EXCHANGE_MODULE:
            sys.stderr.write(f"enygma: not registered. {_unsupported()}\n")
            refuse_futures(module)
        return
    if module.__name__ == EXCHANGE_MODULE:
        register_exchange(module)
    elif module.__name__ == PROTECTIONS_MODULE:
        register_protections(module.ProtectionResolver)
    elif module.__name__ == COMMANDS_MODULE:
        register_commands(module)
    elif module.__name__ == BOT_MODULE:
        register_bot(module)
    elif module.__name__ == BACKTEST_MODULE:
        register_backtesting(module)
    elif module.__name__ == HYPEROPT_MODULE:
        register_hyperopt(module)
    elif module.__name__ == STATISTICS_MODULE:
        register_statistics(module)


def register_exchange(module: ModuleType) -> None:
    """Replace `Kucoin` in `freqtrade.exchange`, unless freqtrade's own trades futures already."""
    if supports_isolated_futures(module.Kucoin):
        return
    from enygma.exchange.kucoin import Kucoin

    module.Kucoin = Kucoin  # type: ignore[attr-defined] # the slot ExchangeResolver reads


def refuse_futures(module: ModuleType) -> None:
    """Let `Kucoin` in `freqtrade.exchange` name the unsupported version when futures are asked for.

    Without it freqtrade would say no more than that it does not support futures on KuCoin, and
    exit with 0. In other modes freqtrade's own class is built.
    """
    own = module.Kucoin
    if not isinstance(own, type) or supports_isolated_futures(own):
        return

    def kucoin(config: dict[str, Any], **kwargs: Any) -> Any:
        if config.get("trading_mode") == "futures":
            require_supported_freqtrade()
        return own(config, **kwargs)

    module.Kucoin = kucoin  # type: ignore[attr-defined] # the slot ExchangeResolver calls


def supports_isolated_futures(exchange_class: Any) -> bool:
    """Whether what stands in freqtrade's slot declares futures with isolated margin."""
    modes = getattr(exchange_class, "_supported_trading_mode_margin_pairs", ())
    return ("futures", "isolated") in modes


def register_protections(resolver: Any) -> None:
    """Let freqtrade find the protections of `custom_risk` by their names."""
    original = resolver.build_search_paths
    if getattr(original, _MARK, False):
        return

    @wraps(original.__func__)
    def build_search_paths(_cls: Any, *args: Any, **kwargs: Any) -> list[Path]:
        paths: list[Path] = original(*args, **kwargs)
        return [*paths, protections_folder()]

    setattr(build_search_paths, _MARK, True)
    resolver.build_search_paths = classmethod(build_search_paths)


def register_commands(module: ModuleType) -> None:
    """Replace `RPC` in `freqtrade.rpc.rpc`, so that refused commands are answered with a reason."""
    from enygma.rpc.forced_trades import ExplainingRPC

    module.RPC = ExplainingRPC  # type: ignore[attr-defined] # the slot RPCManager builds from


def register_bot(module: ModuleType) -> None:
    """Replace `FreqtradeBot` in `freqtrade.freqtradebot`, so that a live bot is watched."""
    from enygma.guards.bot import GuardedBot

    module.FreqtradeBot = GuardedBot  # type: ignore[attr-defined] # the slot Worker builds from


def register_backtesting(module: ModuleType) -> None:
    """Replace `Backtesting`, so that a backtest's result tells what risk decided."""
    from enygma.backtests.witnessed import WitnessedBacktesting

    module.Backtesting = WitnessedBacktesting  # type: ignore[attr-defined] # what commands build


def register_hyperopt(module: ModuleType) -> None:
    """Replace `Hyperopt`, so that every epoch is counted as a variant that was tried.

    And `HyperOptimizer`, so that epochs compute nothing twice.
    """
    from enygma.backtests.epochs.optimizer import SparingOptimizer
    from enygma.research.evidence.searched import RecordedHyperopt

    module.HyperOptimizer = SparingOptimizer  # type: ignore[attr-defined] # what `Hyperopt` builds
    module.Hyperopt = RecordedHyperopt  # type: ignore[attr-defined] # what the command builds


def register_statistics(module: ModuleType) -> None:
    """Let the statistics of a backtest pass on what its content tells of risk."""
    from enygma.backtests.statistics import with_risk

    if not getattr(module.generate_strategy_stats, _MARK, False):
        generate = with_risk(module.generate_strategy_stats)
        setattr(generate, _MARK, True)
        module.generate_strategy_stats = generate  # type: ignore[attr-defined] # its one caller


def protections_folder() -> Path:
    """The folder with the protections.

    Raises:
        ModuleNotFoundError: The package `custom_risk` is not installed.
    """
    spec = find_spec("custom_risk.protections")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the package custom_risk.protections is not installed")
    return Path(spec.submodule_search_locations[0])


def is_exchange_registered() -> bool:
    """Whether the next `"name": "kucoin"` of this interpreter can trade futures."""
    import freqtrade.exchange

    return supports_isolated_futures(freqtrade.exchange.Kucoin)


def are_protections_registered() -> bool:
    """Whether freqtrade looks for protections in `custom_risk`."""
    from freqtrade.resolvers.protection_resolver import ProtectionResolver

    return bool(getattr(ProtectionResolver.build_search_paths, _MARK, False))


def freqtrade_version() -> str:
    """The version of the freqtrade that is installed."""
    import freqtrade

    return str(freqtrade.__version__)


def require_supported_freqtrade() -> None:
    """Refuse to go on with a freqtrade the plugin was not made for.

    Raises:
        OperationalException: freqtrade's own, so that its commands print it and exit with 2
            (after a `ConfigurationError` they exit with 0).
    """
    if freqtrade_version() == SUPPORTED_FREQTRADE:
        return
    from freqtrade.exceptions import OperationalException

    raise OperationalException(_unsupported())


def _unsupported() -> str:
    return (
        f"This version of enygma works with freqtrade {SUPPORTED_FREQTRADE}, "
        f"but {freqtrade_version()} is installed. "
        f"Install the supported one with: pip install 'freqtrade=={SUPPORTED_FREQTRADE}'"
    )
