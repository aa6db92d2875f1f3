"""What the gate before live trading counts on in freqtrade."""

import inspect

from freqtrade.optimize.optimize_reports import bt_storage
from freqtrade.resolvers.iresolver import IResolver
from freqtrade.strategy import IStrategy
from freqtrade.strategy.hyper import HyperStrategyMixin
from freqtrade.wallets import Wallets

from .conftest import Bot, signature


def test_a_strategy_knows_its_file_and_what_a_search_left_beside_it() -> None:
    assert "obj[0].__file__ = str(entry)" in inspect.getsource(IResolver._search_object)
    loaded = inspect.getsource(HyperStrategyMixin.__init__)
    assert 'params = params.get("params", {})' in loaded
    assert "self._ft_params_from_file = params" in loaded


def test_pairs_are_known_and_trades_can_be_read_when_a_strategy_starts() -> None:
    source = inspect.getsource(Bot.__init__)
    start = source.index("self.strategy.ft_bot_start()")
    assert source.index("self.active_pair_whitelist = self._refresh_active_whitelist()") < start
    assert source.index("init_db(") < start
    assert signature(IStrategy, "ft_bot_start") == "(self, **kwargs)"
    assert source.index("self.strategy.wallets = self.wallets") < start
    assert "self.update()" in inspect.getsource(Wallets.__init__)
    assert signature(Wallets, "get_all_positions") == "(self)"


def test_the_first_words_of_a_bot_are_sent_when_it_starts_up() -> None:
    assert signature(Bot, "startup") == "(self)"
    assert "self.rpc.startup_messages(" in inspect.getsource(Bot.startup)


def test_a_result_keeps_the_strategys_file_its_parameters_and_the_configuration() -> None:
    source = inspect.getsource(bt_storage.store_backtest_results)
    assert 'f"{base_filename.stem}_{strategy_name}.py"' in source
    assert 'f"{base_filename.stem}_{strategy_name}.json"' in source
    assert 'sanitize_config(config["original_config"])' in source
