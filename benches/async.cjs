'use strict';

// node benches/async.cjs: what fastHashAsync costs the event loop, beside fastHash, for 256 MB of bytes.
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { loadStringOpsSync } = require('..');

const SIZE = 256 << 20;

async function main() {
  for (const [kind, buffer] of [
    ['bytes', new ArrayBuffer(SIZE)],
    ['shared bytes', new SharedArrayBuffer(SIZE)],
  ]) {
    const bytes = new Uint8Array(buffer).fill(0x61);
    for (const backend of ['wasmtime', 'native', 'webassembly', 'javascript']) {
      const ops = loadStringOpsSync({ backend });
      const time = (call) => {
        const start = performance.now();
        const value = call();
        return [performance.now() - start, value];
      };
      const [sync, hash] = time(() => ops.fastHash(bytes));
      await ops.fastHashAsync(bytes.subarray(0, 1 << 22));
      const start = performance.now();
      const [copy, promise] = time(() => ops.fastHashAsync(bytes));
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      if ((await promise) !== hash) throw new Error('the contenders disagree');
      delay.disable();
      const all = performance.now() - start;
      console.log(
        `${kind}, ${backend}: fastHash blocks ${sync.toFixed(0)} ms; fastHashAsync ${copy.toFixed(0)} ms (the copy), done after ${all.toFixed(0)} ms, longest wait of the event loop meanwhile ${(delay.max / 1e6).toFixed(1)} ms`,
      );
    }
  }
}
main();
