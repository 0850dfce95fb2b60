// How the booster folder of such a project answered before: by what it kept its results under, how it read source texts,
// and what it said of itself. Written down from its behaviour, as little of it as the rows of docs/MIGRATING.md need.

/** The first thousand units and the number of patterns, as a hash of 32 bits. */
const keyOf = (content, count) => {
  let hash = 0;
  for (const unit of (content.slice(0, 1000) + count).split('')) hash = (hash * 31 + unit.charCodeAt(0)) | 0;
  return hash.toString(36);
};

/** Expressions that were there from the beginning, by their source. */
const prewarmed = () => new Map(['eval\\s*\\(', 'password\\s*='].map((source) => [source, new RegExp(source, 'gi')]));

export class OldBooster {
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
