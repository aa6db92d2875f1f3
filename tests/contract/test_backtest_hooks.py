"""What the plugin hooks into in freqtrade's backtest, so that its result can tell of risk."""

import inspect

from freqtrade.optimize import backtesting, optimize_reports
from freqtrade.rpc.api_server import api_backtest

from enygma.backtests.witnessed import WitnessedBacktesting

from .conftest import overridden, signature

STATISTICS = optimize_reports.optimize_reports


def test_a_backtest_of_one_strategy_is_run_by_the_method_that_listens() -> None:
    base = WitnessedBacktesting.__base__
    assert list(overridden(WitnessedBacktesting, base)) == ["load_bt_data", "backtest"]
    assert signature(base, "backtest") == "(self, processed, start_date, end_date)"
    source = inspect.getsource(base.backtest_one_strategy)
    assert "results = self.backtest(" in source
    assert "self.all_bt_content[strategy_name] = results" in source
    assert "self._set_strategy(strat)" in source


def test_commands_and_frequi_build_the_backtest_from_the_slot() -> None:
    from freqtrade.commands import optimize_commands

    line = "from freqtrade.optimize.backtesting import Backtesting"
    assert line in inspect.getsource(optimize_commands)
    assert line in inspect.getsource(api_backtest)
    assert backtesting.Backtesting is WitnessedBacktesting


def test_the_statistics_are_made_by_the_function_that_passes_on() -> None:
    assert hasattr(STATISTICS.generate_strategy_stats, "__wrapped__")
    assert signature(STATISTICS, "generate_strategy_stats").startswith(
        "(pairlist, strategy, content, min_date, max_date, market_change"
    )
    source = inspect.getsource(STATISTICS.generate_backtest_stats)
    assert "generate_strategy_stats(\n            pairlist, strategy, content" in source
