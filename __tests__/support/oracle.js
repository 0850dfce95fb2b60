// What the operations mean, by loops too simple to be wrong. Shares no code with the package.

/** @param {string | Uint8Array} input */
export function utf8(input) {
  if (typeof input !== 'string') return input;
  const bytes = [];
  // Iteration goes by code points and gives a lone surrogate as itself.
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
};
