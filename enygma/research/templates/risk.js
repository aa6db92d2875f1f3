"use strict";
// The fall within each day and the exposure, each with its limit.

function limitLine(value, axis, hue) {
  return { type: "line", xref: "paper", x0: 0, x1: 1, yref: axis, y0: value, y1: value, line: { color: hue, width: 1.2, dash: "dash" } };
}

function limitText(value, axis, text, hue, anchor) {
  return { xref: "paper", x: 1, xanchor: "right", yref: axis, y: value, yanchor: anchor, text, showarrow: false, font: { color: hue, size: 11 } };
}

function drawRisk(target, risk) {
  const x = risk.times;
  const fall = unpack(risk.fall);
  const exposure = unpack(risk.exposure);
  const layout = baseLayout();
  const reach = (values, pick, limit) => values.reduce((far, each) => pick(far, each), limit) * 1.12;
  layout.yaxis = { ...layout.yaxis, domain: [0.56, 1], title: { text: "fall in the day, %" }, range: [reach(fall, Math.min, risk.fall_limit), 0] };
  layout.yaxis2 = { ...layout.yaxis2, domain: [0, 0.46], title: { text: "exposure, %" }, range: [0, reach(exposure, Math.max, risk.exposure_limit)] };
  layout.xaxis.anchor = "y2";
  layout.hovermode = "x unified";
  const hue = colour("limit");
  layout.shapes = [limitLine(risk.fall_limit, "y", hue), limitLine(risk.exposure_limit, "y2", hue)];
  layout.annotations = [
    limitText(risk.fall_limit, "y", `no entry below ${risk.fall_limit} %`, hue, "top"),
    limitText(risk.exposure_limit, "y2", `cap ${risk.exposure_limit} %`, hue, "bottom"),
  ];
  const traces = [
    { x, y: fall, name: "fall in the day", mode: "lines", fill: "tozeroy", fillcolor: fade(colour("down"), 0.2), line: { color: colour("down"), width: 1 }, hovertemplate: "%{y:.2f} %" },
    { x, y: exposure, name: "exposure", yaxis: "y2", mode: "lines", fill: "tozeroy", fillcolor: fade(colour("accent"), 0.18), line: { color: colour("accent"), width: 1, shape: "hv" }, hovertemplate: "%{y:.1f} %" },
  ];
  return Plotly.react(target, traces, layout, CONFIG);
}
