// The rows of the report: an operation, a case, a kind of input and a length, with the contenders that run there.
import { CONTENDERS } from './contenders.mjs';
import { COMPARE_CASES, KINDS, LENGTHS, SEARCH_CASES, texts } from './inputs.mjs';

/** @typedef {import('./contenders.mjs').Contender} Contender */
/** @typedef {import('./inputs.mjs').Kind} Kind */

/**
 * @typedef {object} Row
 * @property {'hash' | 'compare' | 'search'} operation
 * @property {string} case
 * @property {Kind | 'bytes'} kind
 * @property {number} length in units, or bytes
 * @property {string} plain what plain JavaScript does here, to which the others are related
 * @property {Contender[]} contenders
 * @property {() => [a: any, b: any][]} inputs
 */

/** What has no case of its own. */
export const ANY = 'any';

/** @type {Record<Row['operation'], Record<string, { title: string, pairs: (kind: Kind, length: number) => any[] }>>} */
export const CASES = {
  hash: {
    [ANY]: { title: 'any text', pairs: (kind, length) => texts(kind, length).map((text) => [text, undefined]) },
  },
  compare: COMPARE_CASES,
  search: SEARCH_CASES,
};

/** @param {unknown} value */
const toBytes = (value) => (typeof value === 'string' ? Buffer.from(value) : value);

/** @param {Row['operation']} operation @param {Row['kind']} kind */
function plainOf(operation, kind) {
  if (kind === 'bytes') return { hash: 'byte loop', compare: 'Buffer.compare', search: 'Buffer.indexOf' }[operation];
  // A loop over units hashes something else as soon as a character takes more than one byte.
  if (operation === 'hash') return kind === 'ascii' ? 'charCodeAt loop' : 'encodeInto, loop';
  return { compare: '`===`, `<`', search: 'indexOf' }[operation];
}

/** @returns {Row[]} */
export function allRows() {
  const rows = [];
  for (const operation of /** @type {const} */ (['hash', 'compare', 'search'])) {
    for (const [name, { pairs }] of Object.entries(CASES[operation])) {
      for (const kind of /** @type {(Kind | 'bytes')[]} */ ([...Object.keys(KINDS), 'bytes'])) {
        for (const length of LENGTHS) {
          rows.push({
            operation,
            case: name,
            kind,
            length,
            plain: plainOf(operation, kind),
            contenders: CONTENDERS[operation][kind === 'bytes' ? 'bytes' : 'strings'],
            inputs: () => (kind === 'bytes' ? bytesOf(pairs('ascii', length), name === 'same') : pairs(kind, length)),
          });
        }
      }
    }
  }
  return rows;
}

/** @param {any[]} pairs @param {boolean} same whether both are to be one array */
const bytesOf = (pairs, same) =>
  pairs.map(([a, b]) => {
    const bytes = toBytes(a);
    return [bytes, same ? bytes : toBytes(b)];
  });

/** @param {Row} row */
export const nameOf = (row) => [row.operation, row.case, row.kind, row.length].filter((part) => part !== ANY).join(' ');

/**
 * Whether contenders that hash or order UTF-16 units mean the same as ours on the inputs of this row.
 *
 * @param {Row} row
 */
const unitsAreBytes = (row) => row.operation === 'compare' || row.kind === 'ascii';

/**
 * Throws unless every contender with our meaning gives the result of the plainest JavaScript on every input.
 *
 * @param {Row} row
 * @param {[any, any][]} inputs
 */
export function assertAgreement(row, inputs) {
  for (const [a, b] of inputs) {
    const expected = EXPECTED[row.operation](a, b);
    for (const { name, answer, run } of row.contenders) {
      const result = run(a, b);
      const agrees =
        answer === 'same'
          ? result === expected
          : answer === 'units'
            ? byteOffset(a, Number(result)) === expected
            : answer === 'utf16' && unitsAreBytes(row)
              ? result === expected
              : true;
      if (!agrees) throw new Error(`${nameOf(row)}: ${name} says ${result}, which should be ${expected}`);
    }
  }
}

/** @type {Record<Row['operation'], (a: any, b: any) => number>} the meaning, by the plainest means there are */
const EXPECTED = {
  hash(input) {
    let hash = 2166136261;
    for (const byte of Buffer.from(input)) hash = Math.imul(hash ^ byte, 16777619);
    return hash >>> 0;
  },
  compare: (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)),
  search: (haystack, needle) => Buffer.from(haystack).indexOf(needle),
};

/** @param {string} text @param {number} index in units, or -1 */
const byteOffset = (text, index) => (index <= 0 ? index : Buffer.byteLength(text.slice(0, index)));
