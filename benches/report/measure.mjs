// Times the contenders of a row in turns, so that whatever else the machine does meets all of them.
import { do_not_optimize, measure } from 'mitata';

/**
 * @typedef {object} Effort
 * @property {number} rounds turns of each contender
 * @property {number} turn least time of a turn, in ns
 * @property {number} sample time one sample should take, in ns
 * @property {number} warmup time each contender runs before, in ns
 */

/** @type {Record<'full' | 'quick', Effort>} */
export const EFFORTS = {
  full: { rounds: 4, turn: 22e6, sample: 3e5, warmup: 15e6 },
  quick: { rounds: 2, turn: 3e6, sample: 1e5, warmup: 3e6 },
};

/** @typedef {{ min: number, p25: number, p50: number, p75: number, p99: number, samples: number }} Times in ns a call */

/** Samples of a turn; of all turns, for what takes longer than a turn should. */
const FEWEST_SAMPLES = 3;

let loops = 0;

/**
 * A function that makes `count` calls, on one input after the other, and adds up what they return, so that none
 * can be left out. Each contender has a loop compiled for itself: in a shared one the engine would inline whoever came first.
 *
 * @param {(a: any, b: any) => number | boolean} run
 * @param {[any, any][]} inputs a power of two of them
 * @returns {(count: number) => number}
 */
function loopOver(run, inputs) {
  const twoInputs = inputs[0][1] !== undefined;
  const make = new Function(
    'run',
    'a',
    'b',
    'mask',
    `
    let next = 0;
    return function loop${loops++}(count) {
      let sum = 0;
      const end = next + count;
      for (let i = next; i < end; i++) {
        const k = i & mask;
        sum = (sum + (run(a[k]${twoInputs ? ', b[k]' : ''}) | 0)) | 0;
      }
      next = end & mask;
      return sum;
    };`,
  );
  return make(
    run,
    inputs.map(([a]) => a),
    inputs.map(([, b]) => b),
    inputs.length - 1,
  );
}

/**
 * Runs a loop until it is warm.
 *
 * @param {(count: number) => number} loop
 * @param {number} inputs how many there are
 * @param {Effort} effort
 * @returns {number} time a call takes, in ns
 */
function warmUp(loop, inputs, effort) {
  let count = 1;
  let spent = 0;
  let runs = 0;
  let perCall = Infinity;
  do {
    const start = process.hrtime.bigint();
    do_not_optimize(loop(count));
    const took = Number(process.hrtime.bigint() - start);
    spent += took;
    runs++;
    if (count >= inputs || took > effort.turn) perCall = Math.min(perCall, took / count);
    if (took < effort.sample) count *= 2;
    else if (count < inputs) count = inputs;
    // One run says little: whatever else the machine does may have fallen into it.
  } while (spent < effort.warmup || runs < FEWEST_SAMPLES || perCall === Infinity);
  return perCall;
}

/** How many calls make a sample: each input as often as any other, where that is not too long. */
function callsOf(/** @type {number} */ perCall, /** @type {number} */ inputs, /** @type {Effort} */ effort) {
  return perCall * inputs > effort.turn ? 1 : Math.max(1, Math.round(effort.sample / perCall / inputs)) * inputs;
}

/**
 * @param {import('./contenders.mjs').Contender[]} contenders
 * @param {[any, any][]} inputs
 * @param {Effort} effort
 * @returns {Promise<Record<string, Times>>} by contender
 */
export async function measureInTurns(contenders, inputs, effort) {
  const runners = contenders.map(({ name, run }) => {
    const loop = loopOver(run, inputs);
    const perCall = warmUp(loop, inputs.length, effort);
    const count = callsOf(perCall, inputs.length, effort);
    return { name, loop, count, perSample: perCall * count, samples: /** @type {number[]} */ ([]) };
  });
  for (let round = 0; round < effort.rounds; round++) {
    for (let turn = 0; turn < runners.length; turn++) {
      // Another one begins each round: nobody always follows the same neighbour's garbage.
      const { loop, count, perSample, samples } = runners[(turn + round) % runners.length];
      const slow = perSample > effort.turn;
      if (slow && round >= FEWEST_SAMPLES) continue;
      const stats = await measure(() => do_not_optimize(loop(count)), {
        min_cpu_time: slow ? 0 : effort.turn,
        min_samples: slow ? 1 : FEWEST_SAMPLES,
        max_samples: 4096,
        batch_threshold: 0,
        gc: false,
      });
      for (const sample of stats.samples) samples.push(sample / count);
    }
  }
  return Object.fromEntries(runners.map(({ name, samples }) => [name, summary(samples)]));
}

/** @param {number[]} samples */
function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => Number(sorted[Math.floor(share * (sorted.length - 1))].toPrecision(4));
  return { min: at(0), p25: at(0.25), p50: at(0.5), p75: at(0.75), p99: at(0.99), samples: sorted.length };
}
