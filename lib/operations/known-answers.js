'use strict';

/**
 * What every backend must answer: values published with FNV-1a, and what follows from UTF-8 for order and offsets.
 */

const { encode } = require('../text/utf8.js');

/**
 * @typedef {object} KnownAnswer
 * @property {'fastHash' | 'fastHash64' | 'fastCompare' | 'fastSearch' | 'fastIndexOf' | 'fastCount'} operation
 * @property {any[]} args
 * @property {number | bigint} expected
 */

const LONG = `${'0123456789abcdef'.repeat(1000)}needle`;

/** @type {readonly KnownAnswer[]} */
const KNOWN_ANSWERS = [
  { operation: 'fastHash', args: [''], expected: 0x811c9dc5 },
  { operation: 'fastHash', args: ['a'], expected: 0xe40c292c },
  { operation: 'fastHash', args: ['foobar'], expected: 0xbf9cf968 },
  { operation: 'fastHash', args: [Uint8Array.of(0)], expected: 0x050c5d1f },
  { operation: 'fastHash', args: ['bar', 0xa9f37ed7], expected: 0xbf9cf968 },
  { operation: 'fastHash', args: ['\ud800'], expected: 0x03479c4a },
  { operation: 'fastHash', args: ['🚀'.repeat(1000)], expected: 0x3dd07b55 },
  { operation: 'fastHash', args: [LONG], expected: 0xee322002 },
  { operation: 'fastHash', args: [new Uint8Array(20_000).fill(0xa5)], expected: 0x8dbddea5 },
  { operation: 'fastHash64', args: ['foobar'], expected: 0x85944171f73967e8n },
  { operation: 'fastHash64', args: [LONG, 0n], expected: 0xe351f900b7acf707n },
  { operation: 'fastHash64', args: [new Uint8Array(20_000).fill(0xa5)], expected: 0xa8fbea5f46492c85n },
  { operation: 'fastCompare', args: ['apple', 'banana'], expected: -1 },
  { operation: 'fastCompare', args: ['\u{1f680}', '\uffee'], expected: 1 },
  { operation: 'fastCompare', args: ['same', Uint8Array.of(0x73, 0x61, 0x6d, 0x65)], expected: 0 },
  { operation: 'fastCompare', args: [Uint8Array.of(0x80), Uint8Array.of(0x7f, 0xff)], expected: 1 },
  { operation: 'fastSearch', args: ['héllo world', 'world'], expected: 7 },
  { operation: 'fastSearch', args: [LONG, 'needle'], expected: 16_000 },
  { operation: 'fastSearch', args: [LONG, 'needles'], expected: -1 },
  { operation: 'fastSearch', args: [encode(LONG), 'needle'], expected: 16_000 },
  { operation: 'fastSearch', args: ['anything', ''], expected: 0 },
  { operation: 'fastIndexOf', args: ['héllo world', 'world'], expected: 6 },
  { operation: 'fastIndexOf', args: [LONG, 'needle', 15_999], expected: 16_000 },
  { operation: 'fastCount', args: [LONG, '0123'], expected: 1000 },
];

/**
 * @param {Record<KnownAnswer['operation'], Function>} ops
 * @returns {string[]} what was answered wrongly
 */
function wrongAnswers(ops) {
  return KNOWN_ANSWERS.flatMap(({ operation, args, expected }, i) => {
    let answer;
    try {
      answer = ops[operation](...args);
    } catch (error) {
      answer = error;
    }
    return answer === expected ? [] : [`answer ${i + 1}: ${operation} gave ${String(answer)}, not ${expected}`];
  });
}

module.exports = { KNOWN_ANSWERS, wrongAnswers };
