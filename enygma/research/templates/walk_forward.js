"use strict";
// The pictures of a walk-forward: equity with its windows, and where each window's parameters lie.

const data = JSON.parse(document.getElementById("payload").textContent);
const targets = Object.fromEntries(["equity", "parameters", "theme"].map((id) => [id, document.getElementById(id)]));

function drawWindows() {
  return drawEquity(targets.equity, data.equity, data.currency, data.starting_balance).then(() => {
    const line = { type: "line", yref: "paper", y0: 0, y1: 1, line: { color: colour("muted"), width: 1, dash: "dash" } };
    const starts = data.windows.map(({ start }) => ({ ...line, x0: start, x1: start }));
    const numbers = data.windows.map(({ start, number }) => ({ x: start, yref: "paper", y: 1, text: String(number), showarrow: false, xanchor: "left", yanchor: "bottom", font: { color: colour("muted") } }));
    return Plotly.relayout(targets.equity, { shapes: [...targets.equity.layout.shapes, ...starts], annotations: numbers });
  });
}

function drawParameters() {
  const { names, numbers, positions, values } = data.parameters;
  targets.parameters.hidden = !names.length;
  targets.parameters.style.height = `${90 + 24 * names.length}px`;
  const layout = baseLayout();
  delete layout.yaxis2;
  layout.hovermode = "closest";
  layout.xaxis = { ...layout.xaxis, type: "category", title: { text: "window" } };
  layout.yaxis = { ...layout.yaxis, type: "category", automargin: true, autorange: "reversed" };
  return Plotly.react(targets.parameters, [{
    type: "heatmap", x: numbers, y: names, z: positions, text: values, texttemplate: "%{text}", zmin: 0, zmax: 1, xgap: 2, ygap: 2, showscale: false,
    colorscale: [[0, colour("grid")], [1, colour("accent")]],
    hovertemplate: "%{y}, window %{x}: %{text}<extra></extra>",
  }], layout, CONFIG);
}

function drawWalk() {
  drawWindows();
  drawParameters();
}

const wanted = new URLSearchParams(location.search).get("theme");
document.documentElement.dataset.theme = wanted || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
targets.theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  drawWalk();
});
drawWalk();
