// How long a call takes, and the plain JavaScript to compare with.

/** Milliseconds of uncounted calls, during which the engine compiles the code. */
const WARM_UP = 60;
/** Milliseconds that a batch takes at least: browsers round the clock, some to a millisecond. */
const SHORTEST_BATCH = 4;
const BATCHES = 5;

/** Takes the results, so that no engine optimises away calls whose results are unused. */
let sink = 0;

/**
 * @param {(...args: string[]) => number} operation
 * @param {string[]} args given as an array, which keeps engines from working with them in advance
 * @returns {number} microseconds, the median of some batches
 */
export function timeOf(operation, args) {
  let rounds = 1;
  const batch = () => {
    const start = performance.now();
    for (let round = 0; round < rounds; round++) sink = (sink + operation(...args)) | 0;
    return performance.now() - start;
  };
  const end = performance.now() + WARM_UP;
  while (batch() < SHORTEST_BATCH || performance.now() < end) if (batch() < SHORTEST_BATCH) rounds *= 2;
  const times = Array.from({ length: BATCHES }, batch).sort((a, b) => a - b);
  return (times[BATCHES >> 1] / rounds) * 1000;
}

const encoder = new TextEncoder();

export const plain = {
  /** @param {string} text */
  fastHash(text) {
    const bytes = encoder.encode(text);
    let hash = 2166136261;
    for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 16777619);
    return hash >>> 0;
  },
  /** @param {string} a @param {string} b in the order of UTF-16, which is near enough */
  fastCompare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  /** @param {string} text @param {string} needle */
  fastSearch: (text, needle) => text.indexOf(needle),
};
