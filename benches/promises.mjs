// How long fastHashAsync blocks the event loop, compared with fastHash, for 256 MB of bytes: npm run bench -- promises
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const { loadStringOpsSync } = createRequire(import.meta.url)('..');
const SIZE = 256 << 20;

/** @returns {Promise<string[][]>} head first */
export async function measure() {
  const lines = [
    ['ms', '`fastHash` blocks', '`fastHashAsync` blocks (the copy)', 'done after', 'longest wait meanwhile'],
  ];
  for (const [kind, buffer] of /** @type {const} */ ([
    ['bytes', new ArrayBuffer(SIZE)],
    ['shared bytes', new SharedArrayBuffer(SIZE)],
  ])) {
    const bytes = new Uint8Array(buffer).fill(0x61);
    for (const backend of ['wasmtime', 'native', 'webassembly', 'javascript']) {
      const ops = loadStringOpsSync({ backend });
      const called = performance.now();
      const hash = ops.fastHash(bytes);
      const blocked = performance.now() - called;
      await ops.fastHashAsync(bytes.subarray(0, 1 << 22));
      const start = performance.now();
      const promise = ops.fastHashAsync(bytes);
      const copied = performance.now() - start;
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      assert.equal(await promise, hash);
      delay.disable();
      const took = [blocked, copied, performance.now() - start, delay.max / 1e6].map((ms) =>
        ms.toFixed(ms < 10 ? 1 : 0),
      );
      lines.push([`${backend}, ${kind}`, ...took]);
    }
  }
  return lines;
}
