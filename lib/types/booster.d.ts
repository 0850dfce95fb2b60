/**
 * The booster of a claude-flow project: patterns looked for in texts, and outlines of source code, each remembered.
 */

/** One pattern that matched. */
export interface PatternMatches {
  /** The string itself, or the `source` of the expression. */
  pattern: string;
  /** With `g` what `String.prototype.match` gives, empty matches included; else the whole match alone. */
  matches: string[];
  count: number;
}

/** What {@link WASMRuntime.acceleratedRegexMatch} gives; it is the caller's to change. */
export interface ScanResult {
  /** One for each pattern that matched, in the order of the list. */
  results: PatternMatches[];
  totalMatches: number;
  patternsMatched: number;
  patternsTotal: number;
  /** In milliseconds: of the scan, or of fetching what it found. */
  executionTime: number;
  /** 1 for a scan; otherwise how many times longer the scan took than fetching. */
  speedup: number;
  fromCache: boolean;
}

/** Counts and times of one {@link WASMRuntime}, as they stand. */
export interface ScanMetrics {
  /** Scans that were run. */
  readonly totalExecutions: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
  /** Of a scan, in milliseconds. */
  readonly averageExecutionTime: number;
  /** What all calls would have taken without the cache, in terms of what they took. Always finite; 1 at first. */
  readonly performanceMultiplier: number;
}

/** What {@link WASMRuntime.getMetrics} gives. */
export interface RuntimeMetrics {
  /** What looks for the patterns. */
  engine: string;
  /** Patterns that are compiled. */
  patternsCached: number;
  /** Scans that were run. */
  totalExecutions: number;
  cacheHits: number;
  cacheMisses: number;
  /** Such as `'33.3%'`. */
  cacheHitRate: string;
  /** Of a scan, such as `'0.123ms'`. */
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

/** A part of an {@link Outline}. What is empty or `null` is so always. */
export type OutlineNode =
  | { type: 'FunctionDeclaration'; name: string; params: never[]; body: never[] }
  | { type: 'ClassDeclaration'; name: string; methods: never[] }
  | { type: 'ForStatement'; condition: null; body: never[] };

/** What {@link WASMRuntime.parseASTFast} gives. */
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

/** What {@link WASMRuntime.processFileFast} gives: an outline, or why there is none. */
export interface ProcessedFile {
  name: string;
  /** In UTF-16 units; 0 without content. */
  size: number;
  ast?: Outline;
  error?: string;
  /** In milliseconds. */
  processingTime: number;
}

/** What {@link WASMRuntime.batchProcessFiles} gives. */
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

/** What {@link WASMRuntime.optimizeCodeFast} gives. */
export interface OptimizedCode {
  originalCode: string;
  /** The same. */
  optimizedCode: string;
  optimizations: never[];
  /** In milliseconds. */
  executionTime: number;
  performanceMultiplier: number;
}

/** What {@link WASMRuntime.benchmarkPerformance} gives. */
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
 * The class of `src/booster/wasm-runtime.js` in a claude-flow project, by the names that its callers know. Regular
 * expressions of the engine look for the patterns, on every backend; results are remembered by the whole text and the
 * whole list of patterns, the last 500 of them and 32 MiB at most. Instances share nothing, and nothing is printed.
 *
 * @example
 * ```js
 * const runtime = new WASMRuntime();
 * const { results } = await runtime.acceleratedRegexMatch('eval(input)', [/eval\s*\(/g]);
 * results; // [{ pattern: 'eval\\s*\\(', matches: ['eval('], count: 1 }]
 * ```
 */
export class WASMRuntime {
  /** Whether {@link initialize} was called, and is done. */
  wasmInitialized: boolean;
  metrics: ScanMetrics;

  constructor();

  /**
   * There is nothing to load: it may be called often, or never.
   *
   * @returns a promise of true, without any input or output, timer or import
   */
  initialize(): Promise<true>;

  /**
   * Looks for patterns. Everything is read when the call is made, `lastIndex` of expressions not at all.
   *
   * @param content - the text
   * @param patterns - strings are compiled with `flags`, expressions keep theirs; each starts at 0, also with `y`
   * @param flags - of the strings
   * @returns a promise; every error is a rejection. `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for anything of
   *   another type, `SyntaxError` for a bad pattern or bad flags
   * @defaultValue flags `'gi'`
   */
  acceleratedRegexMatch(content: string, patterns: readonly (string | RegExp)[], flags?: string): Promise<ScanResult>;

  /**
   * {@link acceleratedRegexMatch} with one pattern.
   *
   * @param content - the text
   * @param pattern - as one of the list
   * @param flags - of a string
   * @returns a promise of whether there is any match; errors as there
   */
  hasPattern(content: string, pattern: string | RegExp, flags?: string): Promise<boolean>;

  /**
   * The functions, classes and `for` statements of a source text, in the order of their keywords, from its tokens alone.
   * Any text has an outline.
   *
   * @param code - the text
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` if it is no string
   */
  parseASTFast(code: string): Outline;

  /**
   * The outline of a file.
   *
   * @param file - its name and its text
   * @returns a promise that is never rejected: what is wrong is in `error`
   */
  processFileFast(file: SourceFile): Promise<ProcessedFile>;

  /**
   * {@link processFileFast} of many.
   *
   * @param files - all of them, read when the call is made
   * @returns a promise; `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` if it is no array
   */
  batchProcessFiles(files: readonly SourceFile[]): Promise<BatchResult>;

  /**
   * Gives the code back as it is.
   *
   * @param code - any text
   * @returns a promise; `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` if it is no string
   */
  optimizeCodeFast(code: string): Promise<OptimizedCode>;

  /** @returns counts, sizes and times; it can be written as JSON */
  getMetrics(): RuntimeMetrics;

  /** Runs three scans twice each, counted as all others. */
  benchmarkPerformance(): Promise<BenchmarkReport>;

  /** Forgets all that is remembered and counted; `wasmInitialized` stays. */
  reset(): void;
}
