// How figures are written.
import { SAME } from './crossover.mjs';

/** @param {number} ns */
export function time(ns) {
  const [value, unit] = ns < 1e3 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1e3, 'µs'] : [ns / 1e6, 'ms'];
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
}

/** A gain with a sign for either direction: ▲ times as fast, ▼ times as slow. @param {number} value */
export function signed(value) {
  if (value >= 1 - SAME && value <= 1 + SAME) return '=';
  const times = value > 1 ? value : 1 / value;
  const text =
    times < 10 ? times.toFixed(times < 1.95 ? 2 : 1) : times.toLocaleString('en', { maximumFractionDigits: 0 });
  return value > 1 ? `▲ ${text}` : `▼ ${text}`;
}
