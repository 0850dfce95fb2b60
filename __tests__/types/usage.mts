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
const held = ops.hold('text');
const index: number = held.fastIndexOf('x') + ops.fastIndexOf('text', 'x', 1);
held.free();
const promised: number = await ops.fastHashAsync(new Uint8Array(1), { signal: new AbortController().signal });
for await (const at of ops.searchStream(['a', 'b'], 'ab')) void (at satisfies number);
// @ts-expect-error: no such option
ops.createHash({ start: 1 });

export { all, digest, hashes, index, promised };
