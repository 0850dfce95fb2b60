import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { inChild } from '../support/child.js';
import { ANSWERS } from '../support/contenders.js';
import { BACKENDS, root } from '../support/package.js';

const PRELUDE = `
  const { parentPort, workerData } = require('node:worker_threads');
  const pkg = require(${JSON.stringify(root)});
  const answers = (ops) => [ops.fastHash('foobar'), ops.fastCompare('apple', 'banana'), ops.fastSearch('héllo world', 'world')];
`;

/** Runs a script in a worker; gives its last message. */
function inWorker(body, workerData) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(PRELUDE + body, { eval: true, workerData });
    let message;
    worker.on('message', (value) => {
      message = value;
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve(message));
  });
}

describe.each(BACKENDS)('%s', (backend) => {
  it('works in many workers at once', async () => {
    const body = `
      const ops = pkg.loadStringOpsSync({ backend: workerData.backend });
      const text = String(workerData.i).repeat(5000);
      const first = ops.fastHash(text);
      let same = true;
      for (let n = 0; n < 300; n++) same &&= ops.fastHash(text) === first && ops.fastSearch(text + 'needle', 'needle') === text.length;
      parentPort.postMessage({ backend: ops.backend, same, answers: answers(ops) });
    `;
    const results = await Promise.all(Array.from({ length: 8 }, (_, i) => inWorker(body, { backend, i })));
    expect(results).toEqual(Array(8).fill({ backend, same: true, answers: ANSWERS }));
  });

  it('reads a buffer that other threads write to', async () => {
    const shared = new SharedArrayBuffer(100_000);
    const body = `
      const bytes = new Uint8Array(workerData.shared);
      const ops = pkg.loadStringOpsSync({ backend: workerData.backend });
      const results = [];
      for (let n = 0; n < 200; n++) {
        if (workerData.writer) bytes.fill(n);
        results.push(ops.fastHash(bytes), ops.fastCompare(bytes, bytes.subarray(1)), ops.fastSearch(bytes, Uint8Array.of(7, 8)));
      }
      const sane = results.every((value) => Number.isInteger(value) && value >= -1);
      parentPort.postMessage({ sane, answers: answers(ops) });
    `;
    const results = await Promise.all(
      [true, false, false].map((writer) => inWorker(body, { backend, shared, writer })),
    );
    expect(results).toEqual(Array(3).fill({ sane: true, answers: ANSWERS }));
  });
});

describe('workers', () => {
  it('each have instances of their own', async () => {
    const body = `
      const before = pkg.getStringOps();
      const ops = pkg.loadStringOpsSync();
      parentPort.postMessage({ before, same: ops === pkg.loadStringOpsSync(), answers: answers(ops) });
    `;
    expect(await inWorker(body)).toEqual({ before: null, same: true, answers: ANSWERS });
  });

  it('may come and go, in mid-call too', () => {
    const { value } = inChild(`
      const { Worker } = require('node:worker_threads');
      const script = ${JSON.stringify(`${PRELUDE}
        const ops = pkg.loadStringOpsSync();
        parentPort.postMessage('up');
        const text = 'x'.repeat(3e6);
        for (let n = 0; n < (workerData ? Infinity : 3); n++) ops.fastSearch(text, 'y');
      `)};
      for (let i = 0; i < 20; i++) {
        const worker = new Worker(script, { eval: true, workerData: i % 2 });
        await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
        if (i % 2) await worker.terminate();
        else await new Promise((resolve) => worker.once('exit', resolve));
      }
      return (await pkg.loadStringOps()).fastHash('foobar');
    `);
    expect(value).toBe(0xbf9cf968);
  });

  it('may be the first and only ones to load the addon', () => {
    const { value } = inChild(
      `
      const { Worker } = require('node:worker_threads');
      const worker = new Worker(${JSON.stringify(`require(${JSON.stringify(root)}).loadStringOpsSync().fastHash('x')`)}, { eval: true });
      await new Promise((resolve) => worker.once('exit', resolve));
      // The engine's own traps must still be caught after the addon's last thread is gone.
      const wasm = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 102, 0, 0, 10, 13, 1, 11, 0, 65, 128, 128, 128, 128, 4, 40, 2, 0, 11]);
      try { new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports.f(); return 'no trap'; }
      catch (error) { return error.message; }
    `,
    );
    expect(value).toBe('memory access out of bounds');
  });
});
