// Ways to examine implementations of the operations, for migration-rows.js.
import { GuideWrapper, guideWat, instantiate, toWasm } from './guide.js';

/** How many of a number of calls succeed before one fails. */
export function callsUntilFailure(most, call) {
  for (let i = 0; i < most; i++) {
    try {
      call();
    } catch {
      return i;
    }
  }
  return most;
}

/** On how many of these calls two implementations agree. */
export function agreements(a, b) {
  const calls = [
    ['fastHash', ''],
    ['fastHash', 'foobar'],
    ['fastHash', 'hello world'],
    ['fastHash', 'é'],
    ['fastHash', '🚀'],
    ['fastCompare', 'a', 'b'],
    ['fastCompare', 'a', 'B'],
    ['fastCompare', 'e\u0301', 'é'],
    ['fastSearch', 'hello', 'llo'],
    ['fastSearch', 'héllo', 'llo'],
  ];
  return calls.filter(([name, ...args]) => a[name](...args) === b[name](...args)).length;
}

/** The module's own steps: a call of `log` for each comparison of two bytes. */
export function comparisonsOf(haystack, needle) {
  const counted = guideWat.replace(';; Compare\n', ';; Compare\n(call $log (i32.const 0))\n');
  if (counted === guideWat) throw new Error('the comparison was not found');
  let count = 0;
  const { instance, memory } = instantiate({ module: new WebAssembly.Module(toWasm(counted)), log: () => count++ });
  new GuideWrapper(instance, memory).fastSearch(haystack, needle);
  return count;
}

/** Whether a module cannot be assembled without SIMD. */
export const needsSimd = (wat) => {
  try {
    toWasm(wat, { simd: false, bulk_memory: true });
    return false;
  } catch {
    return true;
  }
};

/** Which properties of the guide's wrapper an object has. */
export function membersOf(ops) {
  return ['instance', 'memory', 'encoder', 'decoder', '_allocate', '_free']
    .filter((name) => ops[name] !== undefined)
    .join(' ');
}
