'use strict';

/**
 * What keeps texts in memory, and how not to: a match of a few characters must not hold the megabytes it was found in.
 */

/** V8 copies what is shorter, instead of referring to the text it was cut from. */
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

/** Takes the place of the last text in which a regular expression found something, which engines keep as `RegExp.$_`. */
function letGoOfText() {
  ANYTHING.test('');
}

module.exports.bytesOf = bytesOf;
module.exports.letGoOfText = letGoOfText;
module.exports.ownCopy = ownCopy;
