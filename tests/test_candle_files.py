"""A candle file that cannot be read stops a measurement."""

from pathlib import Path

import pandas as pd
import pytest

from enygma.candle_files import CandleFileError, require_readable

PAIR = "ETH/USDT:USDT"


@pytest.fixture
def datadir(tmp_path: Path) -> Path:
    folder = tmp_path / "futures"
    folder.mkdir()
    for kind in ("30m-futures", "1h-mark", "1h-funding_rate"):
        frame = pd.DataFrame({"date": pd.date_range("2026-01-01", periods=3000, freq="1h")})
        frame.assign(close=1.5).to_feather(folder / f"ETH_USDT_USDT-{kind}.feather")
    return tmp_path


def test_whole_files_and_missing_ones_pass(datadir: Path) -> None:
    require_readable(datadir, [PAIR, "SOL/USDT:USDT"])


@pytest.mark.parametrize("kind", ["30m-futures", "1h-mark", "1h-funding_rate"])
@pytest.mark.parametrize("kept", [0, 10, 1000])
def test_a_cut_file_is_named_with_its_mend(datadir: Path, kind: str, kept: int) -> None:
    path = datadir / "futures" / f"ETH_USDT_USDT-{kind}.feather"
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(CandleFileError, match=path.name) as refused:
        require_readable(datadir, [PAIR])
    assert "download-data --pairs ETH/USDT:USDT" in str(refused.value)


def test_another_pairs_broken_file_does_not_matter(datadir: Path) -> None:
    (datadir / "futures" / "SOL_USDT_USDT-30m-futures.feather").write_bytes(b"broken")
    require_readable(datadir, [PAIR])
