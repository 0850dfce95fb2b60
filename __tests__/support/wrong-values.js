import vm from 'node:vm';

/** An object that throws whenever it is used. */
const hostile = {
  toString() {
    throw new Error('toString was called');
  },
  valueOf() {
    throw new Error('valueOf was called');
  },
  [Symbol.toPrimitive]() {
    throw new Error('toPrimitive was called');
  },
  get constructor() {
    throw new Error('constructor was read');
  },
  get [Symbol.toStringTag]() {
    throw new Error('toStringTag was read');
  },
};

const forbidding = new Proxy(
  {},
  {
    get() {
      throw new Error('a trap was sprung');
    },
  },
);

const hostileProxy = (target) => new Proxy(target, forbidding);

function revokedProxy() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

export function detachedArray() {
  const array = new Uint8Array(8);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

/** An array whose buffer has shrunk from under it. */
export function outOfBoundsArray() {
  const buffer = new ArrayBuffer(16, { maxByteLength: 32 });
  const array = new Uint8Array(buffer, 8, 8);
  buffer.resize(10);
  return array;
}

class Foo {}

/**
 * Values that are neither a string nor a Uint8Array, with what an error message says about them.
 *
 * @type {[name: string, value: unknown, received: string][]}
 */
export const wrongInputs = [
  ['undefined', undefined, 'undefined'],
  ['null', null, 'null'],
  ['true', true, 'type boolean (true)'],
  ['a number', 42, 'type number (42)'],
  ['minus zero', -0, 'type number (-0)'],
  ['NaN', Number.NaN, 'type number (NaN)'],
  ['a BigInt', 42n, 'type bigint (42n)'],
  ['a huge BigInt', 1n << 100_000n, 'type bigint'],
  ['a symbol', Symbol('s'), 'type symbol (Symbol(s))'],
  ['a well-known symbol', Symbol.iterator, 'type symbol (Symbol(Symbol.iterator))'],
  ['a function', function named() {}, 'function named'],
  ['an anonymous function', (() => () => {})(), 'an anonymous function'],
  [
    'a class with a static name',
    class {
      static get name() {
        throw new Error('name was read');
      }
    },
    'an anonymous function',
  ],
  ['a proxy of a function', hostileProxy(() => {}), 'an anonymous function'],
  ['an object', {}, 'an instance of Object'],
  ['an array', ['a'], 'an instance of Array'],
  ['an instance of a class', new Foo(), 'an instance of Foo'],
  ['an object without prototype', Object.create(null), 'an object without a constructor'],
  ['an object whose constructor is no function', { constructor: 'Foo' }, 'an object without a constructor'],
  ['an object that throws', hostile, 'an object without a constructor'],
  ['an object below a hostile proxy', Object.create(hostileProxy({})), 'an object without a constructor'],
  ['a String object', Object('abc'), 'an instance of String'],
  ['a Date', new Date(0), 'an instance of Date'],
  ['a promise', Promise.resolve('abc'), 'an instance of Promise'],
  ['an ArrayBuffer', new ArrayBuffer(8), 'an instance of ArrayBuffer'],
  ['a SharedArrayBuffer', new SharedArrayBuffer(8), 'an instance of SharedArrayBuffer'],
  ['a DataView', new DataView(new ArrayBuffer(8)), 'an instance of DataView'],
  ['a Uint8ClampedArray', new Uint8ClampedArray(8), 'an instance of Uint8ClampedArray'],
  ['an Int8Array', new Int8Array(8), 'an instance of Int8Array'],
  ['a Uint16Array', new Uint16Array(8), 'an instance of Uint16Array'],
  ['an empty Float64Array', new Float64Array(0), 'an instance of Float64Array'],
  ['what inherits from Uint8Array', Object.create(Uint8Array.prototype), 'an instance of Uint8Array'],
  ['Uint8Array.prototype', Uint8Array.prototype, 'an instance of Uint8Array'],
  ['a proxy of a Uint8Array', new Proxy(new Uint8Array(8), {}), 'a Proxy'],
  ['a hostile proxy', hostileProxy({}), 'a Proxy'],
  ['a hostile proxy of a Uint8Array', hostileProxy(new Uint8Array(8)), 'a Proxy'],
  ['a revoked proxy', revokedProxy(), 'a Proxy'],
  ['an object of another realm', vm.runInNewContext('({})'), 'an instance of Object'],
  ['an array over a detached buffer', detachedArray(), 'a Uint8Array over a detached ArrayBuffer'],
  ['an array its buffer shrank away from', outOfBoundsArray(), 'a Uint8Array out of bounds of its resized ArrayBuffer'],
];

/** Values that are not a position. @type {[name: string, value: unknown, received: string][]} */
export const wrongPositions = [
  ...wrongInputs.filter(([, value]) => value !== undefined && typeof value !== 'number'),
  ['a string', '1', "type string ('1')"],
];

/**
 * Values that are not options of a search for all. @type {[name: string, value: unknown, subject: string, received:
 * string][]}
 */
export const wrongOverlapping = [
  ['null', null, 'options', 'null'],
  ['true', true, 'options', 'type boolean \\(true\\)'],
  ['a string', 'overlapping', 'options', "type string \\('overlapping'\\)"],
  ['a number', 1, 'options', 'type number \\(1\\)'],
  ['overlapping as null', { overlapping: null }, 'options.overlapping', 'null'],
  ['overlapping as 1', { overlapping: 1 }, 'options.overlapping', 'type number \\(1\\)'],
  ['overlapping as a string', { overlapping: 'yes' }, 'options.overlapping', "type string \\('yes'\\)"],
];

/**
 * Values that are not a seed.
 *
 * @type {[name: string, value: unknown, code: string, received: string][]}
 */
export const wrongSeeds = [
  ...wrongInputs
    .filter(([, value]) => value !== undefined && typeof value !== 'number')
    .map(([name, value, received]) => [name, value, 'ERR_INVALID_ARG_TYPE', received]),
  ['a string', '1', 'ERR_INVALID_ARG_TYPE', "type string ('1')"],
  [
    'a long string',
    'it\'s a "string" with\nlines in it',
    'ERR_INVALID_ARG_TYPE',
    'type string (\'it\\\'s a "string" with\\nl...)',
  ],
  ['a Number object', Object(1), 'ERR_INVALID_ARG_TYPE', 'an instance of Number'],
  ['NaN', Number.NaN, 'ERR_OUT_OF_RANGE', 'NaN'],
  ['infinity', Infinity, 'ERR_OUT_OF_RANGE', 'Infinity'],
  ['minus infinity', -Infinity, 'ERR_OUT_OF_RANGE', '-Infinity'],
  ['a negative number', -1, 'ERR_OUT_OF_RANGE', '-1'],
  ['a fraction', 0.5, 'ERR_OUT_OF_RANGE', '0.5'],
  ['2^32', 2 ** 32, 'ERR_OUT_OF_RANGE', '4294967296'],
  ['more than any integer', 1e300, 'ERR_OUT_OF_RANGE', '1e+300'],
];
