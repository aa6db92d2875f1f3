"use strict";
// One trade: its candles, its fills and the staircase of its stop, with the ROI beside the price.

function roiAt(trade, value) {
  return ((trade.short ? -1 : 1) * (value - trade.entry) * 100 * trade.leverage) / trade.entry;
}

function tradeView(pair, trade) {
  const margin = Math.max(6 * pair.step, (trade.close - trade.open) / 4);
  return { from: trade.open - margin, to: trade.close + margin };
}

function stairTrace(trade) {
  const hue = colour("partial");
  return {
    type: "scatter", mode: "lines+markers", x: trade.stop.times, y: trade.stop.prices, name: "stop",
    line: { color: hue, width: 2, shape: "hv" },
    marker: { color: hue, size: trade.stop.times.map((_, at) => (at === trade.stop.times.length - 1 ? 0 : 6)) },
    text: trade.stop.prices.map((value) => `stop ${price(value)}<br>ROI there ${signed(roiAt(trade, value), 2)} %`),
    hovertemplate: "%{text}<extra></extra>",
  };
}

function entryLine(trade, view) {
  return { type: "line", x0: view.from, x1: view.to, y0: trade.entry, y1: trade.entry, line: { color: colour("muted"), width: 1, dash: "dot" } };
}

function heldBand(trade) {
  return { type: "rect", xref: "x", x0: trade.open, x1: trade.close, yref: "paper", y0: 0, y1: 1, fillcolor: fade(colour("accent"), 0.06), line: { width: 0 }, layer: "below" };
}

function priceRange(bars, trade) {
  const low = Math.min(...bars.low, ...trade.stop.prices, trade.exit);
  const high = Math.max(...bars.high, ...trade.stop.prices, trade.exit);
  const room = (high - low) * 0.06;
  return [low - room, high + room];
}

function drawTrade(target, pair, trade) {
  const view = tradeView(pair, trade);
  const bars = barsBetween(pair, view.from, view.to);
  const range = priceRange(bars, trade);
  const layout = baseLayout();
  layout.margin.r = 86;
  layout.hovermode = "closest";
  layout.xaxis = { ...layout.xaxis, range: [view.from, view.to] };
  layout.yaxis = { ...layout.yaxis, range, fixedrange: true, tickformat: ",.8~g", title: { text: pair.pair } };
  layout.yaxis2 = {
    ...layout.yaxis2, overlaying: "y", side: "right", showgrid: false, zeroline: false, fixedrange: true,
    range: range.map((value) => roiAt(trade, value)), tickmode: "auto", nticks: 8, tickformat: "+.3~g", ticksuffix: " %", title: { text: "ROI before fees", standoff: 12 },
  };
  layout.shapes = [heldBand(trade), entryLine(trade, view)];
  const enters = [{ x: trade.open, y: trade.entry, text: tradeText(trade, pair) }];
  const leaves = [{ x: trade.close, y: trade.exit, text: tradeText(trade, pair) }];
  const sold = trade.fills.map(([x, y]) => ({ x, y, text: `partial fill at ${price(y)}<br>ROI ${signed(roiAt(trade, y), 2)} %` }));
  const traces = [
    candleTrace(bars), stairTrace(trade),
    markers(enters, trade.short ? "triangle-down" : "triangle-up", 14, trade.short ? colour("down") : colour("up")),
    markers(leaves, "circle", 11, trade.profit > 0 ? colour("up") : colour("down")),
    markers(sold, "diamond", 10, colour("partial")),
    // an axis without a trace is not drawn
    { type: "scatter", x: [trade.open], y: [0], yaxis: "y2", mode: "markers", marker: { size: 0, opacity: 0 }, hoverinfo: "skip" },
  ];
  return Plotly.react(target, traces, layout, CONFIG);
}

function tradeWords(trade, pair) {
  const steps = new Set(trade.stop.prices).size - 1;
  const moves = steps === 0 ? "the stop never moved" : `the stop moved ${steps} ${steps === 1 ? "time" : "times"}`;
  const known = { recorded: "", replayed: ", replayed from the candles", ends: "; only its first and last place are known" }[trade.stop.source];
  return `${trade.short ? "short" : "long"} ${trade.leverage}× · ${signed(trade.roi, 2)} % ROI · ${signed(trade.profit, 2)} ${pair.currency} · ` +
    `${duration(trade.close - trade.open)} · exit: ${trade.reason} · ${moves}${known}`;
}
