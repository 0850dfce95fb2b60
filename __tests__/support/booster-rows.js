// What a project's booster folder answered before and what the package answers, by the ids of docs/MIGRATING.md.
import { requireHere } from './package.js';

const { WASMRuntime } = requireHere('../../index.js');

/** The first thousand units and the number of patterns, as a hash of 32 bits. */
const keyOf = (content, count) => {
  let hash = 0;
  for (const unit of (content.slice(0, 1000) + count).split('')) hash = (hash * 31 + unit.charCodeAt(0)) | 0;
  return hash.toString(36);
};

/** Expressions that were there from the beginning, by their source. */
const prewarmed = () => new Map(['eval\\s*\\(', 'password\\s*='].map((source) => [source, new RegExp(source, 'gi')]));

/**
 * How the folder answered before: what it kept its results under, how it read source texts, and what it said of itself.
 * Written down from its behaviour, as little of it as the rows need.
 */
class OldBooster {
  #kept = new Map();
  #expressions = prewarmed();
  #hits = 0;
  #misses = 0;
  metrics = { performanceMultiplier: 1 };

  async initialize() {
    return ['Initializing', 'Ready'];
  }

  async acceleratedRegexMatch(content, patterns, flags = 'gi') {
    const key = keyOf(content, patterns.length);
    if (this.#kept.has(key)) {
      this.#hits++;
      return { ...this.#kept.get(key), fromCache: true };
    }
    this.#misses++;
    const results = patterns.flatMap((pattern) => {
      const source = typeof pattern === 'string' ? pattern : pattern.source;
      const made = () => (typeof pattern === 'string' ? new RegExp(pattern, flags) : pattern);
      if (!this.#expressions.has(source)) this.#expressions.set(source, made());
      const matches = content.match(this.#expressions.get(source));
      return matches === null ? [] : [{ pattern: source, matches, count: matches.length }];
    });
    const totalMatches = results.reduce((total, { count }) => total + count, 0);
    const result = { results, totalMatches, speedup: Math.max(1, patterns.length / 2), fromCache: false };
    this.#kept.set(key, result);
    this.metrics.performanceMultiplier = 1 + 4 * (this.#hits / (this.#hits + this.#misses));
    return result;
  }

  parseASTFast(code) {
    const key = `ast:${keyOf(code, 0)}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const words = code.match(/\w+|[^\w\s]/g) ?? [];
    const nameOf = { function: 'anonymous', class: 'Anonymous', for: undefined };
    const body = words.flatMap((word, index) =>
      Object.hasOwn(nameOf, word)
        ? [word === 'for' ? { type: 'ForStatement' } : { name: words[index + 1] ?? nameOf[word] }]
        : [],
    );
    this.#kept.set(key, { body });
    return { body };
  }

  /** It wrote to a cache that it did not have. */
  async processFileFast({ name, content }) {
    return { name, size: content.length, error: "Cannot read properties of undefined (reading 'set')" };
  }

  async optimizeCodeFast(code) {
    return { optimizedCode: code, optimizations: ['pattern_caching', 'result_caching'], executionTime: 0.1 };
  }
}

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
