// node far-offsets.mjs BACKEND: a haystack of 2.2 GB whose only matches lie beyond 2^31, inputs that are together
// longer than 2^32, and the longest possible input. Prints the outcome, one check on each line, as JSON.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { loadStringOpsSync } = createRequire(import.meta.url)('../../../index.js');

const backend = process.argv[2];
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
console.log(JSON.stringify({ checks, rss: Math.round(process.memoryUsage().rss / 2 ** 20) }));
