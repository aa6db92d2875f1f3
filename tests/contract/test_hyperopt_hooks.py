"""What the plugin hooks into in freqtrade's hyperopt, so that every epoch is counted."""

import inspect

import pytest

from .conftest import overridden, signature

pytest.importorskip("optuna", reason="hyperopt is not installed")


def test_the_command_builds_the_hyperopt_that_counts() -> None:
    from freqtrade.commands import optimize_commands
    from freqtrade.optimize.hyperopt import Hyperopt

    from enygma.research.evidence.searched import RecordedHyperopt

    assert Hyperopt is RecordedHyperopt
    source = inspect.getsource(optimize_commands.start_hyperopt)
    assert "from freqtrade.optimize.hyperopt import Hyperopt" in source
    assert "hyperopt = Hyperopt(config)" in source
    assert "hyperopt.start()" in source


def test_every_epoch_passes_by_the_method_that_counts() -> None:
    from enygma.research.evidence.searched import RecordedHyperopt

    base = RecordedHyperopt.__base__
    assert {"start", "evaluate_result"} <= set(overridden(RecordedHyperopt, base))
    assert signature(base, "__init__") == "(self, config)"
    assert signature(base, "start") == "(self)"
    assert signature(base, "evaluate_result") == "(self, val, current, is_random)"
    source = inspect.getsource(base.start)
    assert source.count("self.evaluate_result(") == 2
    assert source.count("self.hyperopter.generate_optimizer(") == 1
    assert "self.hyperopter = HyperOptimizer(" in inspect.getsource(base.__init__)


def test_an_epoch_tells_its_profit_by_day_and_the_search_its_days() -> None:
    from freqtrade.optimize.hyperopt import hyperopt_optimizer
    from freqtrade.optimize.optimize_reports import optimize_reports

    assert '"daily_profit": daily_profit_list' in inspect.getsource(
        optimize_reports.generate_daily_stats
    )
    optimizer = hyperopt_optimizer.HyperOptimizer
    assert '"results_metrics": strat_stats' in inspect.getsource(optimizer._get_results_dict)
    assert "self.pairlist = " in inspect.getsource(optimizer.__init__)
    assert "self.min_date, self.max_date" in inspect.getsource(optimizer.advise_and_trim)


def test_an_epoch_reads_its_candles_as_the_pieces_expect() -> None:
    from freqtrade.optimize.hyperopt import hyperopt, hyperopt_optimizer

    from enygma.backtests.epochs.optimizer import PIECES, SparingOptimizer

    assert hyperopt.HyperOptimizer is SparingOptimizer
    assert "load" in vars(hyperopt_optimizer)
    assert [piece.changed for piece in PIECES] == [[] for _ in PIECES]


def test_the_best_of_the_model_are_asked_for_first() -> None:
    from freqtrade.optimize.hyperopt import hyperopt_optimizer

    from enygma.research.evidence.searched import RecordedHyperopt

    start = inspect.getsource(RecordedHyperopt.__base__.start)
    prepared = start.index("self.hyperopter.prepare_hyperopt()")
    assert prepared < start.index("self.opt = self.hyperopter.get_optimizer(self.random_state)")
    points = inspect.getsource(RecordedHyperopt.__base__.get_optuna_asked_points)
    assert "self.opt.ask(dimensions)" in points
    base = hyperopt_optimizer.HyperOptimizer
    assert signature(base, "get_optimizer") == "(self, random_state)"
    assert signature(base, "__init__") == "(self, config, data_pickle_file)"


def test_an_epoch_is_run_through_what_the_model_replaces() -> None:
    from freqtrade.optimize.hyperopt import hyperopt_optimizer

    source = inspect.getsource(hyperopt_optimizer.HyperOptimizer.generate_optimizer)
    assert source.count("self.backtesting.backtest(\n            processed=processed") == 1
    assert source.count("result = self._get_results_dict(") == 1
    judged = inspect.getsource(hyperopt_optimizer.HyperOptimizer._get_results_dict)
    for name in ("trade_count", "min_date", "config", "backtest_stats", "starting_balance"):
        assert f"{name}=" in judged
    assert hyperopt_optimizer.MAX_LOSS == 100_000


def test_the_model_reads_what_a_backtest_holds() -> None:
    from freqtrade.optimize.backtesting import Backtesting

    for name in ("precision_mode_price", "price_pair_prec", "futures_data", "required_startup"):
        source = inspect.getsource(Backtesting.__base__)
        assert f"self.{name}" in source
