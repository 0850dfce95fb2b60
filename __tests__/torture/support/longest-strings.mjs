// node longest-strings.mjs '{"backend":…,"content":…}': every operation on a string of V8's greatest length. Expected
// values are computed by arithmetic: the string is one unit repeated, with a needle at its end.
import { constants } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { loadStringOpsSync } from '../../support/package.js';

const LONGEST = constants.MAX_STRING_LENGTH;
const NEEDLE = 'needle';
const { backend, content } = JSON.parse(process.argv[2]);

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

process.stdout.write(
  JSON.stringify({ size, calls: did.length, wrong, did, peak: Math.round(process.resourceUsage().maxRSS / 1024) }),
);
