"""`enygma secrets` writes random secrets once, for the owner's eyes only."""

import argparse
import json
import stat
from pathlib import Path

import pytest

from enygma.private_config import add_arguments, run, write_private_config


def test_two_installations_have_different_secrets(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    assert write_private_config(first)
    assert write_private_config(second)
    one, other = (json.loads(path.read_text())["api_server"] for path in (first, second))
    for key in ("password", "jwt_secret_key", "ws_token"):
        assert one[key] != other[key]
        assert len(one[key]) >= 24


def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "private.json"
    write_private_config(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "private.json"
    path.write_text("{}", encoding="utf-8")
    assert run(argparse.Namespace(output=path)) == 0
    assert path.read_text(encoding="utf-8") == "{}"
    assert "left as it is" in capsys.readouterr().out


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="nowhere"):
        run(argparse.Namespace(output=tmp_path / "nowhere" / "private.json"))


def test_the_default_is_the_file_that_config_json_layers_in(repo_root: Path) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    default = parser.parse_args([]).output
    assert f'"{default}"' in (repo_root / "config.json").read_text(encoding="utf-8")
