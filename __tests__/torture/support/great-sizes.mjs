// Strings and arrays of the greatest sizes there are. Each function runs in a Node of its own (see session.mjs).
import assert from 'node:assert/strict';
import { constants } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { loadStringOpsSync } from '../../support/package.js';

/** Every operation on a string of V8's greatest length. Expected values are computed by arithmetic: the string is one unit repeated, with a needle at its end. */
export async function longestStrings({ backend, content }) {
  const LONGEST = constants.MAX_STRING_LENGTH;
  const NEEDLE = 'needle';

  /** A unit, and the bytes of its UTF-8. */
  const [unit, ...bytes] = {
    ASCII: ['x', 0x78],
    'one byte a unit, two in UTF-8': ['é', 0xc3, 0xa9],
    'two bytes a unit, three in UTF-8': ['世', 0xe4, 0xb8, 0x96],
    'halves of pairs': ['\udc00', 0xef, 0xbf, 0xbd],
  }[content];

  const PRIME = 0x01000193n;
  const step = (hash, byte) => Math.imul(hash ^ byte, Number(PRIME)) >>> 0;
  /** By a loop over bytes, in which only XOR and multiplication happen. */
  function hashOf(times) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < times; i++) for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    for (const character of NEEDLE) hash = step(hash, character.charCodeAt(0));
    return hash >>> 0;
  }

  const times = LONGEST - NEEDLE.length;
  const size = times * bytes.length + NEEDLE.length;
  const offset = times * bytes.length;
  const expectedHash = hashOf(times);
  const text = unit.repeat(times) + NEEDLE;
  if (text.length !== LONGEST) throw new Error('the string is not of the greatest length');

  const ops = loadStringOpsSync({ backend });
  const did = [];
  const wrong = [];
  async function check(name, call, expected) {
    const started = performance.now();
    let actual;
    try {
      actual = await call();
    } catch (error) {
      // The one error documented for it, with the figures according to the rule.
      actual =
        error.code === 'ERR_STRINGOPS_MEMORY'
          ? `ERR_STRINGOPS_MEMORY, ${error.needed} of ${error.limit}`
          : `${error.name} ${error.code}: ${error.message}`;
    }
    const plain = ArrayBuffer.isView(actual) ? [...actual] : actual;
    if (!isDeepStrictEqual(plain, expected))
      wrong.push(`${name}: gave ${JSON.stringify(plain)}, not ${JSON.stringify(expected)}`);
    if (ops.fastHash('foobar') !== 0xbf9cf968 || ops.fastSearch('é'.repeat(500) + 'llo', 'llo') !== 1000)
      wrong.push(`${name}: wrong answers afterwards`);
    did.push([name, Math.round(performance.now() - started)]);
  }
  const LIMIT = 65536 * 65536;
  const refusedAbove = (needed, value) => (needed > LIMIT ? `ERR_STRINGOPS_MEMORY, ${needed} of ${LIMIT}` : value);
  const PAGE = 65536;

  await check('fastHash', () => ops.fastHash(text), expectedHash);
  await check('fastSearch', () => ops.fastSearch(text, NEEDLE), offset);
  await check('fastSearch, in vain', () => ops.fastSearch(text, 'never'), -1);
  await check('fastSearch, as needle', () => ops.fastSearch('short', text), -1);
  await check('fastIndexOf', () => ops.fastIndexOf(text, NEEDLE), times);
  await check('fastIndexOf, bytes', () => ops.fastIndexOf(text, Buffer.from(NEEDLE), times - 1), times);
  await check('fastCount', () => ops.fastCount(text, NEEDLE), 1);
  await check('fastSearchAll', () => ops.fastSearchAll(text, NEEDLE), [offset]);
  await check(
    'fastCompare, another',
    () => ops.fastCompare(text, `${text.slice(0, -1)}f`),
    refusedAbove(2 * size + PAGE, -1),
  );
  await check('fastCompare, bytes', () => ops.fastCompare(text, Buffer.from(NEEDLE)), bytes[0] > 0x6e ? 1 : -1);
  await check('fastHashMany', () => ops.fastHashMany(['foobar', text]), [0xbf9cf968, expectedHash]);
  await check('createHash', () => ops.createHash().update(text).digest(), expectedHash);
  await check(
    'createHash, behind half of a pair',
    () => {
      const hash = ops.createHash();
      hash.update('\ud800').update(text);
      return hash.digest();
    },
    joinedHash(),
  );
  await check(
    'searchStream',
    async () => {
      const found = [];
      for await (const at of ops.searchStream(['\ud800', text], NEEDLE)) found.push(at);
      return found;
    },
    [offset + (content === 'halves of pairs' ? 4 - 3 : 3)],
  );
  await check(
    'hashStream',
    async () => {
      const stream = ops.hashStream();
      stream.end(text);
      await new Promise((resolve, reject) => stream.once('finish', resolve).once('error', reject));
      return stream.digest();
    },
    expectedHash,
  );
  await check(
    'hold',
    () => {
      const held = ops.hold(text);
      try {
        return [
          held.byteLength,
          held.fastHash(),
          held.fastSearch(NEEDLE),
          held.fastIndexOf(NEEDLE, times - 1),
          held.fastCount(NEEDLE),
          held.fastIndexOf('\ud800'),
          held.fastCompare(NEEDLE),
        ];
      } finally {
        held.free();
      }
    },
    [size, expectedHash, offset, times, 1, -1, bytes[0] > 0x6e ? 1 : -1],
  );
  await check('fastHashAsync', () => ops.fastHashAsync(text), expectedHash);
  await check('fastSearchAsync', () => ops.fastSearchAsync(text, NEEDLE), offset);
  const small = loadStringOpsSync({ backend, initialPages: 256, maximumPages: 300 });
  const refused = `ERR_STRINGOPS_MEMORY, ${size + PAGE} of ${300 * PAGE}`;
  await check('with a small limit: fastHash', () => small.fastHash(text), refused);
  await check('with a small limit: hold', () => small.hold(text), refused);
  await check('with a small limit: fastHashAsync', () => small.fastHashAsync(text), refused);
  await check('with a small limit: fastHashMany', () => small.fastHashMany([text]), refused);

  /** A high surrogate before the text: with halves of pairs it makes a pair with the first of them. */
  function joinedHash() {
    const pairs = content === 'halves of pairs';
    let hash = 0x811c9dc5;
    for (const byte of pairs ? [0xf0, 0x90, 0x80, 0x80] : [0xef, 0xbf, 0xbd]) hash = step(hash, byte);
    for (let i = pairs ? 1 : 0; i < times; i++) for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    for (const character of NEEDLE) hash = step(hash, character.charCodeAt(0));
    return hash >>> 0;
  }

  return { size, calls: did.length, wrong, did, peak: Math.round(process.resourceUsage().maxRSS / 1024) };
}

/** Arrays past 2^31 and 2^32 bytes, most of which are never touched. */
export async function greatLengths({ backend, refusedOnly }) {
  const ops = loadStringOpsSync({ backend });
  const wrong = [];
  let calls = 0;

  async function check(name, call, expected) {
    calls++;
    let actual;
    try {
      actual = await call();
    } catch (error) {
      actual =
        error.code === 'ERR_STRINGOPS_MEMORY'
          ? `${error.name} ERR_STRINGOPS_MEMORY, ${error.needed} of ${error.limit}`
          : `${error.name} ${error.code}: ${error.message}`;
    }
    const plain = ArrayBuffer.isView(actual) ? [...actual] : actual;
    if (!isDeepStrictEqual(plain, expected))
      wrong.push(`${backend}, ${name}: gave ${JSON.stringify(plain)}, not ${JSON.stringify(expected)}`);
    if (ops.fastHash('foobar') !== 0xbf9cf968) wrong.push(`${name}: wrong answers afterwards`);
  }

  const LIMIT = 2 ** 32;
  const PAGE = 65536;
  const refused = (size) => `RangeError ERR_STRINGOPS_MEMORY, ${size + PAGE} of ${LIMIT}`;
  const huge = new Uint8Array(2 ** 32);
  await check('2^32 bytes: fastHash', () => ops.fastHash(huge), refused(2 ** 32));
  await check('2^32 bytes: fastSearch', () => ops.fastSearch(huge, 'abc'), refused(2 ** 32 + 3));
  await check('2^32 bytes: as needle', () => ops.fastSearch('abc', huge), refused(2 ** 32 + 3));
  await check('2^32 bytes: hold', () => ops.hold(huge), refused(2 ** 32));
  await check('2^32 bytes: fastHashAsync', () => ops.fastHashAsync(huge), refused(2 ** 32));
  await check('2^32 bytes: fastHashMany', () => ops.fastHashMany(['a', huge]), refused(2 ** 32 + 1));
  const holes =
    'TypeError ERR_INVALID_ARG_TYPE: The "inputs[0]" argument must be a string or a Uint8Array. Received undefined';
  await check('2^32-1 holes', () => ops.fastHashMany(new Array(2 ** 32 - 1)), holes);
  const says = new Proxy([], { get: (list, key) => (key === 'length' ? 2 ** 53 : list[key]) });
  const impossible =
    'RangeError ERR_OUT_OF_RANGE: The value of "inputs.length" is out of range. It must be an integer from 0 to 4294967295. Received 9007199254740992';
  await check('a list that says it has 2^53', () => ops.fastHashMany(says), impossible);

  if (!refusedOnly) {
    const SIZE = 2 ** 31 + 17;
    const large = new Uint8Array(huge.buffer, 0, SIZE);
    large.set(Buffer.from('needle'), SIZE - 6);
    // A zero byte is a multiplication by the prime.
    let [state, power] = [1n, 16777619n];
    for (let left = SIZE - 6; left > 0; left = Math.floor(left / 2)) {
      if (left % 2 === 1) state = BigInt.asUintN(32, state * power);
      power = BigInt.asUintN(32, power * power);
    }
    let hash = Number(BigInt.asUintN(32, state * 0x811c9dc5n));
    for (const byte of Buffer.from('needle')) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    await check('2^31+17 bytes: fastHash', () => ops.fastHash(large), hash);
    await check('2^31+17 bytes: fastSearch', () => ops.fastSearch(large, 'needle'), SIZE - 6);
    await check('2^31+17 bytes: fastIndexOf', () => ops.fastIndexOf(large, 'needle', 2 ** 31), SIZE - 6);
    await check('2^31+17 bytes: fastSearchAll', () => ops.fastSearchAll(large, 'needle'), [SIZE - 6]);
    await check('2^31+17 bytes: fastCompare', () => ops.fastCompare(large, Uint8Array.of(0, 0, 1)), -1);
    await check(
      '2^31+17 bytes: two of them',
      () => ops.fastCompare(large, new Uint8Array(huge.buffer, 1, SIZE)),
      refused(2 * SIZE),
    );
    await check('2^31+17 bytes: fastHashMany', () => ops.fastHashMany([large]), [hash]);
    await check('2^31+17 bytes: fastSearchAsync', () => ops.fastSearchAsync(large, 'needle'), SIZE - 6);
    await check(
      '2^31+17 bytes: hold',
      () => {
        const text = ops.hold(large);
        const found = [
          text.byteLength,
          text.fastHash(),
          text.fastSearch('needle'),
          text.fastIndexOf('needle', 2 ** 31 + 3),
        ];
        text.free();
        return found;
      },
      [SIZE, hash, SIZE - 6, SIZE - 6],
    );
  }
  return { calls, wrong };
}

/** A haystack of 2.2 GB whose only matches lie beyond 2^31, inputs that are together longer than 2^32, and the longest possible input. */
export async function farOffsets({ backend }) {
  const ops = loadStringOpsSync({ backend });
  assert.equal(ops.backend, backend);

  const PAGE = 65536;
  const SIZE = 2_200_000_000;
  const OFFSETS = [2 ** 31 - 3, 2 ** 31 + 12_345, SIZE - 10];
  const needle = Buffer.from('the needle');
  // Zeros that are never written take no memory until they are copied.
  const haystack = Buffer.alloc(SIZE);
  let checks = 0;
  const equal = (actual, expected, what) => {
    checks++;
    assert.deepEqual(actual, expected, `${backend}: ${what}`);
  };

  equal(ops.fastSearch(haystack, needle), -1, 'not there');
  for (const offset of OFFSETS) needle.copy(haystack, offset);
  equal(ops.fastSearch(haystack, needle), OFFSETS[0], 'fastSearch of one that begins before 2^31 and ends behind it');
  equal([...ops.fastSearchAll(haystack, needle)], OFFSETS, 'fastSearchAll');
  haystack[OFFSETS[0]] = 0;
  equal(ops.fastSearch(haystack, needle), OFFSETS[1], 'fastSearch');
  equal(ops.fastIndexOf(haystack, needle), OFFSETS[1], 'fastIndexOf');
  equal(ops.fastIndexOf(haystack, needle, OFFSETS[1] + 1), OFFSETS[2], 'fastIndexOf from 2^31 on');
  equal(ops.fastIndexOf(haystack, needle, SIZE - 10), SIZE - 10, 'fastIndexOf at the end');
  equal([...ops.fastSearchAll(haystack, needle, { overlapping: true })], OFFSETS.slice(1), 'fastSearchAll');
  equal(ops.fastCount(haystack, needle), 2, 'fastCount');
  const other = Buffer.from(haystack.buffer, 0, SIZE - 1);
  equal(ops.fastCompare(haystack, Buffer.alloc(70)), 1, 'fastCompare with what it begins with');

  // Together longer than 2^32: refused, with what would be needed, and not wrapped around to something small.
  for (const call of [
    () => ops.fastSearch(haystack, other),
    () => ops.fastCompare(haystack, other),
    () => ops.fastIndexOf(haystack, other),
    () => ops.fastSearchAll(haystack, other),
    () => ops.fastCount(other, haystack),
  ]) {
    assert.throws(call, (error) => {
      equal(
        [error.name, error.code, error.needed],
        ['RangeError', 'ERR_STRINGOPS_MEMORY', 2 * SIZE - 1 + PAGE],
        'more than 2^32 together',
      );
      return true;
    });
  }

  /** FNV-1a of n zeros from the offset basis: the basis times the prime to the n. */
  function hashOfZeros(n) {
    let [result, base] = [2166136261, 16777619];
    for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result = Math.imul(result, base);
      base = Math.imul(base, base);
    }
    return result >>> 0;
  }

  const most = 2 ** 32 - PAGE;
  equal(hashOfZeros(3), ops.fastHash(Buffer.alloc(3)), 'the formula');
  equal(ops.fastHash(Buffer.alloc(most)), hashOfZeros(most), 'the longest input there may be');
  assert.throws(
    () => ops.fastHash(Buffer.alloc(most + 1)),
    (error) => {
      equal([error.code, error.needed, error.limit], ['ERR_STRINGOPS_MEMORY', 2 ** 32 + 1, 2 ** 32], 'one byte more');
      return true;
    },
  );
  equal(
    ops.fastHash('foobar'.repeat(100)),
    loadStringOpsSync({ backend: 'javascript' }).fastHash('foobar'.repeat(100)),
    'afterwards',
  );
  return { checks, rss: Math.round(process.memoryUsage().rss / 2 ** 20) };
}
