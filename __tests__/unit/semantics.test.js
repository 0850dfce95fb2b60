import { describe, expect, it } from 'vitest';
import { blocksOf, prepare } from '../support/documents.js';
import { BACKENDS, loadStringOpsSync, requireHere } from '../support/package.js';

// docs/SEMANTICS.md: each line of its examples, on each backend. A line that says nothing checkable is an error, so
// that the document cannot say more than was run. Most examples are short, and an instance settles what is short in
// JavaScript; so they are run a second time on the backends themselves.
const blocks = blocksOf('docs/SEMANTICS.md').map((block) => ({ ...block, example: prepare(block, { strict: true }) }));

async function listOf(iterable) {
  const list = [];
  for await (const item of iterable) list.push(item);
  return list;
}

it('each block checks something', () => {
  expect(blocks.filter(({ example }) => example.checks === 0)).toEqual([]);
  expect(blocks.length).toBeGreaterThan(20);
});

const { createAddon } = requireHere('../../lib/backends/addon/addon.js');
const { ownModule } = requireHere('../../lib/backends/webassembly/own-module.js');
const { createWebAssembly } = requireHere('../../lib/backends/webassembly/webassembly.js');
const { StringOps } = requireHere('../../lib/instance/string-ops.js');

const KERNELS = {
  wasmtime: (wishes) => createAddon('wasmtime', wishes),
  native: (wishes) => createAddon('native', wishes),
  webassembly: (wishes) => createWebAssembly(wishes, ownModule()),
};

/** An instance whose three operations are the backend's own. */
function bare(backend, { maximumPages = 65536 } = {}) {
  loadStringOpsSync({ backend, maximumPages }); // checks the options, which the backends do not
  const kernel = KERNELS[backend]({ initialPages: 256, maximumPages, log() {} });
  return Object.assign(new StringOps(kernel, maximumPages, backend), {
    fastHash: (input, seed) => kernel.fastHash(input, seed),
    // Equal strings are recognised before the backend, which would need them in its memory.
    fastCompare: (a, b) => (typeof a === 'string' && a === b ? 0 : kernel.fastCompare(a, b)),
    fastSearch: (haystack, needle) => kernel.fastSearch(haystack, needle),
  });
}

const subjects = [
  ...BACKENDS.map((backend) => ({ name: backend, load: (options) => loadStringOpsSync({ backend, ...options }) })),
  ...Object.keys(KERNELS).map((backend) => ({
    name: `${backend}, with nothing settled before`,
    load: (options) => bare(backend, options),
  })),
];

describe.each(subjects)('on $name', ({ load }) => {
  it.each(blocks)('line $line: $heading', async ({ example }) => {
    await example.run({
      ops: load({}),
      load,
      listOf,
      bytes: (...values) => Uint8Array.of(...values),
      utf8: (text) => new TextEncoder().encode(text),
    });
  });
});
