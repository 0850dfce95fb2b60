import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { ANSWERS, stillAnswers } from '../support/contenders.js';
import { ALL_BACKENDS, BACKENDS, getStringOps, loadStringOps, loadStringOpsSync, root } from '../support/package.js';
import { failure, thrown } from '../support/outcomes.js';
import { wrongInputs } from '../support/wrong-values.js';

/** What a promise is rejected with; undefined if it is not. */
const rejection = (promise) =>
  promise.then(
    () => undefined,
    (error) => error,
  );

/** Both loaders must say the same about the same options. */
async function bothFail(options) {
  const error = thrown(() => loadStringOpsSync(options));
  expect(await rejection(loadStringOps(options))).toMatchObject({
    code: error?.code,
    message: error?.message,
  });
  return failure(() => {
    throw error;
  });
}

describe('without options', () => {
  it('gives null before anything was loaded', () => {
    expect(getStringOps()).toBeNull();
  });

  it('gives one instance, to everyone at once and later', async () => {
    const together = await Promise.all(Array.from({ length: 20 }, () => loadStringOps()));
    const all = new Set([...together, await loadStringOps(), await loadStringOps(undefined), loadStringOpsSync()]);
    expect(all.size).toBe(1);
    expect(getStringOps()).toBe(together[0]);
  });

  it('takes the first choice and falls back from nothing', async () => {
    const ops = await loadStringOps();
    expect(ops.backend).toBe('wasmtime');
    expect(ops.fallbackReason).toBeNull();
  });
});

describe('with options', () => {
  it('makes a new instance each time', async () => {
    const shared = await loadStringOps();
    const [a, b, c] = await Promise.all([loadStringOps({}), loadStringOps({}), loadStringOps({ backend: 'wasmtime' })]);
    expect(new Set([shared, a, b, c]).size).toBe(4);
  });

  it('remembers the instance loaded last', async () => {
    const shared = await loadStringOps();
    const own = await loadStringOps({});
    expect(getStringOps()).toBe(own);
    await rejection(loadStringOps({ backend: 'none' }));
    expect(getStringOps()).toBe(own);
    await loadStringOps();
    expect(getStringOps()).toBe(shared);
  });

  it.each(BACKENDS)('forces %s', async (backend) => {
    for (const ops of [await loadStringOps({ backend }), loadStringOpsSync({ backend })]) {
      expect(ops.backend).toBe(backend);
      expect(ops.fallbackReason).toBeNull();
      expect(stillAnswers(ops)).toEqual(ANSWERS);
    }
  });

  it('takes undefined for what was not given', async () => {
    const options = { backend: undefined, initialPages: undefined, maximumPages: undefined, log: undefined };
    expect(stillAnswers(await loadStringOps(options))).toEqual(ANSWERS);
  });

  it.each(BACKENDS)('takes all sizes there are on %s', async (backend) => {
    for (const sizes of [
      { initialPages: 256 },
      { initialPages: 257 },
      { initialPages: 1000, maximumPages: 1000 },
      { maximumPages: 256 },
      { maximumPages: 65536 },
    ]) {
      expect(stillAnswers(await loadStringOps({ backend, ...sizes })), JSON.stringify(sizes)).toEqual(ANSWERS);
    }
  });

  it('starts with as many pages as were asked for where the module runs, native with its own', async () => {
    const pages = ALL_BACKENDS.map(
      async (backend) => (await loadStringOps({ backend, initialPages: 512 })).memory.pages,
    );
    expect(await Promise.all(pages)).toEqual([512, 16, 512, 0]);
  });

  it('reads each option once, inherited ones too', async () => {
    const reads = [];
    const options = Object.create({
      get initialPages() {
        reads.push('initialPages');
        return 300;
      },
    });
    for (const [name, value] of Object.entries({ backend: 'native', maximumPages: 400, log: () => {} })) {
      Object.defineProperty(options, name, {
        enumerable: true,
        get() {
          reads.push(name);
          return value;
        },
      });
    }
    expect((await loadStringOps(options)).backend).toBe('native');
    expect(reads.sort()).toEqual(['backend', 'initialPages', 'log', 'maximumPages']);
  });

  it('passes on what a getter throws, as a rejection', async () => {
    const mine = new Error('mine');
    const options = {
      get log() {
        throw mine;
      },
    };
    expect(thrown(() => loadStringOpsSync(options))).toBe(mine);
    expect(await rejection(loadStringOps(options))).toBe(mine);
  });
});

describe('with a WebAssembly.Memory', () => {
  it('makes a new instance and leaves the memory alone', async () => {
    const memory = new WebAssembly.Memory({ initial: 256 });
    const ops = await loadStringOps(memory);
    expect(ops).not.toBe(await loadStringOps());
    expect(stillAnswers(ops)).toEqual(ANSWERS);
    expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
  });

  it.each([0, 1, 256, 257, 1000])('takes one of %i pages', async (initial) => {
    expect(stillAnswers(await loadStringOps(new WebAssembly.Memory({ initial })))).toEqual(ANSWERS);
  });

  it('takes a shared one', async () => {
    const memory = new WebAssembly.Memory({ initial: 300, maximum: 400, shared: true });
    expect(stillAnswers(await loadStringOps(memory))).toEqual(ANSWERS);
  });

  it('reads no options off it', async () => {
    const memory = Object.assign(new WebAssembly.Memory({ initial: 1 }), { backend: 'none' });
    expect((await loadStringOps(memory)).backend).toBe('wasmtime');
  });
});

describe('refuses', () => {
  const noObjects = wrongInputs.filter(
    ([name, value]) => value !== undefined && (typeof value !== 'object' || value === null || name === 'an array'),
  );

  it.each([...noObjects, ['a string', 'wasmtime', "type string ('wasmtime')"]])(
    '%s for options',
    async (_, value, received) => {
      expect(await bothFail(value)).toEqual({
        class: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
        message: `The "options" argument must be an object or a WebAssembly.Memory. Received ${received}`,
      });
    },
  );

  it('an unknown option, and lists those there are', async () => {
    const error = await bothFail({ backend: 'native', pages: 3 });
    expect(error).toMatchObject({ class: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
    expect(error.message).toBe(
      `The "options.pages" property is unknown; options are 'backend', 'initialPages', 'maximumPages', 'log'. Received type number (3)`,
    );
  });

  it('an unknown backend, and lists those there are', async () => {
    for (const backend of ['', 'wasm', 'WASMTIME', 'constructor']) {
      const error = await bothFail({ backend });
      expect(error).toMatchObject({ class: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
      expect(error.message).toContain(`'wasmtime', 'native', 'webassembly', 'javascript'`);
    }
  });

  const typed = [
    ['backend', 'a string', (value) => value !== undefined],
    ['initialPages', 'a number', (value) => value !== undefined && typeof value !== 'number'],
    ['maximumPages', 'a number', (value) => value !== undefined && typeof value !== 'number'],
    ['log', 'a function', (value) => value !== undefined && typeof value !== 'function'],
  ];

  describe.each(typed)('for %s', (option, expected, isWrong) => {
    it.each(wrongInputs.filter(([, value]) => isWrong(value)))('%s', async (_, value, received) => {
      expect(await bothFail({ [option]: value })).toEqual({
        class: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
        message: `The "options.${option}" property must be ${expected}. Received ${received}`,
      });
    });
  });

  it.each([
    ['initialPages', 255],
    ['initialPages', 0],
    ['initialPages', -1],
    ['initialPages', 256.5],
    ['initialPages', Number.NaN],
    ['initialPages', 65537],
    ['initialPages', Infinity],
    ['maximumPages', 255],
    ['maximumPages', 65537],
    ['maximumPages', 300.5],
  ])('%s of %d', async (option, value) => {
    const error = await bothFail({ [option]: value });
    expect(error).toMatchObject({ class: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
    expect(error.message).toContain(`"options.${option}"`);
    expect(error.message).toContain(`Received ${value}`);
  });

  it('a maximum below the initial size', async () => {
    const error = await bothFail({ initialPages: 300, maximumPages: 299 });
    expect(error).toMatchObject({ class: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
    expect(error.message).toContain('from 300 to 65536');
  });
});

describe('an instance', () => {
  it.each(BACKENDS)('has functions that need no this on %s', (backend) => {
    const { fastHash, fastCompare, fastSearch, debugLog } = loadStringOpsSync({ backend, log() {} });
    expect(stillAnswers({ fastHash, fastCompare, fastSearch })).toEqual(ANSWERS);
    debugLog(1);
  });

  it('does not let its backend and its reason be changed', () => {
    const ops = loadStringOpsSync({});
    expect(() => {
      ops.backend = 'other';
    }).toThrow(TypeError);
    expect(() => {
      ops.fallbackReason = new Error('x');
    }).toThrow(TypeError);
    expect(() => delete ops.backend).toThrow(TypeError);
  });

  it.each(BACKENDS)('sends what the module logs to log on %s', (backend) => {
    const logged = [];
    const ops = loadStringOpsSync({ backend, log: (...args) => logged.push(args) });
    for (const value of [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]) ops.debugLog(value);
    expect(logged).toEqual([[0], [1], [-1], [2 ** 31 - 1], [-(2 ** 31)]]);
  });

  it.each(BACKENDS)('ignores what log returns on %s', async (backend) => {
    const ops = loadStringOpsSync({ backend, log: async () => 'mine' });
    expect(ops.debugLog(1)).toBeUndefined();
  });
});

it('gives each worker instances of its own', async () => {
  const script = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { getStringOps, loadStringOpsSync } = require(workerData);
    const before = getStringOps();
    const ops = loadStringOpsSync();
    parentPort.postMessage([before, ops === loadStringOpsSync(), ops.fastHash('foobar')]);`;
  const worker = new Worker(script, { eval: true, workerData: root });
  const message = new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  expect(await message).toEqual([null, true, 0xbf9cf968]);
});
