import { closeSync, createReadStream, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inChild } from '../support/child.js';
import { BACKENDS, StringOpsFallback } from '../support/package.js';

// STRINGOPS_LARGE_FILE=2147483648 npx vitest run __tests__/unit/constant-memory.test.js
const SIZE = Number(process.env.STRINGOPS_LARGE_FILE ?? 300_000_000);

/** The most MiB that a process may take: for Node itself, an instance, and chunks not yet collected. */
const MOST = 200;

const NEEDLE = 'a needle of some length';

/** Where the match lies: at the border of a chunk, and at the end. */
const PLACES = [65_536 * 100 - 5, SIZE - NEEDLE.length];

/** FNV-1a of the file, using the fact that a zero byte is a multiplication by the prime. */
function expectedHash() {
  const zeros = (state, count) => {
    let power = 16_777_619n;
    let result = BigInt(state);
    for (let left = count; left > 0; left = Math.floor(left / 2)) {
      if (left % 2 === 1) result = BigInt.asUintN(32, result * power);
      power = BigInt.asUintN(32, power * power);
    }
    return Number(result);
  };
  const { fastHash } = new Proxy(new StringOpsFallback(), { get: (ops, key) => ops[key].bind(ops) });
  let state = 0x811c9dc5;
  let at = 0;
  for (const place of PLACES) {
    state = fastHash(NEEDLE, zeros(state, place - at));
    at = place + NEEDLE.length;
  }
  return state;
}

const directory = mkdtempSync(path.join(tmpdir(), 'stringops-'));
const file = path.join(directory, 'sparse');

beforeAll(async () => {
  const descriptor = openSync(file, 'w');
  ftruncateSync(descriptor, SIZE);
  for (const place of PLACES) writeSync(descriptor, NEEDLE, place);
  closeSync(descriptor);
  // The first reader of a sparse file waits for the system to create its pages.
  for await (const _ of createReadStream(file));
});

afterAll(() => rmSync(directory, { recursive: true }));

describe.each(BACKENDS)(`${SIZE} bytes on %s`, (backend) => {
  const run = (body) =>
    inChild(`
    const { createReadStream } = require('node:fs');
    const { pipeline } = require('node:stream/promises');
    const ops = pkg.loadStringOpsSync({ backend: '${backend}' });
    const read = (options) => createReadStream(${JSON.stringify(file)}, options);
    const start = performance.now();
    const value = await (async () => { ${body} })();
    const seconds = (performance.now() - start) / 1000;
    return { value, seconds, most: Math.round(process.resourceUsage().maxRSS / 1024) };
  `).value;

  it.each([
    ['hash', 'const hash = ops.hashStream(); await pipeline(read(), hash); return hash.digest();', expectedHash()],
    [
      'search',
      `const found = []; for await (const at of ops.searchStream(read(), '${NEEDLE}')) found.push(at); return found;`,
      PLACES,
    ],
  ])('%s in constant memory', (name, body, expected) => {
    const { value, seconds, most } = run(body);
    // eslint-disable-next-line no-console -- the figures are the purpose of running this
    console.log(
      `${backend} ${name}: ${seconds.toFixed(2)} s, ${(SIZE / seconds / 1e9).toFixed(2)} GB/s, ${most} MiB at most`,
    );
    expect(value).toEqual(expected);
    expect(most).toBeLessThan(MOST);
  });
});
