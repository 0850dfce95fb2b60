// What is measured on: texts that are made anew from a seed, so every run has the same ones.
//
// Each string is decoded from UTF-8 by TextDecoder, which makes a flat string of the narrowest width: 'x'.repeat(n)
// and a + b would be ropes that the first reader flattens, and a slice points into its parent.

/** Lengths in UTF-16 units. 4300 is the guide's own. */
export const LENGTHS = [11, 64, 256, 1024, 4300, 65536, 1048576];

/** @typedef {'ascii' | 'latin1' | 'cjk' | 'emoji'} Kind */

/** @type {Record<Kind, string>} */
export const KINDS = {
  ascii: 'English-like words; one byte a unit in memory, one byte in UTF-8',
  latin1: 'the same with every eighth letter or so an `é` or its like; one byte a unit in memory',
  cjk: 'Chinese and Japanese characters; two bytes a unit in memory, three bytes in UTF-8',
  emoji: 'nothing but surrogate pairs; four bytes a pair in memory and in UTF-8',
};

const decoder = new TextDecoder();

/** @param {string} text */
const flat = (text) => decoder.decode(Buffer.from(text));

/** Whether this Node.js keeps decoded strings of 1 MB outside the engine's heap, where they are read otherwise. */
export function longTextsAreExternal() {
  const bytes = Buffer.alloc(LENGTHS.at(-1), 'x');
  const before = process.memoryUsage().external;
  const kept = Array.from({ length: 16 }, () => decoder.decode(bytes));
  return process.memoryUsage().external - before > (kept.length / 2) * bytes.length;
}

/** @param {number} seed */
function randomBelow(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Letters as often as in English, roughly. */
const LETTERS = 'eeeeeeeeeeeetttttttttaaaaaaaaooooooooiiiiiiinnnnnnnsssssshhhhhhrrrrrrddddllllcccuuummmwwffggyyppbbvk';
const ACCENTED = 'éééééèàçêôùïöüñ';

/** @type {Record<Kind, (random: (limit: number) => number) => string>} one character */
const CHARACTERS = {
  ascii: (random) => (random(6) === 0 ? ' ' : LETTERS[random(LETTERS.length)]),
  latin1: (random) => (random(8) === 0 ? ACCENTED[random(ACCENTED.length)] : CHARACTERS.ascii(random)),
  cjk: (random) =>
    String.fromCharCode(random(3) === 0 ? 0x3041 + random(86) : random(12) === 0 ? 0x3001 : 0x4e00 + random(20000)),
  emoji: (random) => String.fromCodePoint(random(2) === 0 ? 0x1f600 + random(80) : 0x1f300 + random(250)),
};

/**
 * @param {Kind} kind
 * @param {number} length in units
 * @param {number} seed
 */
function text(kind, length, seed) {
  const name = `${kind} ${length} ${seed}`;
  const known = made.get(name) ?? makeText(kind, length, seed);
  made.set(name, known);
  return known;
}

/** @type {Map<string, string>} */
const made = new Map();

/** @type {typeof text} */
function makeText(kind, length, seed) {
  const random = randomBelow(seed * 7919 + length);
  const parts = [];
  for (let units = 0; units < length;) {
    const character = CHARACTERS[kind](random);
    if (units + character.length > length) {
      parts.push(' ');
      break;
    }
    parts.push(character);
    units += character.length;
  }
  return flat(parts.join(''));
}

/** How many different inputs a row goes through in turn: a power of two; fewer of those that fill the caches. */
const variants = (/** @type {number} */ length) => (length <= 4300 ? 16 : 4);

/**
 * @template T
 * @param {number} length
 * @param {(index: number) => T} make
 */
const several = (length, make) => Array.from({ length: variants(length) }, (_, index) => make(index));

/** A text of the same content in memory of its own. @param {string} text */
export const copyOf = (text) => flat(text);

/**
 * @param {Kind} kind
 * @param {number} length
 */
export const texts = (kind, length) => several(length, (index) => text(kind, length, index + 1));

/** A text that differs in its last character, which comes before or after the old one. */
function withOtherEnd(/** @type {string} */ original, /** @type {boolean} */ after) {
  const last = original.charCodeAt(original.length - 1);
  return flat(original.slice(0, -1) + String.fromCharCode(after ? last + 1 : last - 1));
}

/** @type {Record<string, { title: string, pairs: (kind: Kind, length: number) => [string, string][] }>} */
export const COMPARE_CASES = {
  equal: {
    title: 'equal copies',
    pairs: (kind, length) => texts(kind, length).map((a) => [a, copyOf(a)]),
  },
  end: {
    title: 'differing in the last character',
    pairs: (kind, length) => texts(kind, length).map((a, index) => [a, withOtherEnd(a, index % 3 === 0)]),
  },
  same: {
    title: 'the same object twice',
    pairs: (kind, length) => texts(kind, length).map((a) => [a, a]),
  },
};

/** Where the needle lies in an early hit, in units; nearer in a text that is too short for it. */
export const EARLY_AT = 20;

const needleLength = (/** @type {number} */ length) => (length < 64 ? 4 : 10);

/**
 * Haystacks whose first occurrence of the needle is where it should be.
 *
 * @param {Kind} kind
 * @param {number} length
 * @param {number} at offset of the needle in units, even
 * @returns {[string, string][]}
 */
function hits(kind, length, at) {
  return several(length, (index) => {
    for (let seed = index + 1; ; seed += 100) {
      const haystack = text(kind, length, seed);
      const needle = haystack.slice(at, at + needleLength(length));
      if (haystack.indexOf(needle) === at) return [haystack, flat(needle)];
    }
  });
}

/**
 * Characters on either side of a periodic needle's odd one, at most. With 4096, the engine's own search takes a second
 * for 1 MB.
 */
const MOST_REPEATS = 512;

/** @type {Record<Kind, [from: number, to: number]>} code points a periodic text takes its one character from */
const PERIODIC = { ascii: [0x61, 0x79], latin1: [0xe0, 0xf5], cjk: [0x4e00, 0x4eff], emoji: [0x1f600, 0x1f640] };

/** @type {Record<string, { title: string, pairs: (kind: Kind, length: number) => [string, string][] }>} */
export const SEARCH_CASES = {
  early: {
    title: `early hit (at unit ${EARLY_AT})`,
    pairs: (kind, length) => hits(kind, length, length < 64 ? 2 : EARLY_AT),
  },
  late: {
    title: 'late hit (at the very end)',
    pairs: (kind, length) => hits(kind, length, (length - needleLength(length)) & ~1),
  },
  miss: {
    title: 'miss (a needle of the same kind of text)',
    pairs: (kind, length) =>
      texts(kind, length).map((haystack, index) => {
        for (let seed = index + 5001; ; seed += 100) {
          const needle = text(kind, needleLength(length), seed);
          if (!haystack.includes(needle)) return [haystack, needle];
        }
      }),
  },
  periodic: {
    title: 'periodic miss (`aaaa…`, needle `a…aba…a`)',
    pairs: (kind, length) =>
      several(length, (index) => {
        const [from, to] = PERIODIC[kind];
        const a = String.fromCodePoint(from + (index % (to - from)));
        const b = String.fromCodePoint(from + (index % (to - from)) + 1);
        const count = Math.floor(length / a.length);
        const half = Math.min(MOST_REPEATS, Math.max(1, count >> 4));
        return [flat(a.repeat(count).padEnd(length, ' ')), flat(a.repeat(half) + b + a.repeat(half))];
      }),
  },
};
