// The texts to measure on, made from a fixed seed, so that every run has the same ones.

/** Lengths in UTF-16 units, or in bytes. */
export const LENGTHS = [3, 11, 32, 64, 128, 256, 512, 1024, 4300, 16384, 65536, 1048576];

const WORDS = (
  'the a of to and in is it that was for on are as with they be at one have this from by hot but what some we can out ' +
  'other were all there when up use your how said each she which do their time if will way about many then them write ' +
  'would like so these her long make thing see him two has look more day could go come did number sound no most people ' +
  'my over know water than call first who may down side been now find just any new work part take get place made live ' +
  'where after back little only round man year came show every good me give our under name very through form sentence'
).split(' ');
const ACCENTED = [...'éèàçêôùïöüñåß'];
const TYPOGRAPHIC = [...'’“”—…'];
const HIRAGANA = 0x3041;
const KANJI = 0x4e00;

/** @typedef {(limit: number) => number} Random */

const word = (/** @type {Random} */ random) => WORDS[random(WORDS.length)];

/**
 * @typedef {object} Kind
 * @property {string} title
 * @property {string} what
 * @property {(random: Random) => string} part words or characters, of which a text is composed
 * @property {{ common: string[], rare: string[] }} needles by how often their first unit stands in the text
 * @property {[string, string]} [marks] in which two texts differ
 * @property {string} [frequent] what occurs in the text again and again
 */

const ENGLISH_NEEDLES = { common: ['tenant', 'onset'], rare: ['jigsaw', 'zenith'] };

/** @type {Record<string, Kind>} */
export const KINDS = {
  ascii: {
    title: 'ASCII',
    what: 'English words, one byte a unit',
    part: (random) => `${word(random)} `,
    needles: ENGLISH_NEEDLES,
    frequent: 'the',
  },
  latin1: {
    title: 'latin1',
    what: 'words, every third of which ends in `é` or a similar letter; one byte a unit in memory, two in UTF-8',
    part: (random) => `${word(random)}${random(3) === 0 ? ACCENTED[random(ACCENTED.length)] : ''} `,
    needles: { common: ['tenné', 'on étai'], rare: ['jérôme', 'zénith'] },
  },
  typographic: {
    title: 'typographic',
    what: 'English with a curly quote or a dash after every twentieth word, which makes it two bytes a unit',
    part: (random) => `${word(random)}${random(20) === 0 ? TYPOGRAPHIC[random(TYPOGRAPHIC.length)] : ''} `,
    needles: { common: ['tenant', 'one’s te'], rare: ['“jigsaw', 'zenith'] },
    frequent: 'the',
  },
  late: {
    title: 'late',
    what: 'English whose only wide character is the last',
    part: (random) => `${word(random)} `,
    needles: ENGLISH_NEEDLES,
    marks: ['…', '—'],
  },
  sliced: {
    title: 'sliced',
    what: 'ASCII in a string of two bytes a unit: a slice of a text with a wide character before it',
    part: (random) => `${word(random)} `,
    needles: ENGLISH_NEEDLES,
  },
  cjk: {
    title: 'CJK',
    what: 'Chinese and Japanese characters, two bytes a unit, three bytes in UTF-8',
    part: (random) =>
      random(12) === 0 ? 'の' : String.fromCharCode(random(3) === 0 ? HIRAGANA + random(86) : KANJI + random(20_000)),
    needles: { common: ['の違鷗', 'の龍麺'], rare: ['鷗の違', '龘龍'] },
    marks: ['一', '丁'],
    frequent: 'の',
  },
  emoji: {
    title: 'emoji',
    what: 'English with an emoji, which is a pair of surrogates, for every fourth word',
    part: (random) => (random(4) === 0 ? String.fromCodePoint(0x1f600 + random(64)) : `${word(random)} `),
    needles: { common: ['😀x😁', 'e😀😀t'], rare: ['q😀q', 'z😁e'] },
  },
};

/** @param {number} seed @returns {Random} */
export function randomBelow(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const decoder = new TextDecoder();

/**
 * The text in memory of its own: flat and of the narrowest width, like a file that was read, except for slices.
 *
 * @param {string} kind
 * @param {string} text
 */
export const settle = (kind, text) =>
  kind === 'sliced' ? decoder.decode(Buffer.from(`世${text}`)).slice(1) : decoder.decode(Buffer.from(text));

/** How many different inputs a row uses in turn: a power of two. */
const variants = (/** @type {number} */ length) => (length <= 16384 ? 8 : 4);

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const whole = (/** @type {string} */ text) => (text.isWellFormed() ? text : text.replace(LONE, 'x'));

/** @param {string} kind @param {number} length @param {number} seed */
function makeText(kind, length, seed) {
  const { part, needles } = KINDS[kind];
  const random = randomBelow(seed * 7919 + length);
  for (;;) {
    const parts = [];
    for (let units = 0; units < length; units += parts[parts.length - 1].length) parts.push(part(random));
    const text = whole(parts.join('').slice(0, length));
    const finished = kind === 'late' ? `${text.slice(0, -1)}…` : text;
    // A chance occurrence would be found where no needle was put.
    if (![...needles.common, ...needles.rare].some((needle) => finished.includes(needle))) return finished;
  }
}

/** The texts of one length at a time, as those of the next need the memory. */
let made = { length: 0, texts: /** @type {Map<string, string[]>} */ (new Map()) };

/** @param {string} kind @param {number} length @returns {string[]} */
export function texts(kind, length) {
  if (made.length !== length) made = { length, texts: new Map() };
  const known = made.texts.get(kind);
  if (known !== undefined) return known;
  const several = Array.from({ length: variants(length) }, (_, index) =>
    settle(kind, makeText(kind, length, index + 1)),
  );
  made.texts.set(kind, several);
  return several;
}

/**
 * The text with `what` written over it.
 *
 * @param {string} kind
 * @param {string} text
 * @param {string} what
 * @param {number} at in units
 */
export const overwrite = (kind, text, what, at) =>
  settle(kind, whole(text.slice(0, at)) + what + whole(text.slice(at + what.length)));
