"""The versions of freqtrade and ccxt, where the plugin registers itself, and how a start ends."""

import inspect

import ccxt
import freqtrade
from freqtrade.resolvers.exchange_resolver import ExchangeResolver
from freqtrade.resolvers.protection_resolver import ProtectionResolver

from enygma import autoload, plugin


def test_the_versions_are_the_supported_ones() -> None:
    assert freqtrade.__version__ == plugin.SUPPORTED_FREQTRADE
    assert ccxt.__version__ == plugin.SUPPORTED_CCXT


def test_the_watched_modules_have_what_is_registered_in_them() -> None:
    watched = (plugin.EXCHANGE_MODULE, plugin.PROTECTIONS_MODULE, plugin.COMMANDS_MODULE)
    backtests = (plugin.BACKTEST_MODULE, plugin.HYPEROPT_MODULE, plugin.STATISTICS_MODULE)
    expected = (plugin.METRICS_MODULE, *watched, plugin.BOT_MODULE, *backtests)
    assert expected == autoload.WATCHED
    assert "getattr(exchanges, exchange_name)" in inspect.getsource(ExchangeResolver)
    base = inspect.unwrap(ProtectionResolver.build_search_paths)
    assert str(inspect.signature(base)).startswith("(cls, config:")
    assert ProtectionResolver.user_subdir is None


def test_a_command_exits_with_an_error_after_an_operational_exception() -> None:
    from freqtrade import main

    source = inspect.getsource(main.main)
    handled = source.split("except FreqtradeException", 1)[1].split("except", 1)[0]
    assert "return_code = 2" in handled
