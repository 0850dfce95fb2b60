import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { root } from '../support/package.js';

// The address space of the child is limited for real, by the shell that starts it. (No executable memory
// at all is provoked in __tests__/rust/host_faults.rs, which can make the system call it takes.)

/**
 * @param {number} kibibytes
 * @param {string} script
 */
function underAddressSpaceLimit(kibibytes, script) {
  const command = `ulimit -v ${kibibytes} && exec "$0" -e "$1"`;
  const environment = Object.entries(process.env).filter(
    ([name]) => !/^(STRINGOPS_|DISABLE_WASM$|NODE_OPTIONS$|VITEST)/.test(name),
  );
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, script], {
    cwd: root,
    env: Object.fromEntries(environment),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the child ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

const canLimit = process.platform === 'linux';

describe.skipIf(!canLimit)('with little address space', () => {
  it('a memory that cannot be reserved leaves the native backend, with the reason', () => {
    const result = underAddressSpaceLimit(
      3_000_000,
      `const warnings = [];
       process.on('warning', (warning) => warnings.push(warning.code));
       const { loadStringOpsSync } = require('.');
       const ops = loadStringOpsSync({ initialPages: 65536 });
       const chain = [];
       for (let error = ops.fallbackReason; error; error = error.cause) chain.push(error.message);
       setImmediate(() => console.log(JSON.stringify({
         backend: ops.backend, chain, warnings, hash: ops.fastHash(Buffer.from('foobar')),
       })));`,
    );
    expect(result).toMatchObject({ backend: 'native', hash: 0xbf9cf968, warnings: ['STRINGOPS_FALLBACK'] });
    expect(result.chain.join('\n')).toMatch(/wasmtime[^]*memory/);
  });

  it('a forced backend that cannot be had rejects', () => {
    const result = underAddressSpaceLimit(
      3_000_000,
      `require('.').loadStringOps({ backend: 'wasmtime', initialPages: 65536 }).then(
         () => console.log('null'),
         (error) => console.log(JSON.stringify({ code: error.code, backend: error.backend, cause: error.cause.message })),
       );`,
    );
    expect(result).toEqual({
      code: 'ERR_STRINGOPS_BACKEND',
      backend: 'wasmtime',
      cause: expect.stringMatching(/memory/),
    });
  });

  it.each(['wasmtime', 'native'])('%s says what it needed, and goes on', (backend) => {
    // Buffers take the address space until there is none left; one is given back for Node to go on with, at once: by
    // chance it would have no more than a few kilobytes left otherwise.
    const result = underAddressSpaceLimit(
      3_000_000,
      `const ops = require('.').loadStringOpsSync({ backend: '${backend}' });
       require('node:v8').setFlagsFromString('--expose-gc');
       const gc = require('node:vm').runInNewContext('gc');
       const text = 'x'.repeat(1e8) + 'y';
       text.charCodeAt(0);
       const results = [ops.fastHash('foobar'.repeat(50))];
       const buffers = [];
       try {
         for (;;) buffers.push(new ArrayBuffer(32 << 20));
       } catch {
         buffers.pop();
         gc();
         gc();
       }
       try {
         results.push(ops.fastHash(text));
       } catch (error) {
         results.push([error.name, error.code, error.needed > 1e8, error.cause?.message]);
       }
       results.push(ops.fastHash('foobar'.repeat(50)));
       console.log(JSON.stringify(results));`,
    );
    expect(result[2]).toBe(result[0]);
    expect(result[1]).toEqual(['RangeError', 'ERR_STRINGOPS_MEMORY', true, expect.stringMatching(/system refused/i)]);
  });

  it.each([
    ['wasmtime', 3_000_000, 'new ArrayBuffer(16 << 20)'],
    ['native', 3_000_000, 'new ArrayBuffer(16 << 20)'],
    ['webassembly', 80_000_000, 'new WebAssembly.Memory({ initial: 1, maximum: 65536 })'],
    ['javascript', 3_000_000, 'new ArrayBuffer(16 << 20)'],
  ])('%s says what a text to hold needed, and goes on', { timeout: 60_000 }, (backend, kibibytes, taken) => {
    const result = underAddressSpaceLimit(
      kibibytes,
      `const ops = require('.').loadStringOpsSync({ backend: '${backend}' });
       const text = Buffer.alloc(24 << 20, 'x');
       const results = [ops.fastHash('foobar'.repeat(50))];
       const all = [];
       try {
         for (;;) all.push(${taken});
       } catch {
         // Taken.
       }
       try {
         results.push(ops.hold(text).byteLength);
       } catch (error) {
         results.push([error.name, error.code, error.needed, error.limit, error.cause.message]);
       }
       results.push(ops.fastHash('foobar'.repeat(50)), ops.memory.heldBytes);
       console.log(JSON.stringify(results));`,
    );
    const needed = expect.closeTo((24 << 20) + 65536, -4);
    expect(result[1]).toEqual([
      'RangeError',
      'ERR_STRINGOPS_MEMORY',
      needed,
      65536 * 65536,
      expect.stringMatching(/memory|allocation failed/i),
    ]);
    expect(result.slice(2)).toEqual([result[0], 0]);
  });

  it.each([
    ['wasmtime', ['fastHashAsync(text)', "fastSearchAsync(text, 'x')"]],
    [
      'javascript',
      [
        'fastHashAsync(text)',
        "fastSearch(text, Buffer.from('xyz'))",
        "fastIndexOf(text, Buffer.from('xyz'), 3)",
        "fastSearchAll(text, Buffer.from('xyz'))",
        "fastCount(text, Buffer.from('xyz'))",
        "hold(text).fastSearch(Buffer.from('xyz'))",
      ],
    ],
  ])('%s says what a text to encode needed, and goes on', { timeout: 60_000 }, (backend, calls) => {
    const result = underAddressSpaceLimit(
      3_000_000,
      `const ops = require('.').loadStringOpsSync({ backend: '${backend}' });
       const text = 'é'.repeat(3e7);
       text.charCodeAt(0);
       const buffers = [];
       try {
         for (;;) buffers.push(new ArrayBuffer(32 << 20));
       } catch {
         // There is no room for another one.
       }
       (async () => {
         const results = [];
         for (const call of [${calls.map((call) => `() => ops.${call}`).join()}]) {
           results.push(await (async () => call())().catch((error) => [error.name, error.code, error.needed > 6e7, error.cause instanceof RangeError]));
         }
         console.log(JSON.stringify([buffers.length > 1, ops.fastHash('foobar'), results]));
       })();`,
    );
    expect(result).toEqual([true, 0xbf9cf968, calls.map(() => ['RangeError', 'ERR_STRINGOPS_MEMORY', true, true])]);
  });
});
