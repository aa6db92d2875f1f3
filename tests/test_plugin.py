"""The plugin registers with freqtrade in every interpreter, once, and never breaks a start."""

import os
import pickle
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import pytest
from freqtrade.exceptions import OperationalException

from enygma import autoload, plugin

SHOW_EXCHANGE = "import freqtrade.exchange as e; print(e.Kucoin.__module__)"


def python(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter of this environment."""
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environ},
    )


class Resolver:
    """Looks like freqtrade's resolver of protections."""

    @classmethod
    def build_search_paths(cls, config: dict[str, Any]) -> list[Path]:
        return [Path("built-in"), *config.get("more", [])]


@pytest.fixture
def freqtrade_exchange() -> ModuleType:
    """A module with the slot that freqtrade's resolver reads, as freqtrade ships it."""
    from freqtrade.exchange.kucoin import Kucoin

    module = ModuleType(plugin.EXCHANGE_MODULE)
    module.Kucoin = Kucoin  # type: ignore[attr-defined] # what register_exchange replaces
    return module


def test_a_fresh_interpreter_trades_kucoin_futures() -> None:
    assert python(SHOW_EXCHANGE).stdout.strip() == "enygma.exchange.kucoin"


def test_whatever_of_freqtrade_is_imported_first_has_futures() -> None:
    done = python(f"import freqtrade.persistence; {SHOW_EXCHANGE}")
    assert (done.stdout.strip(), done.stderr) == ("enygma.exchange.kucoin", "")


def test_the_switch_leaves_freqtrade_as_it_is() -> None:
    done = python(SHOW_EXCHANGE, ENYGMA_PLUGIN="off")
    assert done.stdout.strip() == "freqtrade.exchange.kucoin"
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("value", "off"),
    [("off", True), ("0", True), ("false", True), (" NO ", True), ("", False), ("on", False)],
)
def test_the_switch_understands_the_usual_words(
    value: str, off: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(autoload.SWITCH, value)
    assert autoload.is_switched_off() is off


def test_python_alone_imports_nothing_of_the_plugin_but_its_hook() -> None:
    code = "import sys; print(sorted(m for m in sys.modules if m.startswith(('enygma', 'freq'))))"
    assert python(code).stdout.strip() == "['enygma', 'enygma.autoload']"


def test_the_registered_class_is_unpickled_by_reference() -> None:
    import freqtrade.exchange

    registered = freqtrade.exchange.Kucoin
    assert pickle.loads(pickle.dumps(registered)) is registered  # noqa: S301 - our own bytes
    assert registered.__name__ == "Kucoin"


def test_a_worker_process_of_loky_has_the_exchange_and_the_protections() -> None:
    from joblib import Parallel, delayed

    (seen,) = Parallel(n_jobs=2, backend="loky")(delayed(_registered)() for _ in range(1))
    assert seen == (True, True)


def _registered() -> tuple[bool, bool]:
    return plugin.is_exchange_registered(), plugin.are_protections_registered()


def test_any_of_our_modules_may_be_the_first_that_is_imported() -> None:
    code = f"import enygma.exchange.connection; {SHOW_EXCHANGE}"
    done = python(code)
    assert done.stdout.strip() == "enygma.exchange.kucoin"
    assert done.stderr == ""


def test_registering_twice_changes_nothing(freqtrade_exchange: ModuleType) -> None:
    plugin.register_into(freqtrade_exchange)
    first = freqtrade_exchange.Kucoin
    plugin.register_into(freqtrade_exchange)
    assert freqtrade_exchange.Kucoin is first
    assert first.__module__ == "enygma.exchange.kucoin"


def test_a_freqtrade_that_supports_kucoin_futures_keeps_its_own_class() -> None:
    class Native:
        _supported_trading_mode_margin_pairs = (("futures", "isolated"),)

    module = ModuleType(plugin.EXCHANGE_MODULE)
    module.Kucoin = Native  # type: ignore[attr-defined] # what register_exchange would replace
    plugin.register_exchange(module)
    assert module.Kucoin is Native


def test_protections_are_searched_in_custom_risk_once() -> None:
    plugin.register_protections(Resolver)
    plugin.register_protections(Resolver)
    found = Resolver.build_search_paths({"more": [Path("own")]})
    assert found == [Path("built-in"), Path("own"), plugin.protections_folder()]
    assert plugin.protections_folder().is_dir()


def test_another_freqtrade_gets_nothing_and_stderr_names_both_versions(
    freqtrade_exchange: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("freqtrade.__version__", "2027.1")
    own = freqtrade_exchange.Kucoin
    plugin.register_into(freqtrade_exchange)
    with pytest.raises(OperationalException, match=r"freqtrade 2026\.9.*2027\.1"):
        freqtrade_exchange.Kucoin(config={"trading_mode": "futures"})
    plugin.register_into(freqtrade_exchange)
    spot = {
        "runmode": "other",
        "dry_run": True,
        "trading_mode": "spot",
        "exchange": {"name": "kucoin"},
    }
    built = freqtrade_exchange.Kucoin(config=spot, validate=False)
    assert type(built) is own
    built.close()
    message = capsys.readouterr().err
    assert "2027.1" in message
    assert plugin.SUPPORTED_FREQTRADE in message


def test_a_command_under_another_freqtrade_exits_with_an_error(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text('{"exchange": {"name": "kucoin"}, "trading_mode": "futures"}')
    code = (
        "import freqtrade; freqtrade.__version__ = '2027.1'; from freqtrade.main import main; "
        f"main(['list-pairs', '-c', {str(config)!r}, '--userdir', {str(tmp_path)!r}])"
    )
    done = python(code)
    assert done.returncode == 2
    assert "2027.1 is installed" in done.stdout + done.stderr


def test_a_strategy_is_refused_under_another_freqtrade(monkeypatch: pytest.MonkeyPatch) -> None:
    plugin.require_supported_freqtrade()
    monkeypatch.setattr("freqtrade.__version__", "2027.1")
    with pytest.raises(OperationalException, match=r"freqtrade 2026\.9.*2027\.1 is installed"):
        plugin.require_supported_freqtrade()


def test_a_failing_registration_is_told_and_does_not_stop_python(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(module: ModuleType) -> None:
        raise RuntimeError("a part is missing")

    monkeypatch.setattr(plugin, "register_into", broken)
    autoload._register(ModuleType("freqtrade.exchange"))
    assert "RuntimeError: a part is missing" in capsys.readouterr().err


def test_the_pth_file_survives_a_missing_package(repo_root: Path, tmp_path: Path) -> None:
    pth = (repo_root / "enygma_autoload.pth").read_text()
    (tmp_path / "enygma_autoload.pth").write_text(pth)
    code = (
        "import site, sys; sys.path[:] = [p for p in sys.path if 'python3' in p]"
        f"\nsite.addsitedir({str(tmp_path)!r}); print('alive')"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0
    assert done.stdout.strip() == "alive"
    assert "not registered (ModuleNotFoundError" in done.stderr


def test_the_pth_file_is_one_import_line(repo_root: Path) -> None:
    lines = (repo_root / "enygma_autoload.pth").read_text().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("import ")


def test_the_pth_file_installs_the_hook(repo_root: Path, tmp_path: Path) -> None:
    (tmp_path / "enygma_autoload.pth").write_text((repo_root / "enygma_autoload.pth").read_text())
    code = (
        f"import site, sys; sys.path.append({str(repo_root)!r})"
        f"\nsite.addsitedir({str(tmp_path)!r})"
        "\nfrom enygma import autoload; print(autoload.is_installed())"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "True"
    assert done.stderr == ""


def test_installing_the_hook_again_adds_none() -> None:
    autoload.install()
    hooks = [each for each in sys.meta_path if isinstance(each, autoload.FreqtradeFinder)]
    assert len(hooks) == 1


def test_the_wheel_registers_where_it_is_unpacked(repo_root: Path, tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not installed")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=repo_root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("enygma-*.whl")
    unpacked = tmp_path / "site"
    with ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    code = (
        f"import site, sys; sys.path.extend({libraries!r})"
        f"\nsite.addsitedir({str(unpacked)!r})"
        "\nimport enygma; print(enygma.__file__)"
        f"\n{SHOW_EXCHANGE}"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    package, exchange = done.stdout.split()
    assert Path(package).is_relative_to(unpacked)
    assert exchange == "enygma.exchange.kucoin"
    assert done.stderr == ""
