"use strict";
// Packed arrays, and candles gathered into fewer, longer ones so that any range draws at once.

const ARRAYS = { f4: Float32Array, i2: Int16Array, i1: Int8Array };

function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed.data), (char) => char.charCodeAt(0));
  return new ARRAYS[packed.kind](bytes.buffer);
}

function unpackPair(raw) {
  return {
    ...raw,
    open: unpack(raw.prices.open),
    high: unpack(raw.prices.high),
    low: unpack(raw.prices.low),
    close: unpack(raw.prices.close),
    score: unpack(raw.score),
    classCode: unpack(raw.class),
    confluence: unpack(raw.confluence),
    confidence: unpack(raw.confidence),
  };
}

const MAX_BARS = 700;
const GRAINS = [1, 2, 4, 8, 16, 24, 48, 96, 192, 336, 672, 1344];

function grainFor(count) {
  return GRAINS.find((grain) => count / grain <= MAX_BARS) || Math.ceil(count / MAX_BARS);
}

// The candles between two times. A longer bar has the score of its strongest candle.
function barsBetween(pair, from, to) {
  const count = pair.close.length;
  const first = Math.max(0, Math.floor((from - pair.start) / pair.step));
  const last = Math.min(count - 1, Math.ceil((to - pair.start) / pair.step));
  const grain = grainFor(last - first + 1);
  const bars = { x: [], open: [], high: [], low: [], close: [], strongest: [], grain };
  for (let at = first - (first % grain); at <= last; at += grain) {
    addBar(bars, pair, at, Math.min(count, at + grain));
  }
  return bars;
}

function addBar(bars, pair, from, to) {
  let high = pair.high[from];
  let low = pair.low[from];
  let strongest = from;
  for (let at = from + 1; at < to; at += 1) {
    if (pair.high[at] > high) high = pair.high[at];
    if (pair.low[at] < low) low = pair.low[at];
    if (Math.abs(pair.score[at]) > Math.abs(pair.score[strongest])) strongest = at;
  }
  bars.x.push(pair.start + from * pair.step);
  bars.open.push(pair.open[from]);
  bars.high.push(high);
  bars.low.push(low);
  bars.close.push(pair.close[to - 1]);
  bars.strongest.push(strongest);
}

function utc(ms) {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}

function duration(ms) {
  const minutes = Math.round(ms / 60000);
  if (minutes < 60) return `${minutes} min`;
  const hours = minutes / 60;
  return hours < 48 ? `${Number(hours.toFixed(1))} h` : `${Number((hours / 24).toFixed(1))} d`;
}

function price(value) {
  return String(Number(value.toPrecision(7)));
}

function signed(value, digits) {
  return (value > 0 ? "+" : "") + value.toFixed(digits);
}
