// Compiled, never run: what TypeScript users write, and what the compiler must refuse them.
import { loadStringOps, loadStringOpsSync, getStringOps, StringOpsWrapper, StringOpsFallback } from 'stringops-booster';
import type { BackendName, Input, LoadOptions, StringOperations, StringOps } from 'stringops-booster';
import { loadStringOps as fromFolder } from 'stringops-booster/modules/stringOps/index.js';
import { StringOpsWrapper as WrapperFromFolder } from 'stringops-booster/modules/stringOps/stringOps.wrapper.js';
import { StringOpsFallback as FallbackFromFolder } from 'stringops-booster/modules/stringOps/stringOps.fallback.js';

const options: LoadOptions = {
  backend: 'native',
  initialPages: 256,
  maximumPages: 1024,
  log: (value: number) => void value,
};
const ops: StringOps = await loadStringOps(options);
const same: StringOps = loadStringOpsSync(new WebAssembly.Memory({ initial: 256 }));
const last: StringOps | null = getStringOps();
const again: StringOps = await fromFolder();

const hash: number = ops.fastHash('text', ops.fastHash(Buffer.from('bytes')));
const order: -1 | 0 | 1 = ops.fastCompare('a', new Uint8Array(1));
const offset: number = ops.fastSearch('haystack', 'needle');
const name: BackendName = ops.backend;
const reason: Error | null = ops.fallbackReason;
const input: Input = 'either';
const anything: StringOperations[] = [ops, new StringOpsFallback(), new FallbackFromFolder({ maximumPages: 1 })];
declare const instance: WebAssembly.Instance;
const wrapper: StringOpsWrapper = new WrapperFromFolder(instance);

// @ts-expect-error: numbers are not coerced
ops.fastHash(1);
// @ts-expect-error: no such backend
await loadStringOps({ backend: 'gpu' });
// @ts-expect-error: read-only
ops.backend = 'native';
// @ts-expect-error: no such option
loadStringOpsSync({ pages: 1 });

export { again, anything, hash, input, last, name, offset, order, reason, same, wrapper };

// The rest of the API.
const all: Uint32Array = ops.fastSearchAll('banana', 'ana', { overlapping: true });
const hashes: Uint32Array = ops.fastHashMany(['a', new Uint8Array(1)]);
const digest: string = ops.createHash({ seed: 1 }).update('a').update(Buffer.from('b')).digest('hex');
const wide: bigint = ops.fastHash64('a', ops.fastHash64(Buffer.from('b')));
const digits: string = ops.fastHash64Hex('a', wide);
const wideHashes: BigUint64Array = ops.fastHashMany64(['a']);
const wideDigest: bigint = ops.createHash({ bits: 64, seed: 1n }).update('a').copy().digest();
const narrowDigest: number = ops.createHash({ bits: 32 }).copy().digest();
const streamed: bigint = ops.hashStream({ bits: 64, passThrough: true }).digest();
const widePromised: bigint = await ops.fastHashAsync('a', { bits: 64, seed: 1n });
// @ts-expect-error: the seed of a hash of 64 bits is a BigInt
ops.createHash({ bits: 64, seed: 1 });
// @ts-expect-error: and that of one of 32 bits a number
ops.createHash({ seed: 1n });
const held = ops.hold('text');
const heldHash: bigint = held.fastHash64();
const index: number = held.fastIndexOf('x') + ops.fastIndexOf('text', 'x', 1);
held.free();
const promised: number = await ops.fastHashAsync(new Uint8Array(1), { signal: new AbortController().signal });
for await (const at of ops.searchStream(['a', 'b'], 'ab')) void (at satisfies number);
// @ts-expect-error: no such option
ops.createHash({ start: 1 });

export { all, digest, digits, hashes, heldHash, index, narrowDigest, promised, streamed, wide, wideDigest, wideHashes };
export { widePromised };

// Modules of one's own.
import { loadWasm, loadWasmSync, WASMRuntimeCoordinator as Coordinator } from 'stringops-booster';
import type { WasmLimits, WasmModule, WasmOptions, WasmUsage } from 'stringops-booster';

const limits: WasmLimits = { deadline: 20, fuel: 1e6, maximumPages: 16, maximumBytes: 1024 };
const parser = await loadWasm<{ parse(code: string): string }>('./astParser.wasm', {
  functions: { parse: { parameters: ['string'], result: 'string' } },
  limits,
});
export const outline: string = parser.exports.parse('class A {}');
export const usage: WasmUsage = parser.usage();
export const untyped: WasmModule = loadWasmSync(new Uint8Array(8), {
  functions: { f: { parameters: [{ out: 'f64s' }] } },
});
export const anyResult: number = untyped.exports.whatever(1);
export const wasmOptions: WasmOptions = {
  imports: { env: { log() {} } },
  allocator: { alloc: 'malloc', free: 'free' },
};
new Coordinator().registerWasm('ast', new URL('file:///a.wasm'), wasmOptions).registerWasm('b', new ArrayBuffer(8));
// @ts-expect-error: numbers are not strings
parser.exports.parse(1);
class Host {
  log(value: number) {
    return value;
  }
}
loadWasmSync('a', { imports: { env: new Host() } });
// @ts-expect-error: imports are in objects
loadWasmSync('a', { imports: { env: 1 } });
// @ts-expect-error: a number is no module
loadWasmSync(5);
// @ts-expect-error: nor is a promise of one
loadWasmSync(WebAssembly.compile(new Uint8Array(8)));
loadWasmSync(new WebAssembly.Module(new Uint8Array(8)));
// @ts-expect-error: no such kind
loadWasmSync('a', { functions: { f: { parameters: ['text'] } } });
// @ts-expect-error: the type has no such function
await loadWasm<{ parse(code: string): string }>('a', { functions: { pars: { parameters: ['string'] } } });
