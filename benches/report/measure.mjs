// Times contenders in turn, so that whatever else the machine does affects all of them.

/**
 * @typedef {object} Effort
 * @property {number} rounds turns of each contender; the quickest counts
 * @property {number} turn about how long a turn takes, in ns
 */

/** @type {Record<'full' | 'quick', Effort>} */
export const EFFORTS = { full: { rounds: 9, turn: 9e5 }, quick: { rounds: 7, turn: 3e5 } };

/** How long a contender runs before it is timed first, in ns. */
const WARM_UP = 3e7;
const warm = new WeakSet();

let loops = 0;
/** @type {WeakMap<Function, (inputs: any[][], count: number) => number>} */
const known = new WeakMap();

/**
 * A function that makes `count` calls, on one input after the other, and adds up what they return, so that none can be
 * left out. Each contender has a compiled function of its own: in a shared one the engine would inline whichever came
 * first. It serves all rows of the contender, as a call in a program sees all kinds of inputs.
 *
 * @param {Function} contender
 * @param {any[]} input
 */
export function loopOf(contender, input) {
  const loop = known.get(contender);
  if (loop !== undefined) return loop;
  const call = `contender(${input.map((_, index) => `input[${index}]`).join(', ')})`;
  const result = typeof contender(...input);
  const summand =
    { object: `${call}.length`, string: `${call}.length`, bigint: `Number(${call} === 0n)` }[result] ?? call;
  const made = new Function(
    'contender',
    `return function loop${loops++}(inputs, count) {
      let sum = 0;
      const mask = inputs.length - 1;
      for (let i = 0; i < count; i++) {
        const input = inputs[i & mask];
        sum = (sum + ${summand}) | 0;
      }
      return sum;
    };`,
  )(contender);
  known.set(contender, made);
  return made;
}

/** What the loops returned: read by nobody, but kept so that they must compute it. */
export const kept = { sum: 0 };

/**
 * @param {(inputs: any[][], count: number) => number} loop @param {any[][]} inputs @param {number} count @returns
 * {number} ns
 */
function timeOf(loop, inputs, count) {
  const start = process.hrtime.bigint();
  kept.sum ^= loop(inputs, count);
  return Number(process.hrtime.bigint() - start);
}

/**
 * @param {Function[]} contenders
 * @param {any[][]} inputs a power of two of them
 * @param {Effort} effort
 * @returns {number[]} ns a call for each, in its quickest turn
 */
export function timeInTurns(contenders, inputs, { rounds, turn }) {
  const runners = contenders.map((contender) => {
    const loop = loopOf(contender, inputs[0]);
    if (!warm.has(loop)) for (let spent = 0; spent < WARM_UP;) spent += timeOf(loop, inputs, inputs.length);
    warm.add(loop);
    let count = inputs.length;
    let took = timeOf(loop, inputs, count);
    for (; took < turn / 3; took = timeOf(loop, inputs, count)) count *= 2;
    // Every input equally often.
    return { loop, count: Math.max(1, Math.round((count * turn) / took / inputs.length)) * inputs.length };
  });
  const best = runners.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { loop, count }] of runners.entries()) {
      best[index] = Math.min(best[index], timeOf(loop, inputs, count) / count);
    }
  }
  return best;
}
