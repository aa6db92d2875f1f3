"""`enygma evidence` from a result to page, JSON and ledger, and what it refuses."""

from __future__ import annotations

import json
import re
import shutil
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from freqtrade.persistence import Order, Trade, init_db

from enygma import cli
from enygma.research.evidence.ledger import Ledger, LedgerEntry
from tests.research.conftest import Run, store_result

from .conftest import Stitched

DAYS_OF_RUN = ("20251006", "20251019")


def evidence_of(options: list[str]) -> dict[str, Any]:
    """The JSON file that the command left in the user directory."""
    path = Path(options[3]) / "evidence" / "EnygmaStrategy.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def ledger_of(options: list[str]) -> Ledger:
    """The ledger of the user directory."""
    return Ledger.of(Path(options[3]))


def refused(options: list[str], capsys: pytest.CaptureFixture[str], *more: str, words: str) -> None:
    """Expect a refusal in one line, and no file of evidence."""
    capsys.readouterr()
    assert cli.main(["evidence", *options, *more]) == 2
    told = capsys.readouterr().err
    assert re.search(words, told), told
    assert told.count("\n") == 1
    assert not list(Path(options[3]).glob("evidence/*.json"))
    assert not list(Path(options[3]).glob("evidence/*.html"))


def test_a_backtest_becomes_a_page_a_file_for_machines_and_a_line_of_the_ledger(
    run: Run, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["evidence", *options, "--result", str(run.results)]) == 0
    told = capsys.readouterr().out
    assert "EnygmaStrategy, backtest" in told
    assert "costs x 1.5" in told
    found = evidence_of(options)
    assert found["version"] == 1
    assert (found["profile"], found["pairs"]) == ("strict", sorted(run.candles))
    assert re.fullmatch("[0-9a-f]{16}", found["parameters_hash"])
    figures = found["statistics"]
    profits = [trade["profit_abs"] for trade in run.trades]
    assert figures["trades"] == len(profits)
    assert figures["profit"] == pytest.approx(sum(profits))
    assert 0.0 < figures["placebo"] <= 1.0
    assert figures["groups"]["side"][0]["trades"] > 0
    dearer = figures["sensitivities"][0]["profit"]
    assert dearer == pytest.approx(figures["profit"] - 0.5 * (figures["fees"] - figures["funding"]))
    (entry,) = ledger_of(options).entries()
    assert (entry.kind, entry.trials, entry.digest) == ("backtest", 1, found["digest"])
    page = Path(options[3], "evidence", "EnygmaStrategy.html").read_text(encoding="utf-8")
    assert "Plotly.react" in page
    for words in ("Placebo", "By pair", "By side", "If trading had cost more"):
        assert words in page


def test_asked_twice_the_evidence_is_the_same_and_counts_once(
    run: Run, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    answers = []
    for _ in range(2):
        asked = ["evidence", *options, "--result", str(run.results), "--no-page"]
        assert cli.main(asked) == 0
        answers.append({**evidence_of(options), "made_at": ""})
    assert answers[0] == answers[1]
    assert len(ledger_of(options).entries()) == 1


def test_trials_in_the_ledger_deflate_the_sharpe_ratio(run: Run, options: list[str]) -> None:
    asked = ["evidence", *options, "--result", str(run.results), "--no-page"]
    assert cli.main(asked) == 0
    before = evidence_of(options)["statistics"]
    ledger_of(options).append(
        LedgerEntry(
            "hyperopt", "EnygmaStrategy", *DAYS_OF_RUN, "x", trials=3, sharpes=[0.1, -0.2, 0.3]
        )
    )
    ledger_of(options).append(LedgerEntry("hyperopt", "Other", *DAYS_OF_RUN, "y", trials=900))
    ledger_of(options).append(
        LedgerEntry("hyperopt", "EnygmaStrategy", "20240101", "20240201", "z", trials=900)
    )
    assert cli.main(asked) == 0
    after = evidence_of(options)["statistics"]
    assert (before["trials"], after["trials"]) == (1, 4)
    assert after["benchmark"] > before["benchmark"] == 0.0
    assert after["deflated_sharpe"] < before["deflated_sharpe"]


def test_the_second_look_at_a_hold_out_is_called_one(
    run: Run, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    hold_out = ["--hold-out", "20251010-20251101", "--strategy", "EnygmaStrategy"]
    assert cli.main(["evidence", *options, *hold_out]) == 0
    assert "20251010-20251101 is a hold-out of EnygmaStrategy" in capsys.readouterr().out
    for look in (1, 2):
        asked = ["evidence", *options, "--result", str(run.results), "--no-page"]
        assert cli.main(asked) == 0
        assert f"look {look} at the hold-out" in capsys.readouterr().out
    assert evidence_of(options)["statistics"]["looks"] == 2


def test_a_walk_forward_is_measured_like_a_backtest(
    run: Run, options: list[str], stitched: Stitched
) -> None:
    assert cli.main(["evidence", *options, "--result", str(stitched()), "--no-page"]) == 0
    walked = evidence_of(options)
    assert cli.main(["evidence", *options, "--result", str(run.results), "--no-page"]) == 0
    tested = evidence_of(options)
    assert (walked["kind"], tested["kind"]) == ("walk-forward", "backtest")
    for name in ("profit", "profit_factor", "fees", "funding"):
        assert walked["statistics"][name] == pytest.approx(tested["statistics"][name])


def test_without_candles_there_is_no_placebo_and_it_is_said(
    run: Run, options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    asked = [*options[:4], "--datadir", str(tmp_path / "empty"), "--no-page"]
    assert cli.main(["evidence", *asked, "--result", str(run.results)]) == 0
    assert "no placebo and no regimes: no " in capsys.readouterr().out
    assert evidence_of(options)["statistics"]["placebo"] is None


def test_without_trades_nothing_is_measured(
    options: list[str], empty_result: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(options, capsys, "--result", str(empty_result), words="holds no closed trade")


def test_a_damaged_result_is_named(
    run: Run, options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (result,) = run.results.glob("*.zip")
    broken = tmp_path / "broken.zip"
    broken.write_bytes(result.read_bytes()[:900])
    refused(options, capsys, "--result", str(broken), words=r"cannot read .*broken\.zip")


@pytest.mark.parametrize("text", ["[[1, 2]]", "{}", '{"strategy": {"A": {}}}'])
def test_a_file_of_another_kind_is_refused(
    options: list[str], tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.json"
    other.write_text(text, encoding="utf-8")
    words = r"other\.json is no backtest result, or one of another version"
    refused(options, capsys, "--result", str(other), words=words)


@pytest.mark.parametrize("gone", ["close_timestamp", "initial_stop_loss_abs"])
def test_trades_of_another_version_of_freqtrade_are_refused(
    run: Run, options: list[str], tmp_path: Path, gone: str, capsys: pytest.CaptureFixture[str]
) -> None:
    result = changed_result(run, tmp_path, lambda stats: [t.pop(gone) for t in stats["trades"]])
    refused(options, capsys, "--result", str(result), words=f"no {gone} .* another version")


def test_statistics_of_another_version_of_freqtrade_are_refused(
    run: Run, options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = changed_result(run, tmp_path, lambda stats: stats.pop("backtest_start_ts"))
    words = "no 'backtest_start_ts' .* another version"
    refused(options, capsys, "--result", str(result), words=words)


def test_a_profit_that_is_no_number_is_refused(
    run: Run, options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = changed_result(
        run, tmp_path, lambda stats: stats["trades"][0].update(profit_abs="much")
    )
    words = "1 trades have no number in profit_abs"
    refused(options, capsys, "--result", str(result), words=words)


def changed_result(run: Run, folder: Path, change: Any) -> Path:
    """A copy of the stored result with changed statistics."""
    (source,) = run.results.glob("*.zip")
    target = folder / source.name
    metadata = source.with_name(f"{source.stem}.meta.json")
    shutil.copy(metadata, folder)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == f"{source.stem}.json":
                told = json.loads(content)
                change(told["strategy"]["EnygmaStrategy"])
                content = json.dumps(told).encode()
            new.writestr(name, content)
    return target


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": 7}, "of version 7, and this release reads 1"),
        ({"trades": []}, "holds no closed trade"),
        ({"start": "never"}, "cannot be read"),
        ({"start": "2026-01-01"}, "ends on 2025-10-19, before it begins on 2026-01-01"),
        ({"starting_balance": 0}, "a starting balance of 0 USDT"),
    ],
)
def test_a_walk_forward_that_cannot_be_read_is_named(
    options: list[str],
    stitched: Stitched,
    changes: dict[str, Any],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    refused(options, capsys, "--result", str(stitched(**changes)), words=words)


def test_a_ledger_of_another_strategy_is_refused_by_name(
    run: Run, options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Ledger(tmp_path / "other.jsonl")
    other.append(LedgerEntry("hyperopt", "Other", *DAYS_OF_RUN, "y", trials=900))
    asked = ("--result", str(run.results), "--ledger", str(other.path))
    refused(options, capsys, *asked, words="is of Other and knows nothing of EnygmaStrategy")


def test_a_damaged_ledger_leaves_no_evidence(
    run: Run, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = ledger_of(options)
    ledger.path.parent.mkdir()
    ledger.path.write_text("{not json\n")
    refused(options, capsys, "--result", str(run.results), words="line 1 of the ledger")


def test_a_hold_out_without_a_strategy_is_refused(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    refused(options, capsys, "--hold-out", "20251010-20251101", words="with --strategy")


def database(
    path: Path, trades: int, *, strategy: str = "EnygmaStrategy", real: range = range(0)
) -> str:
    """A database with closed trades that were made through freqtrade's own model.

    Those whose numbers are in `real` have orders of an exchange, the others of a dry run.
    """
    url = f"sqlite:///{path}"
    init_db(url)
    begin = datetime(2025, 10, 6, tzinfo=UTC)
    for number in range(trades):
        opened = begin + timedelta(hours=7 * number)
        trade = Trade(
            pair="BTC/USDT:USDT", exchange="kucoin", strategy=strategy, timeframe=30,
            stake_amount=200.0, amount=0.012, amount_requested=0.012, leverage=6.0,
            open_rate=100_000.0, open_date=opened, fee_open=0.0006, fee_close=0.0006,
            is_open=True, is_short=False, trading_mode="futures", stop_loss=99_000.0,
            initial_stop_loss=99_000.0, initial_stop_loss_pct=-0.06,
        )  # fmt: skip
        leave = 100_000.0 + (900.0 if number % 3 else -1_000.0)
        for side, price, moment in (
            ("buy", 100_000.0, opened),
            ("sell", leave, opened + timedelta(hours=3)),
        ):
            order_id = f"{'' if number in real else 'dry_run_'}{side}_{number}"
            trade.orders.append(
                Order(
                    ft_order_side=side, ft_pair=trade.pair, ft_is_open=False, ft_amount=0.012,
                    ft_price=price, order_id=order_id, status="closed", symbol=trade.pair,
                    order_type="market", side=side, price=price, average=price, amount=0.012,
                    filled=0.012, remaining=0.0, cost=0.012 * price, order_date=moment,
                    order_filled_date=moment,
                )
            )  # fmt: skip
        Trade.session.add(trade)
        trade.recalc_open_trade_value()
        trade.close_date = opened + timedelta(hours=3)
        trade.close(leave, show_msg=False)
    Trade.commit()
    bind = Trade.session.get_bind()
    Trade.session.remove()
    # what SQLite still has beside the file goes into it
    bind.engine.dispose()
    return url


def test_a_dry_runs_database_is_measured_and_left_as_it_is(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trades.sqlite"
    url = database(path, 36)
    before = path.read_bytes()
    asked = ["evidence", *options, "--db-url", url, "--starting-balance", "5000", "--no-page"]
    assert cli.main(asked) == 0
    assert path.read_bytes() == before
    found = evidence_of(options)
    assert (found["kind"], found["timeframe"]) == ("dry-run", "30m")
    assert found["statistics"]["trades"] == 36
    assert found["statistics"]["trades_with_stop"] == 36
    assert found["statistics"]["fees"] == pytest.approx(36 * 1.44, rel=0.02)
    assert ledger_of(options).entries() == []


@pytest.mark.parametrize(
    ("real", "kind", "trades", "left_out"),
    [
        (range(5), "dry-run", 31, "5 trades of real money"),
        (range(31, 36), "live", 5, "31 trades of paper money"),
    ],
)
def test_of_paper_and_real_money_what_the_newest_trade_was_made_with_is_measured(
    real: range,
    kind: str,
    trades: int,
    left_out: str,
    options: list[str],
    tmp_path: Path,
) -> None:
    url = database(tmp_path / "trades.sqlite", 36, real=real)
    asked = ["evidence", *options, "--db-url", url, "--starting-balance", "5000", "--no-page"]
    assert cli.main(asked) == 0
    found = evidence_of(options)
    assert (found["kind"], found["statistics"]["trades"]) == (kind, trades)
    assert found["source"].endswith(f"trades.sqlite, without {left_out}")


def test_real_money_alone_is_live(options: list[str], tmp_path: Path) -> None:
    url = database(tmp_path / "trades.sqlite", 6, real=range(6))
    asked = ["evidence", *options, "--db-url", url, "--starting-balance", "5000", "--no-page"]
    assert cli.main(asked) == 0
    assert evidence_of(options)["kind"] == "live"


def test_what_a_hyperopt_left_beside_the_strategy_is_part_of_the_evidence(
    options: list[str], tmp_path: Path
) -> None:
    url = database(tmp_path / "trades.sqlite", 36, strategy="Mine")
    folder = Path(options[3]) / "strategies"
    folder.mkdir()
    (folder / "mine.py").write_text(
        "from freqtrade.strategy import IStrategy\n\n\nclass Mine(IStrategy):\n    pass\n"
    )
    asked = ["evidence", *options, "--db-url", url, "--starting-balance", "5000", "--no-page"]
    hashes = []
    for threshold in (None, 70, 80):
        if threshold is not None:
            told = {"strategy_name": "Mine", "params": {"buy": {"threshold": threshold}}}
            (folder / "mine.json").write_text(json.dumps(told))
        assert cli.main(asked) == 0
        written = Path(options[3], "evidence", "Mine.json").read_text(encoding="utf-8")
        hashes.append(json.loads(written)["parameters_hash"])
    assert len(set(hashes)) == 3


def test_databases_that_cannot_be_measured_are_refused(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = f"sqlite:///{tmp_path}/gone.sqlite"
    refused(options, capsys, "--db-url", gone, words="no database at .*gone.sqlite")
    assert not (tmp_path / "gone.sqlite").exists()
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database" * 200)
    refused(options, capsys, "--db-url", f"sqlite:///{broken}", words="cannot be read")
    empty = database(tmp_path / "empty.sqlite", 0)
    refused(options, capsys, "--db-url", empty, words="holds no closed trade")
    other = database(tmp_path / "other.sqlite", 2, strategy="Other")
    asked = ("--db-url", other, "--strategy", "Mine")
    refused(options, capsys, *asked, words="holds trades of Other; Mine is not among them")


def test_a_database_whose_driver_is_missing_is_told_with_what_to_install(
    options: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    url = "postgresql+psycopg2://me:secret@127.0.0.1/trades"
    refused(options, capsys, "--db-url", url, words="pip install 'psycopg2-binary'")


def test_too_few_trades_are_not_judged(run: Run, options: list[str], tmp_path: Path) -> None:
    result = store_result(tmp_path, run.candles, run.trades[:10])
    assert cli.main(["evidence", *options, "--result", str(result), "--no-page"]) == 0
    verdict = evidence_of(options)["verdict"]
    assert verdict["standing"] == "not enough trades"
    assert verdict["more_trades"] > 0


def test_without_plotly_nothing_is_counted(
    run: Run,
    options: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    refused(options, capsys, "--result", str(run.results), words="pip install 'enygma.plot.'")
    assert ledger_of(options).entries() == []
