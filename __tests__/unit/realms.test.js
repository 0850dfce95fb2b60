import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inChild, node } from '../support/child.js';
import { BACKENDS, requireHere, root } from '../support/package.js';

// Hosts that lack what Node and browsers have: no encoder, no finalization registry, no timers.

const { OwnDecoder } = requireHere('../../lib/text/decoder.js');
const { ownEncoder } = requireHere('../../lib/text/encoder.js');

describe('our own encoder', () => {
  const encoder = new TextEncoder();

  it('writes what TextEncoder writes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
        (a, b) => {
          for (const text of [a, b, a + b]) expect(ownEncoder.encode(text)).toEqual(encoder.encode(text));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('stops where TextEncoder stops', () => {
    for (const text of ['aé€😀', '😀', '\ud800a', '€€', 'a\udc00', '']) {
      for (let room = 0; room <= 12; room++) {
        const [own, theirs] = [new Uint8Array(room), new Uint8Array(room)];
        expect([ownEncoder.encodeInto(text, own), own]).toEqual([encoder.encodeInto(text, theirs), theirs]);
      }
    }
  });
});

describe('our own decoder', () => {
  it('reads what TextDecoder reads, whole and in pieces', () => {
    const likely = [
      0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xbb, 0xf0, 0xf4,
      0xf5, 0xff,
    ];
    const bytes = fc.uint8Array({ maxLength: 12 });
    const nasty = fc.array(fc.constantFrom(...likely), { maxLength: 12 }).map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(fc.oneof(bytes, nasty), fc.nat(12), (array, cut) => {
        const theirs = new TextDecoder('utf-8', { ignoreBOM: true });
        expect(new OwnDecoder().decode(array)).toBe(theirs.decode(array));
        const own = new OwnDecoder();
        const pieces = [array.subarray(0, cut), array.subarray(cut)];
        expect(
          pieces.map((piece) => own.decode(piece, { stream: true })).join('') + own.decode(new Uint8Array(0)),
        ).toBe(theirs.decode(array));
      }),
      { numRuns: 5000 },
    );
  });
});

const USE = `
  const results = [];
  for (const backend of ${JSON.stringify(BACKENDS)}) {
    const ops = pkg.loadStringOpsSync({ backend });
    const long = 'héllo wörld €😀'.repeat(1000);
    const held = ops.hold(long);
    results.push(backend, ops.fastHash(long), ops.fastSearch(long, '😀h'), ops.fastIndexOf(long, '€'), held.fastIndexOf('€', 9), held.fastIndexOf('\\ud800'),
      held.fastSearch('€'), ops.fastHash(new Uint8Array([1, 2])), await ops.fastHashAsync(long), held.free());
    ops.inspectMemory(0, 0);
  }
  return results;`;

const expected = () => inChild(USE).value;

it.each([
  ['TextEncoder and TextDecoder', ['TextEncoder', 'TextDecoder']],
  ['FinalizationRegistry', ['FinalizationRegistry']],
  ['WeakRef, MessageChannel and performance', ['WeakRef', 'MessageChannel', 'performance']],
])('without %s the package loads and gives the same answers', (_, names) => {
  const script = `
    for (const name of ${JSON.stringify(names)}) delete globalThis[name];
    const pkg = require(${JSON.stringify(root)});
    (async () => { ${USE} })().then((value) => console.log(JSON.stringify(value)));`;
  const { status, stdout, stderr } = node(['-e', script]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(expected());
});

it('loads and answers in a realm that has nothing but the language', () => {
  const { value } = inChild(
    `const vm = require('node:vm');
     const fs = require('node:fs');
     const context = vm.createContext({});
     const load = (file) => {
       const module = { exports: {} };
       vm.runInContext('(function (exports, require, module) {' + fs.readFileSync(file, 'utf8') + '})', context)(
         module.exports, (request) => load(require('node:path').join(${JSON.stringify(path.join(root, 'dist'))}, request)), module);
       return module.exports;
     };
     const own = load(${JSON.stringify(path.join(root, 'dist/index.js'))});
     const results = [];
     for (const backend of ['javascript']) {
       const ops = own.loadStringOpsSync({ backend });
       results.push(ops.backend, ops.fastHash('héllo'.repeat(100)), await ops.fastHashAsync('foobar'));
     }
     const { fastHash } = pkg.loadStringOpsSync();
     return results.map((result) => (result === fastHash('héllo'.repeat(100)) ? 'right' : result));`,
  );
  expect(value).toEqual(['javascript', 'right', 0xbf9cf968]);
});
