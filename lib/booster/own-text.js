'use strict';

/**
 * How to avoid keeping texts in memory: a match of a few characters must not hold the megabytes in which it was found.
 */

/** V8 copies shorter slices instead of referring to the text from which they were cut. */
const SHORTEST_SLICE = 13;

const WIDE = /[\u0100-\uffff]/;
const ANYTHING = /(?:)/;

/**
 * @param {string} text perhaps a slice of another
 * @returns {string} the same, in memory of its own
 */
const ownCopy = (text) => (text.length < SHORTEST_SLICE ? text : ` ${text}`.slice(1));

/**
 * @param {string} text
 * @returns {number} what its units take, in bytes
 */
const bytesOf = (text) => (WIDE.test(text) ? 2 * text.length : text.length);

/** Replaces the last text in which a regular expression found something, which engines keep as `RegExp.$_`. */
function letGoOfText() {
  ANYTHING.test('');
}

module.exports.bytesOf = bytesOf;
module.exports.letGoOfText = letGoOfText;
module.exports.ownCopy = ownCopy;
