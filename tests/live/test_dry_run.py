"""The bot with paper money runs against the sandbox, over its sockets, with FreqUI's API."""

from __future__ import annotations

import pytest

from enygma.sandbox import RunningSandbox

from .project import Project
from .running import INTERRUPTED, running_bot

CANDLES = "pair_candles?pair=BTC/USDT:USDT&timeframe=1m&limit=5"


@pytest.mark.slow
def test_the_bot_scores_minute_candles_and_answers_over_its_api(
    present: RunningSandbox, present_project: Project
) -> None:
    minutes = {"timeframes": ["1m", "5m"], "scoring": {"borrowed_timeframes": {"1m": "5m"}}}
    with running_bot(present_project, {"enygma": minutes}) as bot:
        assert bot.answered(lambda: bot.api.get(CANDLES).get("data"))
        assert bot.api.get("show_config")["dry_run"] is True
        columns = bot.api.get(CANDLES)["columns"]
        assert {"enygma_score", "enygma_class", "enygma_threshold_long"} <= set(columns)
        topics = bot.process.until(present.server.heard_topics)
        assert "/contractMarket/limitCandle:XBTUSDTM_1min" in topics, bot.process.log
        assert bot.process.interrupt() == INTERRUPTED, bot.process.log
