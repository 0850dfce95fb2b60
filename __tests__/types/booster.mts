// Compiled, never run: the booster's class as TypeScript users see it.
import { WASMRuntime } from 'stringops-booster';
import type { BatchResult, OutlineNode, ProcessedFile, RuntimeMetrics, ScanResult } from 'stringops-booster';
import Default, { WASMRuntime as FromPath } from 'stringops-booster/src/booster/wasm-runtime.js';
import type { Outline } from 'stringops-booster/src/booster/wasm-runtime.js';

const runtime: FromPath = new WASMRuntime();
const same: typeof Default = WASMRuntime;
const ready: true = await runtime.initialize();

const patterns: readonly (string | RegExp)[] = ['a', /b/];
const { results, speedup }: ScanResult = await runtime.acceleratedRegexMatch('text', patterns, 'g');
const matches: string[] = results[0].matches;
const has: boolean = await runtime.hasPattern('text', /t/);
const multiplier: number = runtime.metrics.performanceMultiplier;

const { body }: Outline = runtime.parseASTFast('class A {}');
const names = body.map((node: OutlineNode) => (node.type === 'ForStatement' ? node.condition : node.name));
const file: ProcessedFile = await runtime.processFileFast({ name: 'a.js', content: '' });
const batch: BatchResult = await runtime.batchProcessFiles([{ name: 'a.js', content: '' }]);
const size: number | undefined = batch.results[0].ast?.body.length;

const { originalCode } = await runtime.optimizeCodeFast('code');
const rate: string = ((await runtime.benchmarkPerformance()).metrics satisfies RuntimeMetrics).cacheHitRate;
runtime.reset();

class Below extends Default {
  override async hasPattern(content: string, pattern: string | RegExp): Promise<boolean> {
    return super.hasPattern(content.normalize(), pattern);
  }
}

// @ts-expect-error: a list it must be
await runtime.acceleratedRegexMatch('text', 'a');
// @ts-expect-error: not bytes
runtime.parseASTFast(new Uint8Array());
// @ts-expect-error: without arguments
new WASMRuntime({});

export { Below, file, has, matches, multiplier, names, originalCode, rate, ready, same, size, speedup };
