"""The configuration a command reads."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import pytest
from freqtrade.exceptions import OperationalException

from enygma.research.configuration import add_arguments, load_configuration, timeframes
from enygma.research.refusal import RequestError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.research.conftest import Run


def arguments(*options: str) -> argparse.Namespace:
    """What a command line with these options means."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(options)


def test_freqtrades_own_reader_finds_the_data_directory(run: Run) -> None:
    config = load_configuration(arguments(*run.options))
    assert config["datadir"] == run.datadir
    assert config["enygma"]["profile"] == "strict"
    assert timeframes(config) == ("30m", "2h")


def test_layers_are_read_in_order(run: Run, tmp_path: Path) -> None:
    layer = tmp_path / "layer.json"
    layer.write_text('{"enygma": {"profile": "canonical", "timeframes": ["15m", "1h"]}}')
    config = load_configuration(arguments(*run.options, "--config", str(layer)))
    assert config["enygma"]["profile"] == "canonical"
    assert timeframes(config) == ("15m", "1h")


def test_without_a_section_the_timeframes_are_the_canonical_two() -> None:
    assert timeframes({}) == ("30m", "2h")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(RequestError, match=r"no configuration file at nowhere\.json"):
        load_configuration(arguments("--config", "nowhere.json"))


def test_a_data_directory_that_is_not_there_is_refused_not_created(
    run: Run, tmp_path: Path
) -> None:
    typo = tmp_path / "dtaa"
    with pytest.raises(RequestError, match="dtaa is not a folder"):
        load_configuration(arguments(*run.options, "--datadir", str(typo)))
    assert not typo.exists()


def test_a_file_that_is_no_json_is_refused(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{ not json")
    with pytest.raises(OperationalException):
        load_configuration(arguments("--config", str(broken)))
