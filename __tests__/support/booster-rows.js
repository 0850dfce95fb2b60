// What a project's booster folder answered before and what the package answers, by the ids of docs/MIGRATING.md.
import { OldBooster } from './old-booster.js';
import { requireHere } from './package.js';

const { WASMRuntime } = requireHere('../../index.js');

/** The same done with either. */
const both = (run) => ({
  guide: () => run(new OldBooster()),
  ours: () => run(new WASMRuntime()),
  backends: ['javascript'],
});

const total = async (runtime, ...args) => (await runtime.acceleratedRegexMatch(...args)).totalMatches;
const names = (runtime, code) =>
  runtime
    .parseASTFast(code)
    .body.map(({ name }) => name ?? 'for')
    .join(' ');

const head = 'const value = 1;\n'.repeat(100);

export const boosterRows = {
  'booster-tail': both(async (runtime) => {
    await total(runtime, `${head}safe();`, [/eval\(/g]);
    return total(runtime, `${head}eval(input);`, [/eval\(/g]);
  }),
  'booster-patterns': both(async (runtime) => {
    await total(runtime, 'eval(input)', [/token/g]);
    return total(runtime, 'eval(input)', [/eval\(/g]);
  }),
  'booster-flags': both(async (runtime) => {
    await total(runtime, 'EVAL(input)', ['eval'], 'g');
    return total(runtime, 'EVAL(input)', ['eval'], 'gi');
  }),
  'booster-collision': both(async (runtime) => {
    await total(runtime, 'AaAa', [/BB/g]);
    return total(runtime, 'BBBB', [/BB/g]);
  }),
  'booster-prewarmed': both((runtime) => total(runtime, 'EVAL(input)', [/eval\s*\(/])),
  'booster-source': both(async (runtime) => {
    await total(runtime, 'a A', [/a/]);
    return total(runtime, 'A, a and a', ['a']);
  }),
  'booster-groups': both((runtime) => total(runtime, 'key=1', [/(key)=(\d)/])),
  'booster-shared': both(async (runtime) => {
    const { results } = await runtime.acceleratedRegexMatch('abc', [/b/g]);
    results.length = 0;
    return (await runtime.acceleratedRegexMatch('abc', [/b/g])).results.length;
  }),
  'booster-outline': both((runtime) => names(runtime, '// a class of its own\nfunction () {}')),
  'booster-outline-tail': both((runtime) => {
    runtime.parseASTFast(`${head}class A {}`);
    return names(runtime, `${head}class B {}`);
  }),
  'booster-file': both(async (runtime) => {
    const { error } = await runtime.processFileFast({ name: 'a.js', content: '' });
    return error === undefined ? 'an outline' : 'an error';
  }),
  'booster-optimizations': both(async (runtime) => (await runtime.optimizeCodeFast('1 + 1')).optimizations.length),
  'booster-multiplier': both(async (runtime) => {
    // Every second call is a hit, and what it saves is next to nothing.
    for (const text of ['', '', 'a', 'a', 'b', 'b', 'c']) await runtime.acceleratedRegexMatch(text, []);
    return runtime.metrics.performanceMultiplier === 1 + 4 * (3 / 7);
  }),
};
