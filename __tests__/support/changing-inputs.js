// Inputs that change while a call reads its other arguments: by getters of its options, objects in place of a signal,
// iterators, and consumers of a stream. What counts is their state when the call starts its work.
import { oracle } from './oracle.js';

const NEEDLE = 'héllo';
/** Bytes that are full of needles, so that each change changes the answers. */
const filled = (array, from = 0) => {
  const text = new TextEncoder().encode(`${NEEDLE} wörld, `);
  for (let i = from; i < array.length; i++) array[i] = text[i % text.length];
  return array;
};

const resizable = (length) => new ArrayBuffer(length, { maxByteLength: 4 * length });
const detach = ({ buffer }) => structuredClone(buffer, { transfer: [buffer] });

/** @type {{ name: string, lost: boolean, make: (length: number) => { array: Uint8Array, change: () => void } }[]} */
export const changes = [
  {
    name: 'is detached',
    lost: true,
    make(length) {
      const array = filled(new Uint8Array(length));
      return { array, change: () => detach(array) };
    },
  },
  {
    name: 'is a Buffer and is detached',
    lost: true,
    make(length) {
      const array = filled(Buffer.from(new ArrayBuffer(length)));
      return { array, change: () => detach(array) };
    },
  },
  {
    name: 'loses its end',
    lost: true,
    make(length) {
      const buffer = resizable(length + 8);
      const array = filled(new Uint8Array(buffer, 8, length));
      return { array, change: () => buffer.resize(length + 7) };
    },
  },
  {
    name: 'loses its beginning',
    lost: true,
    make(length) {
      const buffer = resizable(length + 8);
      const array = filled(new Uint8Array(buffer, 8));
      return { array, change: () => buffer.resize(7) };
    },
  },
  {
    name: 'shrinks',
    lost: false,
    make(length) {
      const buffer = resizable(length);
      const array = filled(new Uint8Array(buffer));
      return { array, change: () => buffer.resize(Math.floor(length / 3)) };
    },
  },
  {
    name: 'shrinks to nothing',
    lost: false,
    make(length) {
      const buffer = resizable(length);
      const array = filled(new Uint8Array(buffer));
      return { array, change: () => buffer.resize(0) };
    },
  },
  {
    name: 'shrinks and grows again',
    lost: false,
    make(length) {
      const buffer = resizable(length);
      const array = filled(new Uint8Array(buffer, 0, length));
      return {
        array,
        change: () => {
          buffer.resize(1);
          buffer.resize(length);
        },
      };
    },
  },
  {
    name: 'grows',
    lost: false,
    make(length) {
      const buffer = resizable(length);
      const array = filled(new Uint8Array(buffer));
      return {
        array,
        change: () => {
          buffer.resize(3 * length + 1);
          filled(array, length);
        },
      };
    },
  },
  {
    name: 'is shared and grows',
    lost: false,
    make(length) {
      const buffer = new SharedArrayBuffer(length, { maxByteLength: 4 * length });
      const array = filled(new Uint8Array(buffer));
      return {
        array,
        change: () => {
          buffer.grow(2 * length);
          filled(array, length);
        },
      };
    },
  },
  {
    name: 'is overwritten',
    lost: false,
    make(length) {
      const array = filled(new Uint8Array(length));
      return { array, change: () => array.fill(0x68) };
    },
  },
];

const getter = (name, change, value) => ({
  get [name]() {
    change();
    return value;
  },
});

/** An object that passes for an AbortSignal, and does something when asked whether it is aborted. */
const standIn = (act) => {
  let asked = false;
  return {
    get aborted() {
      if (!asked) act();
      asked = true;
      return false;
    },
    addEventListener() {},
    removeEventListener() {},
  };
};

const LONG = filled(new Uint8Array(3000));
const all = async (offsets) => {
  const found = [];
  for await (const offset of offsets) found.push(offset);
  return found;
};
const plain = (value) => (ArrayBuffer.isView(value) ? [...value] : value);

function* changing(before, change, after) {
  yield before;
  change();
  yield after;
}

/**
 * Ways to change an input during a call: `name` of the argument that changes, the call, and what it means.
 *
 * @type {{ name: string, argument: string, call: (ops: any, array: Uint8Array, change: () => void) => any, means:
 *   (array: Uint8Array) => any }[]}
 */
export const ways = [
  {
    name: 'fastSearchAll, options',
    argument: 'haystack',
    means: (array) => oracle.fastSearchAll(array, NEEDLE),
    call: (ops, array, change) => ops.fastSearchAll(array, NEEDLE, getter('overlapping', change, false)),
  },
  {
    name: 'fastSearchAll, options, needle',
    argument: 'needle',
    means: (array) => oracle.fastSearchAll(LONG, array),
    call: (ops, array, change) => ops.fastSearchAll(LONG, array, getter('overlapping', change)),
  },
  {
    name: 'fastCount, options',
    argument: 'haystack',
    means: (array) => oracle.fastCount(array, NEEDLE, { overlapping: true }),
    call: (ops, array, change) => ops.fastCount(array, NEEDLE, getter('overlapping', change, true)),
  },
  {
    name: 'fastCount, a trap',
    argument: 'haystack',
    means: (array) => oracle.fastCount(array, NEEDLE),
    call: (ops, array, change) => ops.fastCount(array, NEEDLE, new Proxy({}, { ownKeys: () => (change(), []) })),
  },
  {
    name: 'held fastSearchAll, options',
    argument: 'needle',
    means: (array) => oracle.fastSearchAll(LONG, array),
    call: (ops, array, change) => ops.hold(LONG).fastSearchAll(array, getter('overlapping', change)),
  },
  {
    name: 'held fastCount, options',
    argument: 'needle',
    means: (array) => oracle.fastCount(LONG, array),
    call: (ops, array, change) => ops.hold(LONG).fastCount(array, getter('overlapping', change)),
  },
  {
    name: 'fastHashMany, an iterator',
    argument: 'inputs[0]',
    means: (array) => oracle.fastHashMany([array, 'abc']),
    call: (ops, array, change) => ops.fastHashMany(changing(array, change, 'abc')),
  },
  {
    name: 'fastHashMany, a getter of an element',
    argument: 'inputs[1]',
    means: (array) => oracle.fastHashMany(['x', array, 'abc']),
    call: (ops, array, change) =>
      ops.fastHashMany(Object.defineProperty(['x', array, ''], 2, { get: () => (change(), 'abc') })),
  },
  {
    name: 'fastHashMany, a proxy of an array',
    argument: 'inputs[0]',
    means: (array) => oracle.fastHashMany([array, 'abc']),
    call: (ops, array, change) =>
      ops.fastHashMany(new Proxy([array, 'abc'], { get: (list, key) => (key === '1' && change(), list[key]) })),
  },
  {
    name: 'fastHashAsync, options',
    argument: 'input',
    means: (array) => oracle.fastHash(array, 7),
    call: (ops, array, change) => ops.fastHashAsync(array, getter('seed', change, 7)),
  },
  {
    name: 'fastHashAsync, a stand-in for a signal',
    argument: 'input',
    means: (array) => oracle.fastHash(array),
    call: (ops, array, change) => ops.fastHashAsync(array, { signal: standIn(change) }),
  },
  {
    name: 'fastSearchAsync, options',
    argument: 'haystack',
    means: (array) => oracle.fastSearch(array, 'wörld'),
    call: (ops, array, change) => ops.fastSearchAsync(array, 'wörld', getter('signal', change)),
  },
  {
    name: 'fastSearchAsync, a stand-in for a signal, needle',
    argument: 'needle',
    means: (array) => oracle.fastSearch(LONG, array),
    call: (ops, array, change) => ops.fastSearchAsync(LONG, array, { signal: standIn(change) }),
  },
  {
    name: 'searchStream, options',
    argument: 'needle',
    means: (array) => oracle.fastSearchAll(LONG, array),
    call: (ops, array, change) => all(ops.searchStream([LONG], array, getter('overlapping', change))),
  },
  {
    name: 'searchStream, the stream',
    argument: 'needle',
    means: (array) => oracle.fastSearchAll(LONG, array),
    call: (ops, array, change) => {
      const readable = {
        get [Symbol.asyncIterator]() {
          change();
          return async function* () {
            yield LONG;
          };
        },
      };
      return all(ops.searchStream(readable, array));
    },
  },
];

/**
 * @returns {Promise<string | null>} what is wrong
 */
export async function runChange(ops, way, { make, lost }, length) {
  const { array, change } = make(length);
  let actual;
  try {
    actual = plain(await way.call(ops, array, change));
  } catch (error) {
    actual = error;
  }
  if (lost) {
    const told =
      actual instanceof TypeError &&
      actual.code === 'ERR_INVALID_ARG_TYPE' &&
      actual.message.startsWith(`The "${way.argument}" argument must be `);
    return told && /detached|out of bounds/.test(actual.message) ? null : `gave ${actual}`;
  }
  const expected = way.means(array);
  return JSON.stringify(actual) === JSON.stringify(expected)
    ? null
    : `gave ${String(actual).slice(0, 99)}, not ${String(expected).slice(0, 99)}`;
}
