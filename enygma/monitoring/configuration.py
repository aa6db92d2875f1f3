"""Whether the configuration would run, part by part, so that all that is wrong is named at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from freqtrade.configuration.config_setup import setup_utils_configuration
from freqtrade.enums import RunMode
from freqtrade.exceptions import FreqtradeException, OperationalException

from enygma.exchange.settings import ExchangeSettings
from enygma.monitoring.audit.settings import AuditSettings
from enygma.monitoring.finding import Finding, fine, problem, warning

if TYPE_CHECKING:
    from enygma.scoring import ScoringProfile

PRIVATE_FILE = "config-private.json"


def load_configuration(paths: Sequence[str]) -> dict[str, Any] | Finding:
    """freqtrade's merged and validated configuration, or why there is none."""
    try:
        with _quiet_freqtrade():
            config: dict[str, Any] = setup_utils_configuration(
                {"config": list(paths)}, RunMode.UTIL_EXCHANGE, set_dry=False
            )
    except FreqtradeException as error:
        mend = "enygma secrets" if PRIVATE_FILE in str(error) else f"Mend {', '.join(paths)}"
        return problem("configuration", str(error), mend)
    return config


def require_configuration(paths: Sequence[str]) -> dict[str, Any]:
    """The same, for a command that cannot do without.

    Raises:
        OperationalException: It cannot be loaded.
    """
    found = load_configuration(paths)
    if isinstance(found, Finding):
        raise OperationalException(f"{found.text} {found.mend}")
    return found


@contextmanager
def _quiet_freqtrade() -> Iterator[None]:
    # it sets up logging while it loads, so its notes can only be held back as a whole
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def check_configuration(config: Mapping[str, Any], environ: Mapping[str, str]) -> Iterator[Finding]:
    """The sections the plugin reads, the mode, and the candles on disk."""
    yield _mode(config)
    yield _section("enygma, exchange", lambda: ExchangeSettings.of(config), "section enygma")
    yield _section("enygma, scoring", lambda: _load_profile(config, environ), "section enygma")
    yield _section("enygma, entries", lambda: _load_entries(config), "section enygma")
    yield _section("enygma, audit", lambda: AuditSettings.of(config), "section enygma.audit")
    yield _section("custom_risk", lambda: _load_risk(config), "section custom_risk")
    yield _timeframes(config, environ)
    yield _candles(Path(config["datadir"]), str(config.get("trading_mode", "spot")))


def _mode(config: Mapping[str, Any]) -> Finding:
    name, mode = config["exchange"]["name"], config.get("trading_mode", "spot")
    text = f"{name}, {mode}, {'paper money' if config.get('dry_run', True) else 'LIVE'}"
    if name.lower() != "kucoin":
        return warning("mode", text, "The plugin trades KuCoin: set exchange.name to kucoin")
    return fine("mode", text)


def _section(area: str, load: Callable[[], object], place: str) -> Finding:
    try:
        load()
    except (FreqtradeException, ValueError) as error:
        return problem(area, str(error), f"Mend the {place} of the configuration")
    except ImportError as error:
        return problem(area, f"cannot be loaded: {error}", "Install the plugin again: make setup")
    return fine(area, "valid")


def _load_profile(config: Mapping[str, Any], environ: Mapping[str, str]) -> ScoringProfile:
    from enygma.scoring import load_profile

    return load_profile(config.get("enygma") or {}, environ)


def _load_entries(config: Mapping[str, Any]) -> object:
    from enygma.entry_settings import EntrySettings
    from enygma.limit_entry_settings import limit_entry_of

    settings = EntrySettings.of(config.get("enygma") or {})
    settings.require_possible(config)
    return settings, limit_entry_of(config)


def _load_risk(config: Mapping[str, Any]) -> object:
    from custom_risk.configuration import load_settings

    return load_settings(config.get("custom_risk"))


def _timeframes(config: Mapping[str, Any], environ: Mapping[str, str]) -> Finding:
    from enygma.scoring import PROFILES, TIMEFRAMES, ScoringConfigError
    from enygma.scoring.profile import DEFAULT_PROFILE

    try:
        profile = _load_profile(config, environ)
    except ScoringConfigError:
        # told of by itself
        profile = PROFILES[DEFAULT_PROFILE]
    known = (*TIMEFRAMES, *(each for each, _ in profile.borrowed_timeframes))
    section = config.get("enygma") or {}
    chosen = [*section.get("timeframes", ()), *filter(None, [config.get("timeframe")])]
    unknown = sorted({str(each) for each in chosen if each not in known})
    if unknown:
        return problem(
            "timeframes",
            f"the score has no parameters for {', '.join(unknown)}",
            f"Choose among {', '.join(known)}",
        )
    return fine("timeframes", ", ".join(map(str, chosen)) or "the strategy's own")


def _candles(datadir: Path, trading_mode: str) -> Finding:
    folder = datadir / "futures" if trading_mode == "futures" else datadir
    files = sorted(folder.glob("*.feather"))
    if not files:
        return warning(
            "candles",
            f"none in {folder}",
            "Needed for backtests only: freqtrade download-data --days 365 --timeframes 30m 2h",
        )
    broken = [each for each in files if not _is_readable(each)]
    if broken:
        return problem(
            "candles",
            f"not readable: {', '.join(each.name for each in broken)}",
            f"Delete them in {folder} and download again",
        )
    return fine("candles", f"{len(files)} files in {folder}")


def _is_readable(file: Path) -> bool:
    from pyarrow import ArrowInvalid, ipc

    try:
        with file.open("rb") as handle:
            return "date" in ipc.open_file(handle).schema.names
    except (ArrowInvalid, OSError):
        return False
