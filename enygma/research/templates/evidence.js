"use strict";
// The pictures of the evidence: equity with its interval, placebos, profit by pair and month.

const data = JSON.parse(document.getElementById("payload").textContent);
const targets = Object.fromEntries(["equity", "placebo", "months", "theme"].map((id) => [id, document.getElementById(id)]));

function drawBand() {
  const { times, equity, low, high } = data.equity;
  const layout = baseLayout();
  layout.hovermode = "x unified";
  layout.yaxis = { ...layout.yaxis, tickformat: ",.6~g", title: { text: data.currency } };
  delete layout.yaxis2;
  layout.shapes = [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: data.starting_balance, y1: data.starting_balance, line: { color: colour("muted"), width: 1, dash: "dot" } }];
  const edge = { x: times, mode: "lines", line: { width: 0 }, hovertemplate: "%{y:,.2f}" };
  return Plotly.react(targets.equity, [
    { ...edge, y: unpack(low), name: "lower" },
    { ...edge, y: unpack(high), name: "upper", fill: "tonexty", fillcolor: fade(colour("accent"), 0.16) },
    { x: times, y: unpack(equity), name: "equity", mode: "lines", line: { color: colour("accent"), width: 1.8 }, hovertemplate: "%{y:,.2f}" },
  ], layout, CONFIG);
}

function drawPlacebos() {
  targets.placebo.hidden = !data.placebos;
  if (!data.placebos) return null;
  const layout = baseLayout();
  delete layout.yaxis2;
  layout.hovermode = "closest";
  layout.bargap = 0.04;
  layout.xaxis = { ...layout.xaxis, type: "linear", title: { text: `profit, ${data.currency}` } };
  layout.yaxis = { ...layout.yaxis, title: { text: "placebos" } };
  layout.shapes = [{ type: "line", x0: data.profit, x1: data.profit, yref: "paper", y0: 0, y1: 1, line: { color: colour("partial"), width: 2 } }];
  layout.annotations = [{ x: data.profit, yref: "paper", y: 1, text: "the strategy", showarrow: false, yanchor: "bottom", font: { color: colour("partial") } }];
  return Plotly.react(targets.placebo, [
    { type: "histogram", x: unpack(data.placebos), nbinsx: 50, marker: { color: fade(colour("accent"), 0.6) }, hovertemplate: "%{x}: %{y}<extra></extra>" },
  ], layout, CONFIG);
}

function drawMonths() {
  const { pairs, months, profits } = data.months;
  const layout = baseLayout();
  delete layout.yaxis2;
  layout.hovermode = "closest";
  layout.margin = { ...layout.margin, l: 130 };
  layout.xaxis = { ...layout.xaxis, type: "category" };
  layout.yaxis = { ...layout.yaxis, type: "category", automargin: true };
  const most = Math.max(...profits.flat().map((each) => Math.abs(each || 0)), 1e-9);
  return Plotly.react(targets.months, [{
    type: "heatmap", x: months, y: pairs, z: profits, zmin: -most, zmax: most, xgap: 2, ygap: 2,
    colorscale: [[0, colour("down")], [0.5, colour("grid")], [1, colour("up")]],
    hovertemplate: "%{y} %{x}: %{z:,.2f}<extra></extra>",
  }], layout, CONFIG);
}

function drawEvidence() {
  drawBand();
  drawPlacebos();
  drawMonths();
}

const wanted = new URLSearchParams(location.search).get("theme");
document.documentElement.dataset.theme = wanted || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
targets.theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  drawEvidence();
});
drawEvidence();
