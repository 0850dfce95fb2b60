// A process of its own for part of a row; and for what runs in it: repeatable random numbers, and what the process has at
// a given moment.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { root } from '../../../scripts/steps.mjs';

/** The environment without variables that would force a backend. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(STRINGOPS_|DISABLE_WASM$|NODE_OPTIONS$)/.test(name)),
);

/**
 * Runs a function of a file of __tests__/torture/support, and returns what that returned.
 *
 * @param {string} script
 * @param {string} name of the function that the file exports
 * @param {unknown} task its argument, handed over as JSON; its result comes back so
 * @param {{ flags?: string[], seconds?: number, env?: Record<string, string> }} [options] `seconds`: after which it
 *   counts as hanging
 * @returns {Promise<any>}
 * @throws if it ends with anything but 0
 */
export function inNode(script, name, task, { flags = [], seconds = 600, env = {} } = {}) {
  const args = [...flags, fileURLToPath(import.meta.url), script, name, JSON.stringify(task)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...environment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (errors += chunk));
    let hanging = false;
    const limit = setTimeout(() => {
      hanging = true;
      child.kill('SIGKILL');
    }, seconds * 1000);
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(limit);
      if (status === 0) resolve(JSON.parse(output));
      else
        reject(
          new Error(
            `${script} ${name} ${JSON.stringify(task)} ${hanging ? `was still running after ${seconds} s` : `ended with ${status ?? signal}`}\n${errors}`,
          ),
        );
    });
  });
}

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
function trend(samples) {
  const half = samples.slice(samples.length >> 1);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(half.map(({ calls }) => calls)), mean(half.map(({ rss }) => rss))];
  const slope =
    half.reduce((sum, { calls, rss }) => sum + (calls - x) * (rss - y), 0) /
    half.reduce((sum, { calls }) => sum + (calls - x) ** 2, 0);
  return { slope, growth: slope * (half.at(-1).calls - half[0].calls) };
}

/** Differences in the counts, between the middle and the end. */
function handles(samples) {
  const [middle, last] = [samples[samples.length >> 1], samples.at(-1)];
  return {
    files: [middle.files, last.files],
    threads: [middle.threads, last.threads],
    resources: [middle.resources, last.resources],
  };
}

/** How much resident memory may seem to grow over half a stretch; in an idle process it varies by a few MiB. */
const MOST_GROWTH = 16 * 2 ** 20;

/** How many stretches there are at most, each twice as long as the one before. */
const MOST_STRETCHES = 4;

/**
 * What grew over the second half of a stretch, in words.
 *
 * @returns {string[]}
 */
export function growing({ growth, files, resources, threads }) {
  return [
    growth < MOST_GROWTH ? '' : 'resident memory',
    files[1] <= files[0] ? '' : 'files',
    resources[1] <= resources[0] ? '' : 'resources',
    // The engine starts and ends helpers of its own.
    threads[1] <= threads[0] + 1 ? '' : 'threads',
  ].filter(Boolean);
}

/**
 * Runs a stretch, and then longer ones, each twice as long, while something grows in it. A process that is warming up
 * (heaps, thread pools, what malloc keeps) settles; a leak grows more, the longer the stretch.
 *
 * @param {number} length of the first stretch, in whatever `stretch` counts
 * @param {(length: number) => Promise<{ calls: number, rss: number, files: number, threads: number, resources: number
 *   }[]>} stretch runs one, and returns samples from its start to its end
 */
export async function untilFlat(length, stretch) {
  for (let stretches = 1; ; stretches++, length *= 2) {
    const samples = await stretch(length);
    const result = { ...trend(samples), ...handles(samples), stretches, last: samples.at(-1).rss };
    if (growing(result).length === 0 || stretches === MOST_STRETCHES) return result;
  }
}

// The other side of inNode. What is left in flight when the function returns is no reason to stay. (Without `await`: what
// is imported imports this file.)
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [script, name, task] = process.argv.slice(2);
  import(`./${script}`)
    .then((module) => module[name](JSON.parse(task)))
    .then((result) => process.stdout.write(JSON.stringify(result), () => process.exit()));
}
