"""What a walk-forward hooks into in freqtrade and joblib."""

import inspect

import pytest

from .conftest import overridden, signature

pytest.importorskip("optuna", reason="hyperopt is not installed")


def test_a_windows_files_are_moved_before_any_is_removed_or_read() -> None:
    from enygma.research.walk_forward.training import WindowHyperopt

    base = next(each for each in WindowHyperopt.__mro__ if each.__module__.startswith("freqtrade."))
    hooks = {"clean_hyperopt", "run_optimizer_parallel", "print_results", "start"}
    assert hooks <= set(overridden(WindowHyperopt, base))
    assert signature(base, "run_optimizer_parallel") == "(self, parallel, asked)"
    source = inspect.getsource(base.__init__)
    places = [
        source.index(each)
        for each in (
            "self.results_file: Path =",
            "self.data_pickle_file =",
            "self.clean_hyperopt()",
            "self.hyperopter = HyperOptimizer(self.config, self.data_pickle_file)",
        )
    ]
    assert places == sorted(places)


def test_a_search_that_was_interrupted_is_told_by_its_epochs() -> None:
    from enygma.research.walk_forward.training import WindowHyperopt

    base = next(each for each in WindowHyperopt.__mro__ if each.__module__.startswith("freqtrade."))
    source = inspect.getsource(base.start)
    assert "except KeyboardInterrupt:" in source
    assert "with Parallel(n_jobs=config_jobs) as parallel:" in source
    assert "self.count_skipped_epochs" in inspect.getsource(base.get_asked_points)


def test_parameters_of_a_strategy_come_from_one_method() -> None:
    from freqtrade.strategy.hyper import HyperStrategyMixin

    assert signature(HyperStrategyMixin, "load_params_from_file") == "(self)"
    assert "params = self.load_params_from_file()" in inspect.getsource(HyperStrategyMixin.__init__)


def test_the_users_file_of_parameters_is_only_written_where_that_is_not_switched_off() -> None:
    from freqtrade.optimize.hyperopt_tools import HyperoptTools

    source = inspect.getsource(HyperoptTools.try_export_params)
    assert 'not config.get("disableparamexport", False)' in source


def test_workers_read_the_candles_by_their_path_and_log_into_a_queue_of_the_module() -> None:
    from freqtrade.optimize.hyperopt import hyperopt_optimizer

    optimizer = hyperopt_optimizer.HyperOptimizer
    wrapped = inspect.getsource(optimizer)
    assert "logging_mp_setup(log_queue," in wrapped
    assert "logging_mp_handle(log_queue)" in inspect.getsource(optimizer.handle_mp_logging)
    assert "attr.value = params_dict[attr_name]" in inspect.getsource(optimizer.generate_optimizer)
    assert 'self.data_pickle_file.open("rb")' in inspect.getsource(optimizer.generate_optimizer)


def test_joblib_lets_a_cluster_be_asked_otherwise() -> None:
    pytest.importorskip("distributed", reason="dask is not installed")
    from joblib._dask import DaskDistributedBackend

    from enygma.research.walk_forward.dask_backend import DaskEpochs

    hooks = {"effective_n_jobs", "submit", "retrieve_result_callback"}
    assert hooks <= set(overridden(DaskEpochs, DaskDistributedBackend))
    assert DaskDistributedBackend.supports_retrieve_callback is True
    assert "self._results[dask_future] = cf_future" in inspect.getsource(
        DaskDistributedBackend.submit
    )
