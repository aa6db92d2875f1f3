"use strict";
// What the reader can do: choose a pair and a range, jump to a trade, switch the theme.

const DAY = 86400000;
const data = JSON.parse(document.getElementById("payload").textContent);
const unpacked = new Map();
const elements = Object.fromEntries(["equity", "risk", "candles", "pair", "grain", "trades", "theme", "single", "trade", "number", "before", "next", "told"].map((id) => [id, document.getElementById(id)]));
const state = { pair: null, view: null, drawing: false, trade: null };
// Where each trade is, by its number.
const places = new Map(data.pairs.flatMap(({ pair, trades }) => trades.map((trade) => [trade.number, { pair, trade }])));

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

function choosePair(name, view) {
  state.pair = pairNamed(name);
  elements.pair.value = name;
  fillTrades(state.pair);
  return show(view || openingView(state.pair));
}

// The trade with the most steps of its stop shows best what a staircase is.
function tellingTrade(pair) {
  const steps = (trade) => new Set(trade.stop.prices).size;
  const found = pair.trades.reduce((best, trade) => (best && steps(best) >= steps(trade) ? best : trade), null);
  return found ? found.number : null;
}

function chooseTrade(number) {
  const place = places.get(number);
  if (!place) return;
  state.trade = number;
  elements.number.value = number;
  elements.told.textContent = tradeWords(place.trade, data);
  for (const row of elements.trades.tBodies[0].rows) row.classList.toggle("chosen", row.cells[0].textContent === String(number));
  drawTrade(elements.trade, pairNamed(place.pair), place.trade);
}

async function showTrade(number) {
  const { pair, trade } = places.get(number);
  const margin = 48 * pairNamed(pair).step;
  await choosePair(pair, { from: trade.open - margin, to: trade.close + margin });
  chooseTrade(number);
}

function neighbour(direction) {
  const numbers = [...places.keys()].sort((one, other) => one - other);
  const at = numbers.indexOf(state.trade) + direction;
  if (at >= 0 && at < numbers.length) chooseTrade(numbers[at]);
}

function cell(text, tone) {
  const element = document.createElement("td");
  element.textContent = text;
  if (tone) element.className = tone;
  return element;
}

function tradeRow(trade, pair) {
  const tone = trade.profit > 0 ? "good" : "bad";
  const row = document.createElement("tr");
  row.append(
    cell(String(trade.number)), cell(trade.short ? "short" : "long"), cell(utc(trade.open)), cell(duration(trade.close - trade.open)),
    cell(price(trade.entry)), cell(price(trade.exit)), cell(trade.margin.toFixed(2)), cell(`${trade.leverage}×`),
    cell(`${signed(trade.roi, 2)} %`, tone), cell(signed(trade.profit, 2), tone), cell(trade.reason), cell(trade.tag),
  );
  row.addEventListener("click", () => {
    const margin = Math.max(48 * pair.step, trade.close - trade.open);
    show({ from: trade.open - margin, to: trade.close + margin });
    chooseTrade(trade.number);
    elements.candles.scrollIntoView({ behavior: "smooth", block: "center" });
  });
  return row;
}

function fillTrades(pair) {
  const body = elements.trades.tBodies[0];
  body.replaceChildren(...pair.trades.map((trade) => tradeRow(trade, pair)));
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
  drawRisk(elements.risk, data.risk);
  chooseTrade(state.trade);
  return show(state.view);
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

async function start() {
  const asked = new URLSearchParams(location.search).get("theme");
  setTheme(asked || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  drawEquity(elements.equity, data.equity, data.currency, data.starting_balance);
  drawRisk(elements.risk, data.risk);
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
  elements.number.max = Math.max(1, ...places.keys());
  elements.number.addEventListener("change", () => chooseTrade(Number(elements.number.value)));
  elements.before.addEventListener("click", () => neighbour(-1));
  elements.next.addEventListener("click", () => neighbour(1));
  elements.single.hidden = places.size === 0;
  if (!data.pairs.length) return;
  if (places.has(data.focus)) {
    await showTrade(data.focus);
    elements.single.scrollIntoView({ block: "start" });
  } else {
    await choosePair(data.pairs[0].pair);
    chooseTrade(tellingTrade(data.pairs[0]));
  }
  elements.candles.on("plotly_relayout", followZoom);
}

start();
