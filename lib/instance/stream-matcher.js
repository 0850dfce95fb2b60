'use strict';

/**
 * Finds a needle in bytes that come in pieces of any size, in time linear in their sum.
 *
 * What matters at the border of two pieces is how much of the needle the stream so far ends with; Knuth, Morris and
 * Pratt ("Fast pattern matching in strings", SIAM Journal on Computing 6, 1977) keep just that number instead of the
 * bytes themselves. So nothing is copied and nothing is read twice, however small the pieces are. Where a match can
 * only begin within the current piece, the backend's search takes over.
 */

const { lengthOf, viewOf } = require('../text/typed-array.js');

/** The fewest bytes for which the backend's search is called; for fewer, the call costs more than it saves. */
const WORTH_A_CALL = 64;

/** Bytes after a match that are searched here: where matches are dense, a call for each would cost more. */
const CALM = 1024;

/**
 * @param {Uint8Array} needle
 * @returns {Uint32Array} at i, the length of the longest proper prefix with which the needle's first i bytes end
 */
function bordersOf(needle) {
  const length = lengthOf(needle);
  const borders = new Uint32Array(length + 1);
  let border = 0;
  for (let i = 1; i < length; i++) {
    while (border > 0 && needle[i] !== needle[border]) border = borders[border];
    if (needle[i] === needle[border]) border++;
    borders[i + 1] = border;
  }
  return borders;
}

/**
 * @param {(haystack: Uint8Array, needle: Uint8Array) => number} fastSearch
 * @param {Uint8Array} needle not empty, and nobody else's
 * @param {boolean} overlapping whether matches may share bytes
 * @returns {(piece: Uint8Array) => number[]} takes the bytes that follow in the stream, and returns the offsets in the
 *   stream of the matches that end there, in order
 */
function streamMatcher(fastSearch, needle, overlapping) {
  const borders = bordersOf(needle);
  const needleLength = lengthOf(needle);
  /** How many bytes of a match the next one may begin with. */
  const kept = overlapping ? borders[needleLength] : 0;
  /** How many bytes of the needle the stream so far ends with. */
  let matched = 0;
  /** Bytes of the stream so far. */
  let seen = 0;
  return (piece) => {
    const length = lengthOf(piece);
    const lastCall = length - Math.max(needleLength, WORTH_A_CALL);
    /** @type {number[]} */
    const found = [];
    let at = 0; // bytes of the piece that are searched
    let calmFrom = 0; // where the backend's search may take over
    while (at < length) {
      const start = at - matched; // where the next match begins at the earliest
      let end; // of a match
      if (start >= 0 && start <= lastCall && at >= calmFrom) {
        const offset = fastSearch(viewOf(piece, start, length), needle);
        if (offset === -1) {
          // A match that begins before this would end in the piece, and there is none.
          at = length - needleLength + 1;
          matched = 0;
          continue;
        }
        end = start + offset + needleLength;
      } else {
        const byte = piece[at++];
        while (matched > 0 && needle[matched] !== byte) matched = borders[matched];
        if (needle[matched] === byte) matched++;
        if (matched < needleLength) continue;
        end = at;
      }
      found.push(seen + end - needleLength);
      at = end;
      matched = kept;
      calmFrom = end + Math.max(CALM, needleLength);
    }
    seen += length;
    return found;
  };
}

module.exports.streamMatcher = streamMatcher;
