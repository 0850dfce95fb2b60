// What the operations mean, by loops too simple to be wrong. Shares no code with the package.

/** @param {string | Uint8Array} input */
export function utf8(input) {
  if (typeof input !== 'string') return input;
  const bytes = [];
  // Iteration is by code points and yields a lone surrogate as itself.
  for (const character of input) {
    let point = character.codePointAt(0);
    if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 + Math.floor(point / 64), 0x80 + (point % 64));
    else if (point < 0x10000) {
      bytes.push(0xe0 + Math.floor(point / 4096), 0x80 + (Math.floor(point / 64) % 64), 0x80 + (point % 64));
    } else {
      bytes.push(
        0xf0 + Math.floor(point / 262144),
        0x80 + (Math.floor(point / 4096) % 64),
        0x80 + (Math.floor(point / 64) % 64),
        0x80 + (point % 64),
      );
    }
  }
  return Uint8Array.from(bytes);
}

export const oracle = {
  fastHash(input, seed = 0x811c9dc5) {
    let hash = seed;
    for (const byte of utf8(input)) hash = Math.imul(hash ^ byte, 0x01000193);
    return hash >>> 0;
  },

  fastHash64(input, seed = 0xcbf29ce484222325n) {
    let hash = seed;
    for (const byte of utf8(input)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    return hash;
  },

  fastHash64Hex(input, seed) {
    return oracle.fastHash64(input, seed).toString(16).padStart(16, '0');
  },

  fastCompare(a, b) {
    const [x, y] = [utf8(a), utf8(b)];
    for (let i = 0; i < x.length && i < y.length; i++) {
      if (x[i] < y[i]) return -1;
      if (x[i] > y[i]) return 1;
    }
    return Math.sign(x.length - y.length);
  },

  fastSearch(haystack, needle) {
    const [h, n] = [utf8(haystack), utf8(needle)];
    for (let at = 0; at + n.length <= h.length; at++) {
      let i = 0;
      while (i < n.length && h[at + i] === n[i]) i++;
      if (i === n.length) return at;
    }
    return -1;
  },

  fastIndexOf(haystack, needle, position) {
    if (typeof haystack === 'string' && typeof needle === 'string') return haystack.indexOf(needle, position);
    const start = Math.min(Math.max(Math.trunc(position ?? 0) || 0, 0), haystack.length);
    const rest = haystack.slice(start);
    const offset = oracle.fastSearch(rest, needle);
    if (offset === -1 || needle.length === 0) return offset === -1 ? -1 : start;
    if (typeof haystack !== 'string') return start + offset;
    let [units, bytes] = [0, 0];
    for (const character of rest) {
      bytes += utf8(character).length;
      if (bytes > offset) break;
      units += character.length;
    }
    return start + units;
  },

  fastSearchAll(haystack, needle, { overlapping = false } = {}) {
    const [h, n] = [utf8(haystack), utf8(needle)];
    const offsets = [];
    let next = 0;
    for (let at = 0; at + n.length <= h.length; at++) {
      if (n.length === 0) {
        // An empty needle is not found within a character.
        if (at === 0 || at === h.length || h[at] < 0x80 || h[at] > 0xbf) offsets.push(at);
        continue;
      }
      if (!overlapping && at < next) continue;
      let i = 0;
      while (i < n.length && h[at + i] === n[i]) i++;
      if (i < n.length) continue;
      offsets.push(at);
      next = at + n.length;
    }
    return offsets;
  },

  fastCount(haystack, needle, options) {
    return oracle.fastSearchAll(haystack, needle, options).length;
  },

  fastHashMany(inputs) {
    return Array.from(inputs, (input) => oracle.fastHash(input));
  },

  fastHashMany64(inputs) {
    return Array.from(inputs, (input) => oracle.fastHash64(input));
  },
};

/** A to Z as a to z. */
const small = (bytes) => bytes.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

/**
 * What a set of needles finds, as pairs of needle and offset.
 *
 * @returns {[needle: number, offset: number][]}
 */
export function needlesIn(haystack, needles, { overlapping = false, ignoreCase = false } = {}) {
  const folded = (input) => (ignoreCase ? small(utf8(input)) : utf8(input));
  const text = folded(haystack);
  const found = needles.flatMap((needle, number) => {
    const offsets = oracle.fastSearchAll(text, folded(needle), { overlapping: true });
    return offsets.map((offset) => ({ number, offset, length: utf8(needle).length }));
  });
  found.sort((a, b) => a.offset - b.offset || b.length - a.length || a.number - b.number);
  let next = 0;
  const pairs = [];
  for (const { number, offset, length } of found) {
    if (!overlapping && offset < next) continue;
    pairs.push([number, offset]);
    next = offset + length;
  }
  return pairs;
}
