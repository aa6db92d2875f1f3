"""The shipped configurations, as freqtrade itself reads them."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import rapidjson
from freqtrade.config_schema.config_schema import CONF_SCHEMA
from freqtrade.configuration.load_config import CONFIG_PARSE_MODE, load_from_files
from jsonschema import Draft4Validator

from enygma.private_config import write_private_config


@pytest.fixture
def project(repo_root: Path, tmp_path: Path) -> Path:
    for name in ("config.json", "config.sandbox.json", "config-private.example.json"):
        shutil.copy(repo_root / name, tmp_path / name)
    (tmp_path / "user_data").mkdir()
    write_private_config(tmp_path / "user_data" / "config-private.json")
    return tmp_path


def read(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    settings: dict[str, Any] = rapidjson.loads(text, parse_mode=CONFIG_PARSE_MODE)
    return settings


@pytest.mark.parametrize("name", ["config.json", "config.sandbox.json"])
def test_freqtrades_schema_accepts_the_configuration(project: Path, name: str) -> None:
    settings = load_from_files([str(project / name)])
    assert not [error.message for error in Draft4Validator(CONF_SCHEMA).iter_errors(settings)]


@pytest.mark.parametrize("name", ["config.json", "config.sandbox.json"])
def test_paper_money_isolated_futures_and_a_loopback_api_are_the_defaults(
    project: Path, name: str
) -> None:
    settings = load_from_files([str(project / name)])
    assert settings["dry_run"] is True
    assert (settings["trading_mode"], settings["margin_mode"]) == ("futures", "isolated")
    assert settings["api_server"]["listen_ip_address"] == "127.0.0.1"
    assert settings["telegram"]["enabled"] is False


def test_the_secrets_of_the_api_come_from_the_private_file(project: Path) -> None:
    private = read(project / "user_data" / "config-private.json")["api_server"]
    layered = load_from_files([str(project / "config.json")])["api_server"]
    assert {key: layered[key] for key in private} == private
    assert not set(private) & set(read(project / "config.json")["api_server"])


def test_no_exchange_key_stands_in_the_repository(project: Path) -> None:
    assert not {"key", "secret", "password"} & set(read(project / "config.json")["exchange"])
    example = read(project / "config-private.example.json")
    assert set(example["exchange"].values()) == {""}
    assert set(example["api_server"].values()) == {""}


def test_the_example_has_every_key_that_is_generated(project: Path) -> None:
    example = read(project / "config-private.example.json")
    for section, keys in read(project / "user_data" / "config-private.json").items():
        assert set(keys) <= set(example[section])


def test_the_sandbox_layer_changes_addresses_and_places_only(project: Path) -> None:
    real, layered = (
        load_from_files([str(project / name)]) for name in ("config.json", "config.sandbox.json")
    )
    for section in ("enygma", "custom_risk", "entry_pricing", "exit_pricing", "pairlists"):
        assert layered[section] == real[section]
    assert layered["exchange"]["pair_whitelist"] == real["exchange"]["pair_whitelist"]
    urls = layered["exchange"]["ccxt_config"]["urls"]["api"]
    assert set(urls.values()) == {"http://127.0.0.1:18080"}
    assert layered["user_data_dir"] != real.get("user_data_dir")


@pytest.mark.parametrize(
    ("name", "folder"), [("config.json", "user_data"), ("config.sandbox.json", "user_data/sandbox")]
)
def test_paper_trades_have_a_database_that_says_so(project: Path, name: str, folder: str) -> None:
    settings = load_from_files([str(project / name)])
    assert settings["db_url"] == f"sqlite:///{folder}/tradesv3.dryrun.sqlite"
