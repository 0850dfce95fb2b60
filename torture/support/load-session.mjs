// Shared by the load scripts: random numbers that can be had again, and what a process has at a moment.
import { readdirSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';

/** Mulberry-like; enough for sizes and choices. @param {number} seed */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, below: (/** @type {number} */ most) => Math.floor(next() * most) };
}

const countOf = (folder) => (process.platform === 'linux' ? readdirSync(folder).length : 0);

/** What the process has, after all garbage is gone. */
export async function sample(calls) {
  for (let i = 0; i < 2; i++) {
    globalThis.gc();
    await turn();
  }
  return {
    calls,
    rss: process.memoryUsage.rss(),
    files: countOf('/proc/self/fd'),
    threads: countOf('/proc/self/task'),
    resources: process.getActiveResourcesInfo().length,
  };
}

/**
 * Least squares over the second half of the samples.
 *
 * @param {{ calls: number, rss: number }[]} samples
 * @returns {{ slope: number, growth: number }} bytes a call, and bytes over the half
 */
export function trend(samples) {
  const half = samples.slice(samples.length >> 1);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(half.map(({ calls }) => calls)), mean(half.map(({ rss }) => rss))];
  const slope =
    half.reduce((sum, { calls, rss }) => sum + (calls - x) * (rss - y), 0) /
    half.reduce((sum, { calls }) => sum + (calls - x) ** 2, 0);
  return { slope, growth: slope * (half.at(-1).calls - half[0].calls) };
}

/** Differences of what is counted, between the middle and the end. */
export function handles(samples) {
  const [middle, last] = [samples[samples.length >> 1], samples.at(-1)];
  return { files: [middle.files, last.files], threads: [middle.threads, last.threads], resources: [middle.resources, last.resources] };
}
