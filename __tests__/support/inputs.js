// Random inputs: strings of every kind and representation, and bytes at any alignment. The one generator of all tests
// in JavaScript, in browsers too. `recipes` gives inputs that can be made again and again; the other exports, made
// ones.
import fc from 'fast-check';

/** Some character of a kind; `at` is a random number of 32 bits. */
const KINDS = {
  ascii: (at) => String.fromCharCode(at % 128),
  letters: (at) => 'ab'[at % 2],
  latin1: (at) => String.fromCharCode(0x80 + (at % 128)),
  'two bytes': (at) => String.fromCharCode(0x80 + (at % 0x780)),
  chinese: (at) => String.fromCharCode(0x4e00 + (at % 0x5000)),
  emoji: (at) => String.fromCodePoint(0x1f300 + (at % 0x300)),
  surrogates: (at) => String.fromCharCode(0xd800 + (at % 0x800)),
  edges: (at) =>
    String.fromCharCode(
      [0, 0x7f, 0x80, 0xff, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xfeff, 0xfffd, 0xffff][
        at % 15
      ],
    ),
  mixed: (at) => ['a', 'é', '語', '🦀', '\ud83e', '\udd80', 'z', ' '][at % 8],
};

function text(kind, seed, length) {
  const make = KINDS[kind];
  let state = seed | 1;
  let made = '';
  while (made.length < length) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    made += make(state >>> 8);
  }
  return made.slice(0, length);
}

/** Lengths: mostly short, otherwise where a backend changes how it reads, rarely beyond. */
const anyLength = fc.oneof(
  { weight: 60, arbitrary: fc.nat(40) },
  {
    weight: 30,
    arbitrary: fc.constantFrom(
      15,
      16,
      17,
      31,
      32,
      33,
      63,
      64,
      65,
      66,
      95,
      126,
      127,
      128,
      129,
      159,
      160,
      161,
      162,
      191,
      192,
      255,
      256,
      257,
      320,
      511,
      512,
      513,
    ),
  },
  { weight: 8, arbitrary: fc.constantFrom(1023, 1024, 1025, 2047, 2048, 4095, 4096, 4097) },
  { weight: 1, arbitrary: fc.constantFrom(8191, 8192, 8193, 16_384, 20_001) },
);

const run = fc
  .tuple(fc.constantFrom(...Object.keys(KINDS)), fc.integer(), anyLength)
  .map(([kind, seed, length]) => text(kind, seed, length));

/** A unit over and over, with one character changed or not. */
const periodic = fc
  .tuple(
    fc.constantFrom('letters', 'letters', 'mixed', 'chinese', 'ascii'),
    fc.integer(),
    fc.integer({ min: 1, max: 9 }),
    anyLength,
    fc.option(fc.nat(), { freq: 2 }),
  )
  .map(([kind, seed, period, length, changed]) => {
    const unit = text(kind, seed, period);
    const all = unit.repeat(Math.ceil(length / period)).slice(0, length);
    if (changed === null || length === 0) return all;
    const at = changed % length;
    return `${all.slice(0, at)}c${all.slice(at + 1)}`;
  });

const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40, size: 'max' })
  .map((all) => String.fromCharCode(...all));

const anyText = fc.oneof(
  { weight: 5, arbitrary: run },
  { weight: 3, arbitrary: periodic },
  { weight: 1, arbitrary: units },
);

/** How a string is represented when it is passed, or as which bytes. */
const FORMS = ['flat', 'rope', 'rope', 'slice', 'two-byte', 'bytes', 'bytes', 'Buffer'];

const encoder = new TextEncoder();

/**
 * An input that can be made again and again, as a fresh value each time.
 */
class Recipe {
  /** @param {string} text @param {string} form @param {number} at where a rope is joined, or bytes begin in memory */
  constructor(source, form, at) {
    this.source = source;
    this.form = form;
    this.at = at;
  }

  /** @returns {string | Uint8Array} what the oracle reads */
  value() {
    return this.form === 'bytes' || this.form === 'Buffer' ? encoder.encode(this.source) : this.source;
  }

  /** @returns {string | Uint8Array} the same, in its form */
  make() {
    const { source, at } = this;
    const seam = source.length === 0 ? 0 : at % (source.length + 1);
    switch (this.form) {
      case 'rope':
        return source.slice(0, seam) + source.slice(seam);
      case 'slice':
        return `${'xyz'.repeat(5)}${source}${'xyz'.repeat(5)}`.slice(15, 15 + source.length);
      case 'two-byte':
        return `世${source}世`.slice(1, 1 + source.length);
      case 'bytes':
      case 'Buffer': {
        const bytes = encoder.encode(source);
        const before = at % 64;
        const room = new Uint8Array(before + bytes.length + 3).fill(0x61);
        room.set(bytes, before);
        return this.form === 'Buffer' && globalThis.Buffer !== undefined
          ? Buffer.from(room.buffer, before, bytes.length)
          : room.subarray(before, before + bytes.length);
      }
      default:
        return source;
    }
  }

  /** For reports of fast-check. */
  [fc.toStringMethod]() {
    return JSON.stringify({ form: this.form, at: this.at, source: this.source });
  }
}

/** Bytes that need not be UTF-8. */
class BytesRecipe extends Recipe {
  constructor(bytes, at) {
    super(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''), 'hex', at);
    this.bytes = bytes;
  }

  value() {
    return this.bytes;
  }

  make() {
    const before = this.at % 64;
    const room = new Uint8Array(before + this.bytes.length + 3).fill(0x61);
    room.set(this.bytes, before);
    return room.subarray(before, before + this.bytes.length);
  }
}

const anyForm = fc.tuple(fc.constantFrom(...FORMS), fc.nat(4096));
const recipe = (source, [form, at]) => new Recipe(source, form, at);

const textInput = fc.tuple(anyText, anyForm).map(([source, form]) => recipe(source, form));

/** Raw bytes, and UTF-8 cut in the middle of characters. */
const bytesInput = fc.oneof(
  fc.tuple(fc.uint8Array({ maxLength: 60, size: 'max' }), fc.nat(63)).map(([bytes, at]) => new BytesRecipe(bytes, at)),
  fc.tuple(anyText, fc.nat(3), fc.nat(3), fc.nat(63)).map(([source, start, end, at]) => {
    const bytes = encoder.encode(source);
    return new BytesRecipe(bytes.slice(start, Math.max(start, bytes.length - end)), at);
  }),
);

const anyRecipe = fc.oneof({ weight: 5, arbitrary: textInput }, { weight: 1, arbitrary: bytesInput });

/** Two inputs from one text: equal, one a prefix of the other, or different from some place on. */
const alikeRecipes = fc
  .tuple(anyText, anyText, anyText, fc.nat(3), anyForm, anyForm)
  .map(([common, a, b, how, formA, formB]) => {
    const ends = [
      [a, b],
      ['', ''],
      [a, ''],
      ['', b],
    ][how];
    return [recipe(common + ends[0], formA), recipe(common + ends[1], formB)];
  });

/** A haystack, and a needle that is often, or nearly, in it. */
const searchRecipes = fc
  .tuple(anyText, anyText, fc.nat(), fc.nat(), fc.nat(4), anyForm, anyForm, fc.nat(30))
  .map(([haystack, other, start, length, how, formA, formB, rare]) => {
    const from = start % (haystack.length + 1);
    // Mostly short needles, rarely long ones.
    const most = rare === 0 ? haystack.length : 40;
    const part = haystack.slice(from, from + (length % (Math.min(most, haystack.length) + 1)));
    const needles = [
      other.slice(0, 200),
      part,
      `${part}c`,
      part.slice(0, -1) + String.fromCharCode(start & 0x7f),
      part,
    ];
    if (how === 4) return [recipe(`${haystack}${part}${other}${part}`, formA), recipe(part, formB)];
    return [recipe(haystack, formA), recipe(needles[how], formB)];
  });

/** Words of several alphabets; the rarest letter of some stands often in others. */
const WORDS = [
  'the cat sat on tea ',
  'zoo xylem quiz ',
  'é café zoé ',
  'it’s “so” — ',
  '世界一丁七 ',
  'こんにちは',
  'привет мир ο',
  '🚀x😀q',
  'aaaa',
  'ab',
  '\ufffd',
  '\ud83d',
  '\ude80',
];

/** Lengths at which another way of searching or comparing begins, and the last units before. */
const lengthAround = fc
  .tuple(
    fc.constantFrom(6, 12, 64, 128, 224, 256, 384, 512, 640, 896, 1024, 2688, 4100, 9000),
    fc.integer({ min: -2, max: 9 }),
  )
  .map(([length, more]) => length + more);

/** A string of its own. @param {string} text */
const flat = (text) =>
  globalThis.Buffer === undefined ? JSON.parse(JSON.stringify(text)) : Buffer.from(text, 'utf16le').toString('utf16le');

/** The same text in each of the ways in which engines keep one. */
const KEPT = {
  flat,
  twoBytes: (/** @type {string} */ text) => flat(`\u4e16${text}`).slice(1),
  rope: (/** @type {string} */ text) => text.slice(0, text.length >> 1) + text.slice(text.length >> 1),
};
const kept = fc.constantFrom(...Object.values(KEPT));

const longText = fc
  .tuple(fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }), lengthAround)
  .map(([words, length]) => words.join('').repeat(length).slice(0, length));

/** Pieces of texts with a unit that may be rare, and needles of units that are common but not in this order. */
const longNeedle = fc.oneof(
  fc
    .tuple(longText, fc.nat(14), fc.constantFrom('', 'z', '—', '🚀', '\ud83d', '\ufffd', 't'))
    .map(([text, length, odd]) => text.slice(0, length) + odd),
  fc.constantFrom('etaoin', 'ttee', 'oo', 'ee\na', '’et', '一七世', '🚀x🚀', 'tttt'),
);

/** A long text and a needle that is in it at a place where another way begins, or nearly is. */
export const longPair = fc
  .tuple(longText, longNeedle, lengthAround, kept, fc.nat(3))
  .map(([text, needle, at, keep, no]) => {
    const place = Math.max(0, Math.min(at, text.length) - needle.length);
    const whole = no === 0 ? text : text.slice(0, place) + needle + text.slice(place + needle.length);
    return [keep(whole), needle];
  });

/** Two texts that differ in one place at the most. */
export const longAlike = fc
  .tuple(longText, lengthAround, fc.constantFrom('', 'x', 'é', '世', '\ue000', '\ud83d', '🚀', '\uffff'), kept, kept)
  .map(([text, at, odd, keepA, keepB]) => [keepA(text), keepB(text.slice(0, at) + odd + text.slice(at + odd.length))]);

export const anySeed = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.constantFrom(0, -0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 2166136261),
);

export const anySeed64 = fc.oneof(
  fc.constant(undefined),
  fc.bigInt(0n, 2n ** 64n - 1n),
  fc.constantFrom(0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n),
);

export const anyPosition = fc.oneof(
  { weight: 6, arbitrary: fc.nat(300) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      undefined,
      Number.NaN,
      -0,
      Infinity,
      -Infinity,
      0.5,
      1.999,
      -1,
      2 ** 31,
      2 ** 32 + 1,
      1e300,
    ),
  },
  { weight: 1, arbitrary: fc.double() },
);

/** `anyList` is shorter and longer than the 32 texts that are hashed side by side; without `size` lists end at ten. */
export const recipes = {
  anyInput: anyRecipe,
  alikePair: alikeRecipes,
  searchPair: searchRecipes,
  anyList: fc.array(anyRecipe, { maxLength: 70, size: 'max' }),
  /** What a hash is fed: texts, cut anywhere, with bytes in between. */
  anyParts: fc.array(anyRecipe, { maxLength: 8, size: 'max' }),
};

const made = (arbitrary) =>
  arbitrary.map((value) => (Array.isArray(value) ? value.map((recipe) => recipe.make()) : value.make()));

/** Any string, lone surrogates included. */
export const anyString = anyText;
export const anyInput = made(recipes.anyInput);
export const alikePair = made(recipes.alikePair);
export const searchPair = made(recipes.searchPair);
export const anyList = made(recipes.anyList);
