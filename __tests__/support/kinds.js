// Every kind of value that an argument can be, and what an error message says about it. Values are made anew for each
// call, as some can be used only once.
import vm from 'node:vm';
import { detachedArray, wrongInputs } from './wrong-values.js';

const realm = vm.createContext({ clone: structuredClone });
const foreign = (script) => vm.runInContext(script, realm);

export const TEXT = 'hello wörld';
export const BYTES = new TextEncoder().encode(TEXT);

/** In a message: anything. */
export const ANY = '\u2026';

/** What a trap of the hostile proxies throws. */
export const SPRUNG = 'a trap was sprung';

const forbidding = new Proxy(
  {},
  {
    get() {
      throw new Error(SPRUNG);
    },
  },
);
const hostile = (target) => new Proxy(target, forbidding);

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** An object every property of which throws when it is read. */
const throwing = () =>
  Object.defineProperty({}, 'overlapping', {
    enumerable: false,
    get() {
      throw new Error(SPRUNG);
    },
  });

/** The bytes of the text, in an array that has room for them. */
export const fill = (array) => {
  array.set(BYTES);
  return array;
};

/** What is asked of it is untrue or throws; its bytes are honest. */
export class Liar extends Uint8Array {
  get length() {
    return 3;
  }
  get byteLength() {
    return 3;
  }
  get byteOffset() {
    return 1;
  }
  get buffer() {
    return new ArrayBuffer(3);
  }
  get [Symbol.toStringTag]() {
    return 'Liar';
  }
  static get [Symbol.species]() {
    throw new Error('species was read');
  }
  [Symbol.iterator]() {
    throw new Error('it was iterated');
  }
  subarray() {
    throw new Error('subarray was called');
  }
  slice() {
    throw new Error('slice was called');
  }
  [Symbol.iterator]() {
    throw new Error('it was iterated');
  }
}

/** An array whose own properties lie. */
const lying = () =>
  Object.defineProperties(BYTES.slice(), {
    length: { value: 3 },
    byteLength: { value: 2 ** 40 },
    byteOffset: { value: -1 },
    buffer: { value: null },
    constructor: { value: Object },
  });

function lengthTracking(from, to) {
  const buffer = new ArrayBuffer(from, { maxByteLength: 100 });
  const array = new Uint8Array(buffer);
  buffer.resize(to);
  return array;
}

/** A view to the end of its buffer that begins past the end. */
function trackingBehindEnd() {
  const buffer = new ArrayBuffer(16, { maxByteLength: 32 });
  const array = new Uint8Array(buffer, 8);
  buffer.resize(4);
  return array;
}

function grownShared() {
  const buffer = new SharedArrayBuffer(4, { maxByteLength: 100 });
  const array = new Uint8Array(buffer);
  buffer.grow(BYTES.length);
  return fill(array);
}

function detachedBuffer() {
  const buffer = Buffer.from(new ArrayBuffer(8));
  structuredClone(buffer.buffer, { transfer: [buffer.buffer] });
  return buffer;
}

/** A string that V8 keeps as a tree of its parts. */
function rope() {
  let text = '';
  for (const unit of TEXT.repeat(5)) text += unit;
  return text;
}

/** One that points into another. */
const slice = () => `${'x'.repeat(100)}${TEXT}, and then some${'y'.repeat(100)}`.slice(100, 100 + TEXT.length + 15);

/** One that forwards to its internalised twin once it has been a property's name. */
function thin() {
  const text = ['thin', TEXT, 'text', 'of', 'parts'].join(' ');
  Object.hasOwn({ [text]: 1 }, text);
  return text;
}

const number = (value) => [
  `the number ${Object.is(value, -0) ? '-0' : value}`,
  () => value,
  `type number (${Object.is(value, -0) ? '-0' : value})`,
];
const text = (name, make, quoted) => [name, make, `type string ('${quoted}')`, { input: make }];
const bytes = (name, make, received = 'an instance of Uint8Array') => [name, make, received, { input: () => BYTES }];
const instanceOf = (name, make, received = name) => [`an instance of ${name}`, make, `an instance of ${received}`];

const someMemory = new WebAssembly.Memory({ initial: 1 });

/** Iterables whose elements are inputs, and such whose elements are not. */
const iterables = [
  ['an array of strings', () => ['abc', 'é'], 'an instance of Array'],
  ['an empty array', () => [], 'an instance of Array'],
  ['an array with a hole', () => ['abc', , 'é'], 'an instance of Array'], // eslint-disable-line no-sparse-arrays
  ['an array of numbers', () => [1, 2], 'an instance of Array'],
  ['an array with a detached array', () => ['a', detachedArray()], 'an instance of Array'],
  ['a proxy of an array', () => new Proxy(['abc'], {}), 'a Proxy'],
  [
    'a proxy of an array that says it has a million',
    () => new Proxy([], { get: (list, key) => (key === 'length' ? 1e6 : list[key]) }),
    'a Proxy',
  ],
  ['a hostile proxy of an array', () => hostile(['abc']), 'a Proxy', { trap: true }],
  ['a revoked proxy of an array', () => revoked([]), 'a Proxy', { revoked: true }],
  ['a list of another realm', () => foreign('["abc"]'), 'an instance of Array'],
  instanceOf('Set', () => new Set(['abc', 'def'])),
  instanceOf('Map', () => new Map([['abc', 'def']])),
  ['an iterator', () => ['abc', new Uint8Array(2)].values(), 'an instance of Array Iterator'],
  [
    'a generator',
    () =>
      (function* () {
        yield 'abc';
      })(),
    'an object without a constructor',
  ],
  [
    'an arguments object',
    () =>
      (function () {
        return arguments;
      })('abc'),
    'an instance of Object',
  ],
].map(([name, make, received, more]) => [name, make, name === 'an iterator' ? ANY : received, more]);

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {() => any} make
 * @property {string} received what a message says about it; ANY where that depends on the engine
 * @property {() => string | Uint8Array} [input] the input that it counts as, if it is one
 * @property {boolean} [trap] whether reading a property of it throws SPRUNG
 * @property {boolean} [revoked]
 */

const TRAPS = ['an object below a hostile proxy', 'a hostile proxy', 'a hostile proxy of a Uint8Array'];

/** @type {readonly Kind[]} */
export const kinds = [
  ...wrongInputs
    .filter(([, value]) => typeof value !== 'number')
    .map(([name, value, received]) => [
      name,
      () => value,
      received,
      { trap: TRAPS.includes(name), revoked: name === 'a revoked proxy' },
    ]),
  ['false', () => false, 'type boolean (false)'],
  ...[
    0,
    -0,
    1,
    42,
    0.5,
    -1,
    NaN,
    Infinity,
    -Infinity,
    255,
    256,
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31),
    2 ** 32 - 1,
    2 ** 32,
    2 ** 53,
    1e300,
    5e-324,
  ].map(number),
  ['the BigInt 0', () => 0n, 'type bigint (0n)'],
  ['the BigInt -1', () => -1n, 'type bigint (-1n)'],
  ['the BigInt 2^64-1', () => 2n ** 64n - 1n, 'type bigint (18446744073709551615n)'],
  ['the BigInt 2^64', () => 2n ** 64n, 'type bigint (18446744073709551616n)'],
  ['a symbol without a name', () => Symbol(), 'type symbol (Symbol())'],
  ['a registered symbol', () => Symbol.for('hex'), 'type symbol (Symbol(hex))'],
  ['an async function', () => async function later() {}, 'function later'],
  ['a generator function', () => function* many() {}, 'function many'],
  ['a class', () => class Some {}, 'function Some'],
  ['a bound function', () => function bare() {}.bind(null), 'function bound bare'],
  ['a revoked proxy of a function', () => revoked(() => {}), 'an anonymous function', { revoked: true }],
  ['a function of another realm', () => foreign('(function foreign() {})'), 'function foreign'],
  ['a Number object', () => Object(1), 'an instance of Number'],
  ['a Boolean object', () => Object(true), 'an instance of Boolean'],
  ['a BigInt object', () => Object(1n), 'an instance of BigInt'],
  ['a Symbol object', () => Object(Symbol('s')), 'an instance of Symbol'],
  ['an empty String object', () => Object(''), 'an instance of String'],
  ['a String object of another realm', () => foreign('new String("abc")'), 'an instance of String'],
  ['a proxy of a String object', () => new Proxy(Object('abc'), {}), 'a Proxy'],
  ['a frozen object', () => Object.freeze({}), 'an instance of Object'],
  ['an object whose getters throw', throwing, 'an instance of Object', { trap: true }],
  ['an object with a name no option has', () => ({ overlaping: true }), 'an instance of Object'],
  [
    'an object with a then',
    () => ({
      then() {
        throw new Error('then was called');
      },
    }),
    'an instance of Object',
  ],
  [
    'what looks like a Uint8Array',
    () => ({ 0: 97, length: 1, byteLength: 1, buffer: new ArrayBuffer(1), byteOffset: 0 }),
    'an instance of Object',
  ],
  ['an object that calls itself a Uint8Array', () => ({ [Symbol.toStringTag]: 'Uint8Array' }), 'an instance of Object'],
  instanceOf('RegExp', () => /a/g),
  instanceOf('Error', () => new Error('abc')),
  instanceOf('URL', () => new URL('file:///abc')),
  instanceOf('WeakMap', () => new WeakMap()),
  instanceOf('WeakRef', () => new WeakRef({})),
  instanceOf('TextEncoder', () => new TextEncoder()),
  instanceOf('EventTarget', () => new EventTarget()),
  instanceOf('AbortController', () => new AbortController()),
  ...[Int16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array].map((Class) =>
    instanceOf(Class.name, () => new Class(2)),
  ),
  [
    'a Uint8Array of another realm that is detached',
    () => foreign('(() => { const a = new Uint8Array(3); clone(a.buffer, { transfer: [a.buffer] }); return a; })()'),
    'a Uint8Array over a detached ArrayBuffer',
    { lost: true },
  ],
  ['a detached Buffer', detachedBuffer, 'a Uint8Array over a detached ArrayBuffer', { lost: true }],
  [
    'a view that begins behind the end of its buffer',
    trackingBehindEnd,
    'a Uint8Array out of bounds of its resized ArrayBuffer',
    { lost: true },
  ],
  ['a resizable ArrayBuffer', () => new ArrayBuffer(8, { maxByteLength: 16 }), 'an instance of ArrayBuffer'],
  [
    'a DataView out of bounds',
    () => {
      const buffer = new ArrayBuffer(16, { maxByteLength: 32 });
      const view = new DataView(buffer, 8, 8);
      buffer.resize(2);
      return view;
    },
    'an instance of DataView',
  ],
  ['a WebAssembly.Memory', () => someMemory, 'an instance of Memory', { memory: true }],
  [
    'a WebAssembly.Module',
    () => new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)),
    'an instance of Module',
  ],
  [
    'a WebAssembly.Instance that exports nothing',
    () => new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))),
    'an instance of Instance',
  ],
  ...iterables,
  // Kinds that are inputs; as any other argument they are wrong.
  text('an empty string', () => '', ''),
  text('a short string', () => 'abc', 'abc'),
  text('a string of digits', () => '1', '1'),
  text('the string hex', () => 'hex', 'hex'),
  text('a string with a NUL', () => 'a\0b', 'a\\u0000b'),
  text('a lone surrogate', () => 'a\ud83d', 'a\\ud83d'),
  ['a rope', rope, "type string ('hello wörldhello wörldhe...)", { input: rope }],
  ['a slice', slice, "type string ('hello wörld, and then some')", { input: slice }],
  ['a thin string', thin, "type string ('thin hello wörld text of...)", { input: thin }],
  bytes('a Uint8Array', () => BYTES.slice()),
  bytes('a Buffer', () => Buffer.from(TEXT), 'an instance of Buffer'),
  bytes('a part of a buffer', () => fill(new Uint8Array(new ArrayBuffer(100), 33, BYTES.length))),
  bytes('an array over shared memory', () => fill(new Uint8Array(new SharedArrayBuffer(BYTES.length)))),
  bytes('an array over shared memory that has grown', grownShared),
  bytes('an array whose buffer has grown under it', () => fill(lengthTracking(4, BYTES.length))),
  bytes('an array whose buffer has shrunk under it', () => fill(lengthTracking(50, BYTES.length))),
  bytes('an array of another realm', () => fill(foreign(`new Uint8Array(${BYTES.length})`))),
  bytes('an array of a class that lies', () => fill(new Liar(BYTES.length)), 'an instance of Liar'),
  bytes('an array whose own properties lie', lying, 'an instance of Object'),
  bytes(
    'an array without prototype',
    () => Object.setPrototypeOf(BYTES.slice(), null),
    'an object without a constructor',
  ),
  bytes(
    'an array whose prototype is hostile',
    () => Object.setPrototypeOf(BYTES.slice(), hostile({})),
    'an object without a constructor',
  ),
].map(([name, make, received, more = {}]) => ({ name, make, received, ...more }));

for (const kind of kinds) {
  // Arrays that lost their buffers have the right class, and are recognised by their description.
  if (/detached ArrayBuffer|out of bounds/.test(kind.received ?? '')) kind.lost = true;
  if (kind.name === 'an array whose prototype is hostile') kind.trap = true;
}
