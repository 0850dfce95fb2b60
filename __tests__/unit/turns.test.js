import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { inChild, node } from '../support/child.js';
import { BACKENDS, loadStringOpsSync, root } from '../support/package.js';

// Promises of the backends that work in slices settle whatever has become of timers and clocks.

const IN_SLICES = BACKENDS.filter((backend) => ['webassembly', 'javascript'].includes(backend));

it.skipIf(IN_SLICES.length > 0)('no backend under test works in slices', () => {});

/** Long enough for many slices. */
const LENGTH = 5_000_000;

const LOAD = `const pkg = require(${JSON.stringify(root)});`;

/** In a child: all kinds of promises at once, and one more when those have settled. */
const PROMISES = `
  const text = 'x'.repeat(${LENGTH}) + 'y';
  const settle = () => Promise.all([
    ops.fastHashAsync(text), ops.fastHashAsync('foobar'), ops.fastSearchAsync(text, 'y'), ops.fastSearchAsync('ab', 'c'),
  ]);
  const isRight = ([long, short, found, missing]) =>
    long === ops.fastHash(text) && short === 0xbf9cf968 && found === ${LENGTH} && missing === -1;
`;

/** Whether the event loop was kept alive until the promises settled: otherwise nothing is printed. */
function settles(before, after, backend, hold = '') {
  const body = `
    const ops = pkg.loadStringOpsSync({ backend: '${backend}' });
    ${PROMISES}
    ${after}
    return [isRight(await settle()), isRight(await settle())${hold}];`;
  const preload = `
    ${before}
    const pkg = require(${JSON.stringify(root)});
    (async () => { ${body} })().then((value) => console.log(JSON.stringify(value)));`;
  const { status, stdout, stderr } = node(['-e', preload]);
  return { status, stdout: stdout.trim(), stderr };
}

const SETTLED = { status: 0, stdout: '[true,true]', stderr: '' };

describe.each(IN_SLICES)('on %s, promises settle', (backend) => {
  it.each([
    ['is replaced by one that never fires', 'globalThis.setImmediate = () => {};'],
    ['throws', "globalThis.setImmediate = () => { throw new Error('not here'); };"],
    ['is gone', 'delete globalThis.setImmediate;'],
  ])('if setImmediate %s after the package has loaded', (_, after) => {
    expect(settles('', after, backend)).toEqual(SETTLED);
  });

  it.each([
    ['setImmediate throws', "globalThis.setImmediate = () => { throw new Error('not here'); };"],
    ['there is no setImmediate', 'delete globalThis.setImmediate;'],
    [
      'there is neither setImmediate nor MessageChannel',
      'delete globalThis.setImmediate; delete globalThis.MessageChannel;',
    ],
    [
      'MessageChannel throws',
      "delete globalThis.setImmediate; globalThis.MessageChannel = class { constructor() { throw new Error('no'); } };",
    ],
    [
      'there are no timers at all',
      "for (const name of ['setImmediate', 'MessageChannel', 'setTimeout', 'performance']) delete globalThis[name];",
    ],
    [
      'all timers are fakes as those of Sinon, vitest and jest',
      "for (const name of ['setImmediate', 'setTimeout']) globalThis[name] = Object.assign(() => {}, { clock: {} });",
    ],
    [
      'there is no setImmediate nor MessageChannel, and setTimeout is a legacy fake of jest',
      `delete globalThis.setImmediate; delete globalThis.MessageChannel;
       globalThis.setTimeout = Object.assign(() => {}, { _isMockFunction: true });`,
    ],
    ['setImmediate calls back at once', 'globalThis.setImmediate = (callback) => { callback(); };'],
  ])('where %s', (_, before) => {
    expect(settles(before, '', backend)).toEqual(SETTLED);
  });

  it.each([
    ['', LOAD, ''],
    [' that are older than the package', '', LOAD],
  ])('under fake timers of node:test%s', (_, before, after) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'stringops-turns-'));
    try {
      const file = path.join(folder, 'fake.test.cjs');
      writeFileSync(
        file,
        `const { test, mock } = require('node:test');
         const assert = require('node:assert');
         ${before}
         test('settles', async () => {
           mock.timers.enable();
           ${after}
           const ops = pkg.loadStringOpsSync({ backend: '${backend}' });
           ${PROMISES}
           assert(isRight(await settle()));
         });`,
      );
      const { status, stdout } = node([file]);
      expect(status, stdout).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('and let the event loop have its turns, although the clock stands still', () => {
    const { value } = inChild(
      `const ops = pkg.loadStringOpsSync({ backend: '${backend}' });
       const real = setImmediate;
       let turns = 0, isOver = false;
       const count = () => { turns++; if (!isOver) real(count); };
       real(count);
       await ops.fastHashAsync('x'.repeat(100 << 18));
       isOver = true;
       return turns;`,
      { flags: ['--require', frozenClock()] },
    );
    expect(value).toBeGreaterThan(2);
  });

  describe('under fake timers of this test runner', () => {
    afterEach(() => vi.useRealTimers());

    it('of every kind', async () => {
      vi.useFakeTimers({
        toFake: ['setImmediate', 'setTimeout', 'setInterval', 'Date', 'performance', 'queueMicrotask'],
      });
      const ops = loadStringOpsSync({ backend });
      const text = 'x'.repeat(LENGTH);
      expect(await ops.fastHashAsync(text)).toBe(ops.fastHash(text));
      expect(await ops.fastSearchAsync(text, 'y')).toBe(-1);
    });
  });
});

let clock;
afterAll(() => clock && rmSync(path.dirname(clock), { recursive: true }));

/** A file that stops the clock before the package loads. */
function frozenClock() {
  clock ??= path.join(mkdtempSync(path.join(tmpdir(), 'stringops-clock-')), 'frozen.cjs');
  writeFileSync(clock, 'Date.now = () => 1;\n');
  return clock;
}
