// What would be written without this package, with the same meaning: FNV-1a over UTF-8, the order of code points,
// offsets in bytes where ours are in bytes, and indices in units where they are in units.

/** As a 32-bit integer, since starting with a double makes the loops four times slower. */
const OFFSET_BASIS = 2166136261 | 0;

const encoder = new TextEncoder();
const scratch = new Uint8Array(4 << 20);

/** @param {Uint8Array} bytes @param {number} length */
function hashFirst(bytes, length) {
  let hash = OFFSET_BASIS;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[i], 16777619);
  return hash >>> 0;
}

/** @param {string} text */
const hashEncoded = (text) => hashFirst(scratch, encoder.encodeInto(text, scratch).written);

/** @param {string} text */
function hashUnits(text) {
  let hash = OFFSET_BASIS;
  let seen = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    seen |= unit;
    hash = Math.imul(hash ^ unit, 16777619);
  }
  return seen > 127 ? hashEncoded(text) : hash >>> 0;
}

/** @param {Uint8Array} bytes */
function hashBytes(bytes) {
  let hash = OFFSET_BASIS;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 16777619);
  return hash >>> 0;
}

/** The place of a unit in the order of code points: surrogates, which begin those above U+FFFF, come last. */
const rank = (/** @type {number} */ unit) => (unit < 0xd800 ? unit : unit >= 0xe000 ? unit - 0x800 : unit + 0x2000);

/** @param {string} a @param {string} b */
function compareCodePoints(a, b) {
  if (a === b) return 0;
  const end = Math.min(a.length, b.length);
  let i = 0;
  while (i < end && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === end) return Math.sign(a.length - b.length);
  return rank(a.charCodeAt(i)) < rank(b.charCodeAt(i)) ? -1 : 1;
}

/** @param {string} haystack @param {string} needle */
function offsetOf(haystack, needle) {
  const index = haystack.indexOf(needle);
  return index <= 0 ? index : Buffer.byteLength(haystack.slice(0, index));
}

/** @param {any} haystack @param {any} needle both strings, or both buffers */
function count(haystack, needle) {
  let matches = 0;
  for (let i = haystack.indexOf(needle); i !== -1; i = haystack.indexOf(needle, i + needle.length)) matches++;
  return matches;
}

/** @param {any} haystack @param {any} needle both strings, or both buffers */
function indices(haystack, needle) {
  const found = [];
  for (let i = haystack.indexOf(needle); i !== -1; i = haystack.indexOf(needle, i + needle.length)) found.push(i);
  return Uint32Array.from(found);
}

/** @param {string} haystack @param {string} needle */
function offsets(haystack, needle) {
  const found = indices(haystack, needle);
  if (Buffer.byteLength(haystack) === haystack.length) return found;
  let from = 0;
  let offset = 0;
  return found.map((index) => {
    offset += Buffer.byteLength(haystack.slice(from, index));
    from = index;
    return offset;
  });
}

/** @param {(text: string) => number} hash */
const hashEach = (hash) => (/** @type {string[]} */ list) => {
  const hashes = new Uint32Array(list.length);
  for (let i = 0; i < list.length; i++) hashes[i] = hash(list[i]);
  return hashes;
};

/**
 * By operation: for ASCII text (for which a loop over units is correct), for other text, for bytes.
 *
 * @type {Record<string, { what: string, ascii: Function, text: Function, bytes?: Function }>}
 */
export const PLAIN = {
  fastHash: {
    what: 'a loop of `charCodeAt` and `Math.imul` for ASCII (it starts again, with `encodeInto`, if there was a unit above 127); `encodeInto` and a loop over the bytes for other text; that loop for a `Uint8Array`',
    ascii: hashUnits,
    text: hashEncoded,
    bytes: hashBytes,
  },
  fastCompare: {
    what: '`===`, then a loop of `charCodeAt` that puts surrogates behind U+FFFF: the order of code points; `Buffer.compare`',
    ascii: compareCodePoints,
    text: compareCodePoints,
    bytes: Buffer.compare,
  },
  order: {
    what: '`fastCompare` beside `===` and `<`, which order by UTF-16 units: another order where surrogates stand, the same on these texts',
    ascii: (/** @type {string} */ a, /** @type {string} */ b) => (a === b ? 0 : a < b ? -1 : 1),
    text: (/** @type {string} */ a, /** @type {string} */ b) => (a === b ? 0 : a < b ? -1 : 1),
  },
  fastSearch: {
    what: '`indexOf`, then `Buffer.byteLength` of what lies before: the offset in bytes; `Buffer.indexOf`',
    ascii: offsetOf,
    text: offsetOf,
    bytes: (/** @type {Buffer} */ haystack, /** @type {Buffer} */ needle) => haystack.indexOf(needle),
  },
  fastIndexOf: {
    what: '`indexOf`, of the string or of the `Buffer`',
    ascii: (/** @type {string} */ haystack, /** @type {string} */ needle) => haystack.indexOf(needle),
    text: (/** @type {string} */ haystack, /** @type {string} */ needle) => haystack.indexOf(needle),
    bytes: (/** @type {Buffer} */ haystack, /** @type {Buffer} */ needle) => haystack.indexOf(needle),
  },
  fastCount: { what: 'a loop of `indexOf`', ascii: count, text: count, bytes: count },
  fastSearchAll: {
    what: 'a loop of `indexOf` into an array and a `Uint32Array`; offsets in bytes by `Buffer.byteLength` of what lies between two matches, unless that of the whole text says that it is ASCII',
    ascii: offsets,
    text: offsets,
    bytes: indices,
  },
  fastHashMany: {
    what: 'the loop of `fastHash` over a list of 1,000 strings',
    ascii: hashEach(hashUnits),
    text: hashEach(hashEncoded),
  },
};
