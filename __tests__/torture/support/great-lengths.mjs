// node great-lengths.mjs '{"backend":…,"refusedOnly":…}': arrays past 2^31 and 2^32 bytes, most of which are never
// touched.
import { isDeepStrictEqual } from 'node:util';
import { loadStringOpsSync } from '../../support/package.js';

const { backend, refusedOnly } = JSON.parse(process.argv[2]);
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
await check('a list that says it has 2^53', () => ops.fastHashMany(says), holes);

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
process.stdout.write(JSON.stringify({ calls, wrong }));
