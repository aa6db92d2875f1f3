"""The strategy that docs/risk.md shows, and every model and policy with it, in real backtests."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from freqtrade.configuration import validate_config_consistency
from freqtrade.exceptions import OperationalException
from freqtrade.optimize.backtesting import Backtesting
from pandas import DataFrame

Backtest = Callable[..., Backtesting]
Run = Callable[..., DataFrame]

CHOICES: Mapping[str, dict[str, Any]] = {
    "strength": {"sizing": {"model": "strength"}},
    "edge": {"sizing": {"model": "edge"}},
    "kelly": {"sizing": {"model": "kelly"}},
    "confidence_table": {"sizing": {"model": "confidence_table"}},
    "atr and target": {"stops": {"policy": "atr"}, "exits": {"policy": "target"}},
    "percent and target": {"stops": {"policy": "percent"}, "exits": {"policy": "target"}},
    "ladder": {"stops": {"policy": "ladder"}, "exits": {"policy": "ladder"}},
    "dynamic": {"stops": {"policy": "dynamic"}, "exits": {"policy": "dynamic"}},
}


@pytest.fixture(scope="module")
def folder(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the strategy of the page, and one of its kind that chooses nothing."""
    page = (repo_root / "docs" / "risk.md").read_text(encoding="utf-8")
    section = page[page.index("## Your own strategy") :]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert len(code.splitlines()) <= 36
    folder = tmp_path_factory.mktemp("strategies")
    (folder / "my_strategy.py").write_text(code)
    (folder / "plain.py").write_text(
        "from my_strategy import MyStrategy\n\n\n"
        "class PlainStrategy(MyStrategy):\n"
        '    risk_choices = {"signal": {"full_score": 40}}\n'
        '    risk_columns = {"score": "trend", "confidence": "sure"}\n\n'
        "    def populate_indicators(self, dataframe, metadata):\n"
        "        dataframe = super().populate_indicators(dataframe, metadata)\n"
        '        dataframe["sure"] = (0.6 + dataframe["trend"].abs() / 300).clip(0, 1)\n'
        "        return dataframe\n"
    )
    (folder / "misspelt.py").write_text(
        "from my_strategy import MyStrategy\n\n\n"
        "class MisspeltStrategy(MyStrategy):\n"
        '    risk_columns = {"score": "trnd"}\n'
    )
    return folder


@pytest.fixture(scope="module")
def run(backtest: Backtest, folder: Path) -> Run:
    """The trades of a backtest with a strategy and a `custom_risk` section."""

    def ran(strategy: str, **section: Any) -> DataFrame:
        done = backtest(strategy=strategy, strategy_path=str(folder), custom_risk=section)
        return DataFrame(done.results["strategy"][strategy]["trades"])

    return ran


def test_the_strategy_of_the_page_trades_with_what_it_chose(run: Run) -> None:
    trades = run("MyStrategy")
    assert len(trades) > 20
    assert set(trades["is_short"]) == {False, True}
    assert trades["leverage"].nunique() > 1
    assert {"roi", "trailing_stop_loss"} & set(trades["exit_reason"])


def test_the_configuration_goes_before_the_class(run: Run) -> None:
    trades = run("MyStrategy", sizing={"model": "fixed_fraction"})
    assert set(trades["leverage"]) == {6.0}


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_trades(run: Run, name: str) -> None:
    trades = run("PlainStrategy", **CHOICES[name])
    assert len(trades) > 10
    assert trades["leverage"].between(1, 125).all()
    assert (trades["stake_amount"] <= 10_000 * 0.055).all()


def test_a_column_that_the_strategy_lacks_ends_the_backtest(run: Run) -> None:
    with pytest.raises(OperationalException, match=r"no column 'trnd' for the field score"):
        run("MisspeltStrategy")


def test_two_strategies_with_choices_of_their_own_run_side_by_side(
    configure: Callable[..., dict[str, Any]], folder: Path, run: Run
) -> None:
    config = configure(strategy_path=str(folder), timeframe="30m")
    config["strategy_list"] = ["MyStrategy", "PlainStrategy"]
    # as the command does; it also fills in defaults
    validate_config_consistency(config, preliminary=True)
    both = Backtesting(config)
    both.start()
    for name in config["strategy_list"]:
        trades = DataFrame(both.results["strategy"][name]["trades"])
        alone = run(name)
        assert trades["leverage"].tolist() == alone["leverage"].tolist()
        assert trades["profit_abs"].tolist() == alone["profit_abs"].tolist()
