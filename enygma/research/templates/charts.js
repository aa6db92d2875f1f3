"use strict";
// Two figures: the account's equity with its drawdown, and a pair's candles above its score.

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function fade(hex, alpha) {
  return hex + Math.round(alpha * 255).toString(16).padStart(2, "0");
}

function baseLayout() {
  const axis = { gridcolor: colour("grid"), zerolinecolor: colour("line"), linecolor: colour("line") };
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: colour("text"), size: 12 },
    margin: { l: 72, r: 16, t: 26, b: 40 },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: colour("line"), activecolor: colour("accent") },
    showlegend: false,
    hovermode: "x",
    dragmode: "pan",
    hoverlabel: { bgcolor: colour("panel"), bordercolor: colour("line"), font: { color: colour("text") }, align: "left" },
    xaxis: { ...axis, type: "date", rangeslider: { visible: false } },
    yaxis: { ...axis },
    yaxis2: { ...axis },
  };
}

const CONFIG = { responsive: true, displaylogo: false, scrollZoom: true, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"] };

function drawEquity(target, equity, currency, starting) {
  const x = equity.times;
  const layout = baseLayout();
  layout.yaxis = { ...layout.yaxis, domain: [0.36, 1], tickformat: ",.6~g", title: { text: `equity, ${currency}` } };
  layout.yaxis2 = { ...layout.yaxis2, domain: [0, 0.28], title: { text: "drawdown, %" }, rangemode: "tozero" };
  layout.xaxis.anchor = "y2";
  layout.hovermode = "x unified";
  layout.shapes = [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: starting, y1: starting, line: { color: colour("muted"), width: 1, dash: "dot" } }];
  const traces = [
    { x, y: unpack(equity.equity), name: "equity", mode: "lines", line: { color: colour("accent"), width: 1.6 }, hovertemplate: "%{y:,.2f}" },
    { x, y: unpack(equity.drawdown), name: "drawdown", yaxis: "y2", mode: "lines", fill: "tozeroy", fillcolor: fade(colour("down"), 0.2), line: { color: colour("down"), width: 1 }, hovertemplate: "%{y:.2f} %" },
  ];
  return Plotly.react(target, traces, layout, CONFIG);
}

function candleTrace(bars) {
  const up = colour("up");
  const down = colour("down");
  return {
    type: "candlestick", x: bars.x, open: bars.open, high: bars.high, low: bars.low, close: bars.close,
    name: "", increasing: { line: { color: up, width: 1 }, fillcolor: fade(up, 0.55) },
    decreasing: { line: { color: down, width: 1 }, fillcolor: fade(down, 0.55) },
  };
}

function scoreTrace(bars, pair, palette) {
  const names = bars.strongest.map((at) => pair.classes[pair.classCode[at]]);
  return {
    type: "bar", x: bars.x, y: bars.strongest.map((at) => pair.score[at]), yaxis: "y2", name: "",
    width: pair.step * bars.grain,
    marker: { color: names.map((name) => palette[name] || colour("muted")), line: { width: 0 } },
    hovertext: bars.strongest.map((at, row) =>
      `${utc(pair.start + at * pair.step)}<br>score ${pair.score[at]} · ${names[row]}<br>` +
      `${pair.confluence[at]} votes · confidence ${(pair.confidence[at] / 100).toFixed(2)}`),
    hoverinfo: "text",
  };
}

function tradeText(trade, pair) {
  return `${trade.short ? "SHORT" : "LONG"} ×${trade.leverage} · ROI ${signed(trade.roi, 2)} % · ${signed(trade.profit, 2)} ${pair.currency}<br>` +
    `${price(trade.entry)} → ${price(trade.exit)} in ${duration(trade.close - trade.open)}<br>exit: ${trade.reason}`;
}

function markers(points, symbol, size, hue) {
  return {
    type: "scatter", mode: "markers", x: points.map((each) => each.x), y: points.map((each) => each.y),
    text: points.map((each) => each.text), hoverinfo: "text", name: "",
    marker: { symbol, size, color: hue, line: { color: colour("panel"), width: 1.2 } },
  };
}

function segments(lists, hue, dash, shape) {
  const x = [];
  const y = [];
  for (const list of lists) {
    x.push(...list.x, null);
    y.push(...list.y, null);
  }
  return { type: "scatter", mode: "lines", x, y, hoverinfo: "skip", line: { color: hue, width: 1.4, dash, shape }, connectgaps: false };
}

function tradeTraces(trades, pair) {
  const entry = (trade) => ({ x: trade.open, y: trade.entry, text: tradeText(trade, pair) });
  const exit = (trade) => ({ x: trade.close, y: trade.exit, text: tradeText(trade, pair) });
  const fills = trades.flatMap((trade) => trade.fills.map(([x, y]) => ({ x, y, text: `partial fill at ${price(y)}` })));
  return [
    segments(trades.map((trade) => ({ x: trade.stop.times, y: trade.stop.prices })), colour("partial"), "dot", "hv"),
    segments(trades.map((trade) => ({ x: [trade.open, trade.close], y: [trade.entry, trade.exit] })), colour("muted"), "solid", "linear"),
    markers(trades.filter((trade) => !trade.short).map(entry), "triangle-up", 12, colour("up")),
    markers(trades.filter((trade) => trade.short).map(entry), "triangle-down", 12, colour("down")),
    markers(trades.filter((trade) => trade.profit > 0).map(exit), "circle", 9, colour("up")),
    markers(trades.filter((trade) => trade.profit <= 0).map(exit), "circle", 9, colour("down")),
    markers(fills, "diamond", 8, colour("partial")),
  ];
}

function levelLine(value, hue, dash) {
  return { type: "line", xref: "paper", x0: 0, x1: 1, yref: "y2", y0: value, y1: value, line: { color: hue, width: 1, dash } };
}

function drawPair(target, pair, view, scoring) {
  const bars = barsBetween(pair, view.from, view.to);
  const seen = pair.trades.filter((trade) => trade.close >= view.from && trade.open <= view.to);
  const layout = baseLayout();
  layout.xaxis = { ...layout.xaxis, anchor: "y2", range: [view.from, view.to] };
  layout.yaxis = { ...layout.yaxis, domain: [0.3, 1], tickformat: ",.8~g", title: { text: pair.pair } };
  layout.yaxis2 = { ...layout.yaxis2, domain: [0, 0.25], title: { text: "score" }, range: [-scoring.limit, scoring.limit], fixedrange: true };
  layout.hovermode = "closest";
  layout.shapes = scoring.levels.flatMap((level) => [1, -1].map((side) => levelLine(side * level.value, colour("muted"), level.dash)));
  layout.bargap = 0;
  const traces = [candleTrace(bars), scoreTrace(bars, pair, scoring.palette), ...tradeTraces(seen, pair)];
  return Plotly.react(target, traces, layout, CONFIG).then(() => bars.grain);
}
