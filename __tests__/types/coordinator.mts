// Compiled, never run: the coordinator as TypeScript users see it.
import { WASMRuntimeCoordinator } from 'stringops-booster';
import type {
  Capabilities,
  CoordinatorOptions,
  ErrorEvent,
  ExecuteResult,
  FallbackEvent,
  HealthReport,
  HeldText,
  LoadEvent,
  Method,
  PerformanceReport,
  StringOps,
} from 'stringops-booster';
import { WASMRuntimeCoordinator as FromPath } from 'stringops-booster/src/booster/wasm-runtime-coordinator.js';

const options: CoordinatorOptions = { metrics: true, backend: 'native', maximumPages: 1024 };
const coordinator: FromPath = new WASMRuntimeCoordinator(options);
await coordinator.initialize();
new WASMRuntimeCoordinator(new WebAssembly.Memory({ initial: 256 }));

const { result: hash, accelerated, method } = await coordinator.execute('stringOps', 'fastHash', 'text', 1);
const number: number = hash;
const flag: boolean = accelerated;
const word: Method = method;
const promised: ExecuteResult<number> = await coordinator.execute('stringOps', 'fastHashAsync', Buffer.from('x'));
const held: HeldText = (await coordinator.execute('stringOps', 'hold', 'text')).result;
const offsets: Uint32Array = (await coordinator.execute('stringOps', 'fastSearchAll', 'banana', 'an')).result;

coordinator
  .registerModule('mine', { f: (x: number) => x + 1 })
  .registerModule('lazy', async () => ({ g: () => 'text', close() {} }), {
    method: 'wasm',
    dispose: (module) => module.close(),
  })
  .registerModule('asked', () => ({ kind: 'native' as const, g() {} }), { method: ({ kind }) => kind });
const mine: number = (await coordinator.execute<number>('mine', 'f', 1)).result;
const ops: StringOps = await coordinator.loadModule('stringOps');
const maybe: StringOps | null = coordinator.getModule('stringOps');
const unloaded: boolean = await coordinator.unloadModule('mine');
const capabilities: Capabilities = coordinator.detectCapabilities();
const health: HealthReport = await coordinator.health();
const report: PerformanceReport = coordinator.performanceMonitor.getReport();
const table: string = coordinator.performanceMonitor.formatReport();
coordinator.performanceMonitor.reset();
await coordinator.dispose();

// @ts-expect-error: no such option
new WASMRuntimeCoordinator({ metric: true });
// @ts-expect-error: no such method
coordinator.registerModule('x', { f() {} }, { method: 'gpu' });
// @ts-expect-error: a path is not a loader
coordinator.registerModule('x', './x.js');
// @ts-expect-error: read-only
coordinator.performanceMonitor = coordinator.performanceMonitor;
// @ts-expect-error: the result may be null
coordinator.getModule('stringOps').fastHash('x');

declare const events: [LoadEvent, FallbackEvent, ErrorEvent];
export {
  capabilities,
  events,
  flag,
  health,
  held,
  maybe,
  mine,
  number,
  offsets,
  ops,
  promised,
  report,
  table,
  unloaded,
  word,
};
