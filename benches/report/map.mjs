// The map: each row is an operation, a kind of text, a case and a length, for this package and for plain JavaScript.
import assert from 'node:assert/strict';
import { PLAIN } from './plain.mjs';
import { KINDS, LENGTHS, overwrite, randomBelow, settle, texts } from './texts.mjs';

/**
 * @typedef {object} Row
 * @property {string} curve operation, kind and case; a row is a curve at one length
 * @property {number} length
 * @property {Function} ours
 * @property {Function} plain
 * @property {() => any[][]} inputs the arguments of some calls
 */

/** The forms of texts other than flat strings. @type {Record<string, { title: string, what: string }>} */
export const FORMS = {
  bytes: { title: 'bytes', what: 'the ASCII texts as a `Buffer`, needles too' },
  rope: { title: 'ropes', what: 'ASCII in two halves that `+` joins in the call, which is part of the time' },
};

const ALL_ASCII = new Set(['ascii', 'sliced', 'rope']);

/** Where the needle is. @type {Record<string, { at: (length: number) => number, from?: number }>} */
const PLACES = {
  'hit at the start': { at: () => 1 },
  'hit at 100': { at: () => 100, from: 256 },
  'hit at 300': { at: () => 300, from: 1024 },
  'hit in the middle': { at: (length) => length >> 1 },
  miss: { at: () => -1 },
};

/** @type {Record<string, (length: number) => number>} where two texts differ */
const DIFFERENCES = {
  'first differs': () => 0,
  'middle differs': (length) => length >> 1,
  'last differs': (length) => length - 1,
};

/** @param {string} kind @param {number} length @param {(length: number) => number} at */
function differing(kind, length, at) {
  const [low, high] = KINDS[kind].marks ?? ['x', 'y'];
  return texts(kind, length).map((text, index) => {
    const pair = [low, high].map((mark) => overwrite(kind, text, mark, at(length)));
    return index % 3 === 0 ? pair.reverse() : pair;
  });
}

const copies = (/** @type {string} */ kind, /** @type {number} */ length) =>
  texts(kind, length).map((text) => [text, settle(kind, text)]);

/**
 * Needles alternate, so that what is known about the last one does not help with the next.
 *
 * @param {string} kind
 * @param {number} length
 * @param {'common' | 'rare'} unit
 * @param {(length: number) => number} place
 */
const hidden = (kind, length, unit, place) =>
  texts(kind, length).map((text, index) => {
    const needle = settle('', KINDS[kind].needles[unit][index & 1]);
    const at = place(length);
    const haystack = at < 0 ? text : overwrite(kind, text, needle, at);
    assert.equal(haystack.indexOf(needle), at);
    return [haystack, needle];
  });

/** A text in lines of some sixty units. @param {string} kind @param {string} text */
const inLines = (kind, text) => settle(kind, text.replace(/(.{60}.*?) /g, '$1\n'));

/** @type {Record<string, (kind: string, text: string) => [string, string]>} what is counted in which text */
const COUNTED = {
  'a frequent word': (kind, text) => [text, KINDS[kind].frequent ?? ''],
  'line ends': (kind, text) => [kind === 'cjk' ? settle(kind, text.replaceAll('か', '\n')) : inLines(kind, text), '\n'],
  miss: (kind, text) => [text, KINDS[kind].needles.common[0]],
};

const LIST = 1000;

/** Lists of strings that begin anywhere in the texts. @param {string} kind @param {number} length */
function lists(kind, length) {
  const random = randomBelow(length);
  const [long] = texts(kind, length).map((_, index, all) => all[index] + all.join(''));
  return Array.from({ length: 4 }, () => [
    Array.from({ length: LIST }, () => {
      const from = random(long.length - length);
      return settle(kind, long.slice(from, from + length).toWellFormed());
    }),
  ]);
}

/**
 * @param {any} ops
 * @param {number[]} [lengths]
 * @returns {Row[]}
 */
export function rowsOf(ops, lengths = LENGTHS) {
  /** @type {Row[]} */
  const rows = [];
  const { fastHash, fastCompare, fastSearch, fastIndexOf, fastCount, fastSearchAll, fastHashMany } = ops;
  const OURS = { fastHash, fastCompare, order: fastCompare, fastSearch, fastIndexOf, fastCount, fastSearchAll };

  /**
   * @param {string} operation @param {string} kind @param {string} name @param {number} length @param {() => any[][]}
   * inputs
   */
  function add(operation, kind, name, length, inputs) {
    const curve = [operation, kind, name].filter(Boolean).join(' ');
    const ours = { ...OURS, fastHashMany }[operation];
    const plain = PLAIN[operation][kind === 'bytes' ? 'bytes' : ALL_ASCII.has(kind) ? 'ascii' : 'text'];
    rows.push({ curve, length, ours: as(kind, ours), plain: as(kind, plain), inputs });
  }

  for (const length of lengths) {
    const half = length >> 1;
    /** @type {Record<string, (inputs: any[][]) => any[][]>} how an ASCII text becomes another form */
    const forms = {
      bytes: (inputs) => inputs.map((input) => input.map((text) => Buffer.from(text))),
      rope: (inputs) => inputs.map(([text, ...rest]) => [[text.slice(0, half), text.slice(half)], ...rest]),
    };
    /** The rows of an operation for every kind and form. */
    const everywhere = (operation, name, inputs, kinds) => {
      for (const kind of kinds) {
        const form = forms[kind];
        add(operation, kind, name, length, form ? () => form(inputs('ascii')) : () => inputs(kind));
      }
    };
    const all = [...Object.keys(KINDS), 'bytes'];

    everywhere('fastHash', '', (kind) => texts(kind, length).map((text) => [text]), [...all, 'rope']);
    everywhere('fastCompare', 'equal copies', (kind) => copies(kind, length), [...all, 'rope']);
    for (const [name, at] of Object.entries(DIFFERENCES)) {
      everywhere('fastCompare', name, (kind) => differing(kind, length, at), all);
      everywhere('order', name, (kind) => differing(kind, length, at), ['ascii', 'typographic', 'cjk']);
    }
    for (const [place, { at, from = 0 }] of Object.entries(PLACES)) {
      for (const unit of /** @type {const} */ (['common', 'rare'])) {
        const fits = (kind) =>
          length >= from && KINDS[kind].needles[unit].every((needle) => at(length) + needle.length <= length - 1);
        const kinds = [...all, ...(at(length) === 1 ? [] : ['rope'])].filter((kind) =>
          fits(forms[kind] ? 'ascii' : kind),
        );
        for (const operation of ['fastSearch', 'fastIndexOf']) {
          everywhere(operation, `${unit}, ${place}`, (kind) => hidden(kind, length, unit, at), kinds);
        }
      }
    }
    if (length >= 64) {
      for (const [name, counted] of Object.entries(COUNTED)) {
        for (const operation of ['fastCount', 'fastSearchAll']) {
          const inputs = (kind) => texts(kind, length).map((text) => counted(kind, text));
          everywhere(operation, name, inputs, ['ascii', 'typographic', 'cjk', 'bytes']);
        }
      }
    }
    if (length <= 1024) everywhere('fastHashMany', '', (kind) => lists(kind, length), ['ascii', 'typographic', 'cjk']);
  }
  return rows;
}

/** @type {WeakMap<Function, Function>} */
const ofRopes = new WeakMap();

/** The function for inputs of that kind, always the same one. @param {string} kind @param {Function} f */
function as(kind, f) {
  if (kind !== 'rope') return f;
  const known = ofRopes.get(f);
  if (known !== undefined) return known;
  const joined = ([a, b], second) => f(a + b, second);
  ofRopes.set(f, joined);
  return joined;
}

/** The contents of a list, of any realm. @param {any} result */
const plainly = (result) => (typeof result === 'object' ? [...result] : result);

/** Throws unless both return the same. @param {Row} row @param {any[][]} inputs */
export function assertAgreement({ curve, length, ours, plain }, inputs) {
  for (const input of inputs) {
    assert.deepEqual(plainly(ours(...input)), plainly(plain(...input)), `${curve}, ${length}`);
  }
}
