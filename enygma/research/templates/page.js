"use strict";
// What the reader can do: choose a pair and a range, jump to a trade, switch the theme.

const DAY = 86400000;
const data = JSON.parse(document.getElementById("payload").textContent);
const unpacked = new Map();
const elements = Object.fromEntries(["equity", "candles", "pair", "grain", "trades", "theme"].map((id) => [id, document.getElementById(id)]));
const state = { pair: null, view: null, drawing: false };

function pairNamed(name) {
  if (!unpacked.has(name)) {
    const raw = data.pairs.find((each) => each.pair === name);
    unpacked.set(name, { ...unpackPair(raw), currency: data.currency });
  }
  return unpacked.get(name);
}

function bounds(pair) {
  return { from: pair.start, to: pair.start + pair.close.length * pair.step };
}

async function show(view) {
  const whole = bounds(state.pair);
  state.view = { from: Math.max(view.from, whole.from - DAY), to: Math.min(view.to, whole.to + DAY) };
  state.drawing = true;
  const grain = await drawPair(elements.candles, state.pair, state.view, data.scoring);
  state.drawing = false;
  elements.grain.textContent = `one bar is ${duration(grain * state.pair.step)}${grain > 1 ? "; zoom in for single candles" : ""}`;
}

// The two weeks in which most happened.
function openingView(pair) {
  const whole = bounds(pair);
  const span = 14 * DAY;
  const within = (from) => pair.trades.filter((trade) => trade.open >= from && trade.close <= from + span).length;
  const starts = pair.trades.map((trade) => trade.open - DAY);
  const busiest = starts.reduce((best, from) => (within(from) > within(best) ? from : best), whole.to - span);
  const from = Math.max(whole.from, Math.min(busiest, whole.to - span));
  return { from, to: Math.min(whole.to, from + span) };
}

function choosePair(name) {
  state.pair = pairNamed(name);
  fillTrades(state.pair);
  return show(openingView(state.pair));
}

function cell(text, tone) {
  const element = document.createElement("td");
  element.textContent = text;
  if (tone) element.className = tone;
  return element;
}

function tradeRow(trade, number, pair) {
  const tone = trade.profit > 0 ? "good" : "bad";
  const row = document.createElement("tr");
  row.append(
    cell(String(number)), cell(trade.short ? "short" : "long"), cell(utc(trade.open)), cell(duration(trade.close - trade.open)),
    cell(price(trade.entry)), cell(price(trade.exit)), cell(trade.margin.toFixed(2)), cell(`${trade.leverage}×`),
    cell(`${signed(trade.roi, 2)} %`, tone), cell(signed(trade.profit, 2), tone), cell(trade.reason), cell(trade.tag),
  );
  row.addEventListener("click", () => {
    const margin = Math.max(48 * pair.step, trade.close - trade.open);
    show({ from: trade.open - margin, to: trade.close + margin });
    elements.candles.scrollIntoView({ behavior: "smooth", block: "center" });
  });
  return row;
}

function fillTrades(pair) {
  const body = elements.trades.tBodies[0];
  body.replaceChildren(...pair.trades.map((trade, row) => tradeRow(trade, row + 1, pair)));
  if (!pair.trades.length) body.innerHTML = '<tr><td colspan="12" class="muted">no trade on this pair</td></tr>';
}

function time(value) {
  return typeof value === "number" ? value : Date.parse(`${String(value).replace(" ", "T")}Z`);
}

function followZoom(change) {
  if (state.drawing) return;
  if (change["xaxis.autorange"]) show(bounds(state.pair));
  else if (change["xaxis.range[0]"] !== undefined) show({ from: time(change["xaxis.range[0]"]), to: time(change["xaxis.range[1]"]) });
}

function showDays(days) {
  const whole = bounds(state.pair);
  if (!days) return show(whole);
  const middle = (state.view.from + state.view.to) / 2;
  const from = Math.max(whole.from, Math.min(middle - (days * DAY) / 2, whole.to - days * DAY));
  return show({ from, to: from + days * DAY });
}

function drawAll() {
  drawEquity(elements.equity, data.equity, data.currency, data.starting_balance);
  return show(state.view);
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

async function start() {
  const asked = new URLSearchParams(location.search).get("theme");
  setTheme(asked || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  drawEquity(elements.equity, data.equity, data.currency, data.starting_balance);
  for (const { pair, trades } of data.pairs) {
    elements.pair.append(new Option(`${pair} (${trades.length} trades)`, pair));
  }
  elements.pair.addEventListener("change", () => choosePair(elements.pair.value));
  for (const button of document.querySelectorAll(".ranges button")) {
    button.addEventListener("click", () => showDays(Number(button.dataset.days)));
  }
  elements.theme.addEventListener("click", () => {
    setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    drawAll();
  });
  if (!data.pairs.length) return;
  await choosePair(data.pairs[0].pair);
  elements.candles.on("plotly_relayout", followZoom);
}

start();
