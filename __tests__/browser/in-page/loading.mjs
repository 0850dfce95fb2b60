// Loading when nothing goes wrong: what is shared, what options do, what is refused.
import { describe, expect, it } from 'vitest';
import * as stringops from '../../../dist/browser/index.mjs';
import { ANSWERS, stillAnswers } from './support.mjs';

const { loadStringOps, loadStringOpsSync, getStringOps, loadWasm, loadWasmSync } = stringops;
const WASM = '/modules/stringOps/stringOps.wasm';

async function failure(call) {
  try {
    await call();
  } catch (error) {
    return `${error.constructor.name} ${error.code}: ${error.message}`;
  }
  return undefined;
}

describe('loadStringOps', () => {
  it('shares one instance among all who ask without options', async () => {
    const [a, b] = await Promise.all([loadStringOps(), loadStringOps()]);
    expect(a).toBe(b);
    expect(await loadStringOps()).toBe(a);
    expect(loadStringOpsSync()).toBe(a);
    expect(getStringOps()).toBe(a);
    expect(a.backend).toBe('webassembly');
    const own = await loadStringOps({});
    expect(own).not.toBe(a);
    expect(getStringOps()).toBe(own);
  });

  it('takes a memory for its size', async () => {
    const ops = await loadStringOps(new WebAssembly.Memory({ initial: 300 }));
    expect(ops.memory.pages).toBe(300);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it.each(['wasmtime', 'native'])('fails for %s', async (backend) => {
    const sync = await failure(() => loadStringOpsSync({ backend }));
    expect(await failure(() => loadStringOps({ backend }))).toBe(sync);
    expect(sync).toMatch(/^Error ERR_STRINGOPS_BACKEND: /);
    expect(sync).toContain(`The "${backend}" backend is unavailable: A browser loads no addons`);
    expect(await loadStringOps({ backend }).catch((error) => error.backend)).toBe(backend);
  });

  it.each([
    [{ backend: 'gpu' }, 'TypeError ERR_INVALID_ARG_VALUE: The "options.backend" property must be one of'],
    [{ bakend: 'javascript' }, 'TypeError ERR_INVALID_ARG_VALUE: The "options.bakend" property is unknown'],
    [{ maximumPages: 1 }, 'RangeError ERR_OUT_OF_RANGE: The value of "options.maximumPages"'],
    [{ log: 1 }, 'TypeError ERR_INVALID_ARG_TYPE: The "options.log" property must be a function'],
    [{ wasm: 1 }, 'TypeError ERR_INVALID_ARG_TYPE: The "options.wasm" property must be a URL'],
    [{ wasm: null }, 'TypeError ERR_INVALID_ARG_TYPE: The "options.wasm" property must be a URL'],
    [{ wasm: {} }, 'TypeError ERR_INVALID_ARG_TYPE: The "options.wasm" property must be a URL'],
    [1, 'TypeError ERR_INVALID_ARG_TYPE: The "options" argument must be an object or a WebAssembly.Memory'],
  ])('refuses %o, at once and as a rejection', async (options, message) => {
    const rejected = await failure(() => loadStringOps(options));
    expect(rejected).toContain(message);
    expect(await failure(() => loadStringOpsSync(options))).toBe(rejected);
  });
});

describe('the wasm option', () => {
  const places = {
    'a relative URL': () => `..${WASM}`,
    'an absolute URL': () => new URL(WASM, location.href).href,
    'a URL object': () => new URL(WASM, location.href),
    'a Response': () => fetch(WASM).then((response) => response),
    'a promise of a Response': () => fetch(WASM),
    'an ArrayBuffer': async () => (await fetch(WASM)).arrayBuffer(),
    'a Uint8Array': async () => new Uint8Array(await (await fetch(WASM)).arrayBuffer()),
    'a DataView': async () => new DataView(await (await fetch(WASM)).arrayBuffer()),
    'a module': () => WebAssembly.compileStreaming(fetch(WASM)),
    'a module of another realm': async () => {
      const { contentWindow } = document.body.appendChild(document.createElement('iframe'));
      return contentWindow.WebAssembly.compile(await (await fetch(WASM)).arrayBuffer());
    },
  };

  it.each(Object.keys(places))('may be %s', async (name) => {
    const wasm = name.startsWith('a promise') ? places[name]() : await places[name]();
    const ops = await loadStringOps({ wasm });
    expect(ops.fallbackReason?.message).toBe(undefined);
    expect(ops.backend).toBe('webassembly');
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it.each([
    ['a URL of nothing', '/nothing.wasm', /\/nothing\.wasm was answered with status 404$/],
    [
      'a URL of something else',
      '/README.md',
      /served as application\/octet-stream, gives no module: .*expected magic word/,
    ],
    [
      'a URL of nobody',
      'http://127.0.0.1:1/',
      /^The "webassembly" backend .*http:\/\/127\.0\.0\.1:1\/ cannot be fetched: Failed to fetch$/,
    ],
    ['a malformed URL', 'http://[', /cannot be fetched: .*URL/],
    ['no module', new Uint8Array(8), /expected magic word/],
    [
      'a module of something else',
      Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0),
      /does not export 'fastHash', 'fastCompare'/,
    ],
    [
      'a promise of something else',
      Promise.resolve(1),
      /must be a promise of a Response\. Received type number \(1\)$/,
    ],
  ])('as %s is a reason to fall back', async (_, wasm, message) => {
    const ops = await loadStringOps({ wasm });
    expect(ops.backend).toBe('javascript');
    expect(ops.fallbackReason.errors[0].message).toMatch(message);
    expect(ops.fallbackReason.code).toBe('ERR_STRINGOPS_BACKEND');
    expect(ops.fallbackReason.errors[0].backend).toBe('webassembly');
    expect(ops.fallbackReason.cause).toBe(ops.fallbackReason.errors[0]);
    expect(ops.fallbackReason.cause.cause).toBeInstanceOf(Error);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
    expect(await failure(() => loadStringOps({ wasm, backend: 'webassembly' }))).toMatch(
      /^Error ERR_STRINGOPS_BACKEND: /,
    );
  });

  it('lets the sync load have bytes and modules', async () => {
    const bytes = await (await fetch(WASM)).arrayBuffer();
    for (const wasm of [bytes, new Uint8Array(bytes), await WebAssembly.compile(bytes)]) {
      expect(stillAnswers(loadStringOpsSync({ wasm }))).toEqual(ANSWERS);
    }
    expect(await failure(() => loadStringOpsSync({ wasm: WASM }))).toMatch(
      /^Error ERR_STRINGOPS_BACKEND: .*await loadStringOps\(\)/,
    );
    expect(await failure(() => loadStringOpsSync({ wasm: new Uint8Array(8) }))).toMatch(
      /^Error ERR_STRINGOPS_BACKEND: .*magic word/,
    );
  });
});

describe('a module worker', () => {
  it('has the package, too', async () => {
    const script = `
      // By its URL, as a worker has no import map.
      import { loadStringOps } from '${location.origin}/dist/browser/index.mjs';
      const ops = await loadStringOps();
      const offset = await ops.fastSearchAsync('h\u00e9llo world', 'world');
      postMessage({ backend: ops.backend, answers: [ops.fastHash('foobar'), ops.fastCompare('apple', 'banana'), offset] });`;
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const worker = new Worker(url, { type: 'module' });
    const answer = await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
    });
    worker.terminate();
    expect(answer).toEqual({ backend: 'webassembly', answers: ANSWERS });
  });
});

describe('loadWasm', () => {
  const url = '/examples/wasm/astParser.wasm';
  const options = { functions: { parse: { parameters: ['string'], result: 'string' } }, limits: { fuel: 5000 } };
  const outline = '[{"kind":"class","name":"Ä","line":1,"depth":0}]';

  it('loads from a URL, from bytes and from a compiled module', async () => {
    for (const source of [url, new URL(url, location.href)]) {
      expect((await loadWasm(source, options)).exports.parse('class Ä {}')).toBe(outline);
    }
    const bytes = await (await fetch(url)).arrayBuffer();
    const { functions } = options;
    expect(loadWasmSync(bytes, options).exports.parse('class Ä {}')).toBe(outline);
    expect(loadWasmSync(await WebAssembly.compile(bytes), { functions }).exports.parse('class Ä {}')).toBe(outline);
    expect(await failure(() => loadWasmSync(url))).toMatch(
      /^TypeError ERR_INVALID_ARG_VALUE: The "source" argument must be bytes/,
    );
    expect(await failure(() => loadWasm('/no-such.wasm'))).toMatch(
      /^Error ERR_STRINGOPS_BACKEND: .* was answered with 404/,
    );
  });

  it('stops a call, and goes on', async () => {
    for (const limits of [{ fuel: 5000 }, { deadline: 20 }]) {
      const { exports } = await loadWasm(url, { ...options, limits });
      const long = 'function f() {}\n'.repeat(limits.fuel ? 1000 : 2_000_000);
      expect(await failure(() => exports.parse(long))).toMatch(
        /^Error ERR_STRINGOPS_WASM_(FUEL|DEADLINE): The module was stopped/,
      );
      expect(exports.parse('class Ä {}')).toBe(outline);
    }
  });
});
