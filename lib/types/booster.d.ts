/**
 * The booster of a claude-flow project: patterns searched for in texts, and outlines of source code, both remembered.
 */

/** One pattern that matched. */
export interface PatternMatches {
  /** The string itself, or the `source` of the expression. */
  pattern: string;
  /** With `g`, what `String.prototype.match` returns, including empty matches; otherwise the whole match alone. */
  matches: string[];
  count: number;
}

/** What {@link WASMRuntime.acceleratedRegexMatch} returns a promise of; the caller may change it. */
export interface ScanResult {
  /** One for each pattern that matched, in the order of the list. */
  results: PatternMatches[];
  totalMatches: number;
  patternsMatched: number;
  patternsTotal: number;
  /** The time in milliseconds: of the scan, or of fetching its result. */
  executionTime: number;
  /** 1 for a scan; otherwise how many times as long as fetching the scan took. */
  speedup: number;
  fromCache: boolean;
}

/** Counts and times of one {@link WASMRuntime}, updated as it works. */
export interface ScanMetrics {
  /** Scans that were run. */
  readonly totalExecutions: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
  /** The mean time of a scan, in milliseconds. */
  readonly averageExecutionTime: number;
  /**
   * The time all calls would have taken without the cache, divided by the time they took. Always finite; 1 at first.
   */
  readonly performanceMultiplier: number;
}

/** What {@link WASMRuntime.getMetrics} returns. */
export interface RuntimeMetrics {
  /** What searches for the patterns. */
  engine: string;
  /** Patterns that are compiled. */
  patternsCached: number;
  /** Scans that were run. */
  totalExecutions: number;
  cacheHits: number;
  cacheMisses: number;
  /** Such as `'33.3%'`. */
  cacheHitRate: string;
  /** The mean time of a scan, such as `'0.123ms'`. */
  averageExecutionTime: string;
  /** {@link ScanMetrics.performanceMultiplier}, such as `'1.00x'`. */
  performanceMultiplier: string;
  /** Scans whose results are remembered. */
  resultCacheSize: number;
  /** Texts, patterns and matches that are remembered, in bytes. */
  resultCacheBytes: number;
  /** Source texts and outlines that are remembered, in bytes. */
  outlineCacheBytes: number;
}

/** A part of an {@link Outline}. What is declared as empty or `null` is always so. */
export type OutlineNode =
  | { type: 'FunctionDeclaration'; name: string; params: never[]; body: never[] }
  | { type: 'ClassDeclaration'; name: string; methods: never[] }
  | { type: 'ForStatement'; condition: null; body: never[] };

/** What {@link WASMRuntime.parseASTFast} returns. */
export interface Outline {
  type: 'Program';
  body: OutlineNode[];
  sourceType: 'module';
  /** In milliseconds. */
  parseTime: number;
}

/** What {@link WASMRuntime.processFileFast} takes. */
export interface SourceFile {
  name: string;
  content: string;
}

/** What {@link WASMRuntime.processFileFast} returns a promise of: an outline, or why there is none. */
export interface ProcessedFile {
  name: string;
  /** In UTF-16 units; 0 without content. */
  size: number;
  ast?: Outline;
  error?: string;
  /** In milliseconds. */
  processingTime: number;
}

/** What {@link WASMRuntime.batchProcessFiles} returns a promise of. */
export interface BatchResult {
  /** One for each file, in the order of the list. */
  results: ProcessedFile[];
  totalFiles: number;
  /** In milliseconds. */
  totalTime: number;
  filesPerSecond: number;
  /** In milliseconds. */
  averageTimePerFile: number;
}

/** What {@link WASMRuntime.optimizeCodeFast} returns a promise of. */
export interface OptimizedCode {
  originalCode: string;
  /** The same. */
  optimizedCode: string;
  optimizations: never[];
  /** In milliseconds. */
  executionTime: number;
  performanceMultiplier: number;
}

/** What {@link WASMRuntime.benchmarkPerformance} returns a promise of. */
export interface BenchmarkReport {
  results: {
    test: string;
    /** Such as `'0.123ms'`. */
    firstRunTime: string;
    secondRunTime: string;
    matchCount: number;
    /** Whether the second run was. */
    fromCache: boolean;
    /** Such as `'1.00x'`. */
    speedup: string;
    success: boolean;
  }[];
  /** 0 to 1. */
  successRate: number;
  metrics: RuntimeMetrics;
}

/**
 * The class of `src/booster/wasm-runtime.js` in a claude-flow project, under the names that its callers know. The
 * engine's regular expressions search for the patterns, on every backend. Results are remembered by the whole text and
 * the whole list of patterns, at most the last 500 and 32 MiB. Instances share nothing, and nothing is printed.
 *
 * @example
 * ```js
 * const runtime = new WASMRuntime();
 * const { results } = await runtime.acceleratedRegexMatch('eval(input)', [/eval\s*\(/g]);
 * results; // [{ pattern: 'eval\\s*\\(', matches: ['eval('], count: 1 }]
 * ```
 */
export class WASMRuntime {
  /** Whether {@link initialize} was called and has finished. */
  wasmInitialized: boolean;
  metrics: ScanMetrics;

  constructor();

  /**
   * There is nothing to load, so it may be called often, or never.
   *
   * @returns a promise of true, without any input or output, timer or import
   */
  initialize(): Promise<true>;

  /**
   * Searches for patterns. Everything is read when the call is made; the `lastIndex` of expressions is not read at all.
   *
   * @param content - the text
   * @param patterns - strings are compiled with `flags`, expressions keep their own; each starts at 0, also with `y`
   * @param flags - for the strings
   * @returns a promise; every error is a rejection. `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for a value of
   *   another type, `SyntaxError` for a bad pattern or bad flags
   * @defaultValue flags `'gi'`
   */
  acceleratedRegexMatch(content: string, patterns: readonly (string | RegExp)[], flags?: string): Promise<ScanResult>;

  /**
   * {@link acceleratedRegexMatch} with one pattern.
   *
   * @param content - the text
   * @param pattern - like one of the list
   * @param flags - for a string
   * @returns a promise of whether there is any match; errors as there
   */
  hasPattern(content: string, pattern: string | RegExp, flags?: string): Promise<boolean>;

  /**
   * The functions, classes and `for` statements of a source text, in the order of their keywords, from its tokens
   * alone. Any text has an outline.
   *
   * @param code - the text
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` if it is not a string
   */
  parseASTFast(code: string): Outline;

  /**
   * The outline of a file.
   *
   * @param file - its name and its text
   * @returns a promise that is never rejected; `error` says what is wrong
   */
  processFileFast(file: SourceFile): Promise<ProcessedFile>;

  /**
   * {@link processFileFast} for many files.
   *
   * @param files - all of them, read when the call is made
   * @returns a promise; `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` if it is not an array
   */
  batchProcessFiles(files: readonly SourceFile[]): Promise<BatchResult>;

  /**
   * Returns the code unchanged.
   *
   * @param code - any text
   * @returns a promise; `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` if it is not a string
   */
  optimizeCodeFast(code: string): Promise<OptimizedCode>;

  /** @returns counts, sizes and times; it can be written as JSON */
  getMetrics(): RuntimeMetrics;

  /** Runs three scans twice each, counted as all others. */
  benchmarkPerformance(): Promise<BenchmarkReport>;

  /** Forgets all that is remembered and counted; `wasmInitialized` stays. */
  reset(): void;
}
