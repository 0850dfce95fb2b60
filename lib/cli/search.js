'use strict';

const { searchBatches } = require('../instance/search-stream.js');
const { bytesOf, lineWith, shown } = require('./names.js');
const { eachSource } = require('./source.js');
const { Trouble } = require('./trouble.js');

/** @typedef {import('./source.js').Session} Session */
/** @typedef {import('./source.js').Source} Source */

/**
 * `search NEEDLE [FILE…|-]`: prints byte offsets; returns 0 if there was one, otherwise 1.
 *
 * @param {Session} session
 */
function search(session) {
  const { request } = session;
  const [text, ...names] = request.operands;
  const needle = request.hex ? fromHex(text) : bytesOf(text);
  return eachSource(session, names, async (source) => {
    const count = await searchSource(
      session,
      source,
      needle,
      names.length > 1 ? lineWith([source.name], (name) => `${name}:`) : '',
    );
    return count === 0 ? 1 : 0;
  });
}

/**
 * @param {Session} session
 * @param {Source} source
 * @param {Uint8Array} needle
 * @param {string} prefix of each line
 * @returns {Promise<number>} how many were found; without --all and --count, whether one was
 */
async function searchSource({ ops, request, output, progress }, source, needle, prefix) {
  const { all, json, overlapping } = request;
  const file = source.name;
  /** @param {'offset' | 'count'} what @param {number} value */
  const tell = (what, value) =>
    output.line(json ? JSON.stringify({ file, [what]: value, backend: ops.backend }) : `${prefix}${value}`);
  const pieces = watched(source, () => progress.update(source));
  let count = 0;
  for await (const offsets of searchBatches(ops.fastSearch, pieces, needle, { overlapping })) {
    if (!request.count) {
      progress.clear();
      for (const offset of all ? offsets : offsets.slice(0, 1)) await tell('offset', offset);
    }
    // A reader at a terminal sees it now, and it is kept if the search is interrupted.
    await output.flush();
    count += offsets.length;
    if (!all && !request.count) break;
  }
  progress.clear();
  if (request.count) await tell('count', count);
  else if (json && !all && count === 0) await tell('offset', -1);
  return count;
}

/**
 * @param {Source} source
 * @param {() => void} seen called for each piece
 */
async function* watched(source, seen) {
  for await (const piece of source.pieces()) {
    seen();
    yield piece;
  }
}

/** @param {string} digits */
function fromHex(digits) {
  if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) {
    throw new Trouble(`NEEDLE must be pairs of hexadecimal digits; it is '${shown(digits)}'`, { usage: true });
  }
  return Buffer.from(digits, 'hex');
}

module.exports.search = search;
