// What a coordinator's `execute` costs beyond a direct call, in ns: npm run bench -- execute
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { WASMRuntimeCoordinator } = createRequire(import.meta.url)('..');
const ROUNDS = 20;

/** @returns {Promise<string[][]>} head first */
export async function measure() {
  const quiet = new WASMRuntimeCoordinator();
  const timed = new WASMRuntimeCoordinator({ metrics: true });
  const ops = await quiet.loadModule('stringOps');
  await timed.loadModule('stringOps');

  /** Each returns the sum of the hashes. @type {Record<string, (text: string, calls: number) => unknown>} */
  const ways = {
    'direct call': (text, calls) => {
      let sum = 0;
      for (let i = 0; i < calls; i++) sum += ops.fastHash(text);
      return sum;
    },
    'its await': async (text, calls) => {
      let sum = 0;
      for (let i = 0; i < calls; i++) sum += await ops.fastHash(text);
      return sum;
    },
    execute: async (text, calls) => {
      let sum = 0;
      for (let i = 0; i < calls; i++) sum += (await quiet.execute('stringOps', 'fastHash', text)).result;
      return sum;
    },
    'execute, 100 at once': async (text, calls) => {
      let sum = 0;
      for (let i = 0; i < calls; i += 100) {
        const many = Array.from({ length: 100 }, () => quiet.execute('stringOps', 'fastHash', text));
        for (const { result } of await Promise.all(many)) sum += result;
      }
      return sum;
    },
    'execute, metrics': async (text, calls) => {
      let sum = 0;
      for (let i = 0; i < calls; i++) sum += (await timed.execute('stringOps', 'fastHash', text)).result;
      return sum;
    },
  };
  const lines = [['fastHash of', ...Object.keys(ways)]];
  for (const length of [11, 1000, 65536]) {
    const text = Buffer.from('the quick brown fox '.repeat(Math.ceil(length / 20)).slice(0, length)).toString();
    // A round of a way takes some milliseconds.
    const calls = Math.max(100, Math.ceil(2_000_000 / (length + 100) / 100) * 100);
    const expected = ops.fastHash(text) * calls;
    const best = Object.keys(ways).map(() => Infinity);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, run] of Object.values(ways).entries()) {
        const start = process.hrtime.bigint();
        const sum = await run(text, calls);
        best[index] = Math.min(best[index], Number(process.hrtime.bigint() - start) / calls);
        assert.equal(sum, expected);
      }
    }
    const cells = best.map((ns) => `${ns.toFixed(ns < 100 ? 1 : 0)} (${(ns / best[0]).toFixed(2)})`);
    lines.push([`${length} characters`, ...cells]);
  }
  await Promise.all([quiet.dispose(), timed.dispose()]);
  return lines;
}
