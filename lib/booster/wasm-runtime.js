'use strict';

/**
 * The booster of a claude-flow project, under the names its callers know. The engine's own regular expressions do the
 * searching, on every backend, and what has been searched is not searched again. Nothing is printed.
 */

/** @typedef {import('./outline.js').Item} Item */
/** @typedef {import('./patterns.js').Compiled} Compiled */
/** @typedef {{ pattern: string, matches: string[], count: number }} Found */
/** @typedef {{ found: Found[], time: number }} Scan `time` is how long it took, in milliseconds */

/** @type {typeof import('./parts.js') | undefined} */
let loaded;

/** Loaded with the first instance. */
const parts = () => (loaded ??= require('./parts.js'));

const MIB = 1024 * 1024;

/** What a match, or an item of an outline, takes in addition to its text, in bytes. */
const ITEM_BYTES = 32;

/** @param {string[]} texts */
const bytesOfAll = (texts) => texts.reduce((total, text) => total + ITEM_BYTES + parts().bytesOf(text), 0);

/** @param {Found[]} results */
const copyOf = (results) => results.map((found) => ({ ...found, matches: found.matches.slice() }));

/**
 * @param {string} text
 * @param {Compiled[]} patterns
 * @returns {Found[]}
 */
function find(text, patterns) {
  const found = patterns.map((pattern) => {
    const matches = parts().matchesOf(text, pattern);
    return { pattern: pattern.source, matches, count: matches.length };
  });
  return found.filter(({ count }) => count > 0);
}

/** @param {Item} item */
function nodeOf({ keyword, name }) {
  if (keyword === 'for') return { type: 'ForStatement', condition: null, body: [] };
  if (keyword === 'class') return { type: 'ClassDeclaration', name: name || 'Anonymous', methods: [] };
  return { type: 'FunctionDeclaration', name: name || 'anonymous', params: [], body: [] };
}

class WASMRuntime {
  wasmInitialized = false;
  metrics = new (parts().ScanMetrics)();
  #metrics = this.metrics;
  /** @type {import('./bounded-cache.js').BoundedCache<Compiled>} by source and flags */
  #patterns = new (parts().BoundedCache)(1000, 8 * MIB);
  /** @type {import('./bounded-cache.js').BoundedCache<Scan>} by content and list of patterns */
  #scans = new (parts().BoundedCache)(500, 32 * MIB);
  /** @type {import('./bounded-cache.js').BoundedCache<Item[]>} by code */
  #outlines = new (parts().BoundedCache)(100, 8 * MIB);
  #benchmarks = 0;

  /** @returns {Promise<true>} */
  async initialize() {
    await undefined;
    this.wasmInitialized = true;
    return true;
  }

  /**
   * @param {unknown} content
   * @param {unknown} patterns
   * @param {unknown} [flags] of the patterns that are strings
   */
  async acceleratedRegexMatch(content, patterns, flags = parts().DEFAULT_FLAGS) {
    const { letGoOfText, now, ratio, readPatterns, readString } = parts();
    const start = now();
    const text = readString(content, 'content');
    const { compiled, list } = readPatterns(patterns, readString(flags, 'flags'), this.#patterns);
    const known = this.#scans.get(text, list);
    const found = known?.found ?? find(text, compiled);
    const results = copyOf(found);
    const executionTime = now() - start;
    this.#metrics.add(executionTime, known?.time);
    if (known === undefined) {
      this.#scans.add(text, list, { found, time: executionTime }, bytesOfAll(found.flatMap(({ matches }) => matches)));
      letGoOfText();
    }
    return {
      results,
      totalMatches: results.reduce((total, { count }) => total + count, 0),
      patternsMatched: results.length,
      patternsTotal: compiled.length,
      executionTime,
      speedup: known === undefined ? 1 : ratio(known.time, executionTime),
      fromCache: known !== undefined,
    };
  }

  /**
   * @param {unknown} content
   * @param {unknown} pattern
   * @param {unknown} [flags] of a pattern that is a string
   */
  async hasPattern(content, pattern, flags = parts().DEFAULT_FLAGS) {
    parts().readString(content, 'content');
    parts().readPattern(pattern, '', 'pattern');
    const { totalMatches } = await this.acceleratedRegexMatch(content, [pattern], flags);
    return totalMatches > 0;
  }

  /** @param {unknown} code */
  parseASTFast(code) {
    const { letGoOfText, now, ownCopy, readString } = parts();
    const start = now();
    const text = readString(code, 'code');
    let items = this.#outlines.get(text, '');
    if (items === undefined) {
      // The tokenizer is loaded with the first code, as most programs only search for patterns.
      const { outlineOf } = require('./outline.js');
      items = outlineOf(text).map(({ keyword, name }) => ({ keyword, name: ownCopy(name) }));
      this.#outlines.add(text, '', items, bytesOfAll(items.map(({ name }) => name)));
      letGoOfText();
    }
    const body = items.map(nodeOf);
    return { type: 'Program', body, sourceType: 'module', parseTime: now() - start };
  }

  /** @param {any} file */
  async processFileFast(file) {
    const { invalidArgType, now, readString, reasonOf } = parts();
    const start = now();
    let name;
    let size = 0;
    try {
      if (file === null || typeof file !== 'object') throw invalidArgType('file', file, 'an object');
      name = file.name;
      const content = readString(file.content, 'file.content');
      size = content.length;
      return { name, size, ast: this.parseASTFast(content), processingTime: now() - start };
    } catch (error) {
      return { name, size, error: reasonOf(error), processingTime: now() - start };
    }
  }

  /** @param {unknown} files */
  async batchProcessFiles(files) {
    const { now, readArray } = parts();
    const start = now();
    const results = await Promise.all(readArray(files, 'files', (file) => this.processFileFast(file)));
    const totalFiles = results.length;
    const totalTime = now() - start;
    return {
      results,
      totalFiles,
      totalTime,
      filesPerSecond: totalTime > 0 ? totalFiles / (totalTime / 1000) : 0,
      averageTimePerFile: totalTime / Math.max(1, totalFiles),
    };
  }

  /**
   * Optimizing source text is for tools that understand it, so nothing changes here.
   *
   * @param {unknown} code
   */
  async optimizeCodeFast(code) {
    const start = parts().now();
    const text = parts().readString(code, 'code');
    const executionTime = parts().now() - start;
    return { originalCode: text, optimizedCode: text, optimizations: [], executionTime, performanceMultiplier: 1 };
  }

  getMetrics() {
    return {
      engine: 'RegExp',
      patternsCached: this.#patterns.size,
      ...this.#metrics.report(),
      resultCacheSize: this.#scans.size,
      resultCacheBytes: this.#scans.bytes,
      outlineCacheBytes: this.#outlines.bytes,
    };
  }

  async benchmarkPerformance() {
    return parts().benchmark(this, ++this.#benchmarks);
  }

  reset() {
    for (const cache of [this.#patterns, this.#scans, this.#outlines]) cache.clear();
    this.#metrics.reset();
  }
}

module.exports.WASMRuntime = WASMRuntime;
