'use strict';

/**
 * The commands that read files. Each returns an exit status.
 */

const { searchBatches } = require('../instance/search-stream.js');
const { bytesOf, decode, lineWith, shown } = require('./names.js');
const { Misuse } = require('./output.js');
const { eachSource, withSource } = require('./source.js');

/**
 * What the commands share.
 *
 * @typedef {object} Session
 * @property {import('./arguments.js').Request} request
 * @property {import('../instance/string-ops.js').StringOps} ops
 * @property {import('./output.js').Output} output
 * @property {import('./progress.js').Progress} progress
 * @property {(message: string) => void} complain
 */

/**
 * `hash [FILE…|-]`: one line for each file, as sha256sum prints it.
 *
 * @param {Session} session
 */
function hash(session) {
  const { ops, request, output, progress } = session;
  return eachSource(session, request.operands, async (source) => {
    const sum = ops.createHash({ bits: request.bits });
    for await (const piece of source.pieces(progress)) sum.update(piece);
    const [value, hex] = [sum.digest(), sum.digest('hex')];
    const { name: file, read: bytes } = source;
    // JSON has no numbers of 64 bits that all programs read.
    const asJson = { file, hash: typeof value === 'bigint' ? `${value}` : value, hex, bytes, backend: ops.backend };
    await output.line(request.json ? JSON.stringify(asJson) : lineWith([file], (name) => `${hex}  ${name}`));
    return 0;
  });
}

/**
 * `search NEEDLE [FILE…|-]`: prints byte offsets, or how many there are; returns 0 if there was one, otherwise 1. Of many
 * needles it also prints which.
 *
 * @param {Session} session
 */
async function search(session) {
  const { ops, request, output, progress } = session;
  const { all, count, json, overlapping } = request;
  const isAlone = request.needle === undefined && request.file === undefined;
  const [alone, ...others] = request.operands;
  const names = isAlone ? others : request.operands;
  const list = isAlone ? [request.hex ? fromHex(alone) : bytesOf(alone)] : await needlesOf(request);
  // An empty needle, which a set cannot have, is found everywhere.
  const isSet = !isAlone || request['ignore-case'];
  if (isSet && list.some(({ length }) => length === 0)) throw new Misuse('a needle must not be empty');
  const set = isSet ? ops.needles(list, { ignoreCase: request['ignore-case'] }) : null;
  return eachSource(session, names, async (source) => {
    const { name: file } = source;
    const prefix = names.length > 1 ? [file] : [];
    /** @param {'offset' | 'count'} what @param {number} value @param {number} [number] of the needle */
    const tell = (what, value, number) => {
      const needle = isAlone || number === undefined ? undefined : decode(list[number]);
      if (json) return output.line(JSON.stringify({ file, [what]: value, needle, backend: ops.backend }));
      const shownNames = needle === undefined ? prefix : [...prefix, needle];
      return output.line(
        lineWith(shownNames, (...safe) =>
          [...safe.slice(0, prefix.length), value, ...safe.slice(prefix.length)].join(':'),
        ),
      );
    };
    let found = 0;
    const pieces = source.pieces(progress);
    const { batches } =
      set === null
        ? searchBatches(ops.fastSearch, pieces, list[0], { overlapping })
        : require('../instance/needles.js').needleBatches(set, pieces, { overlapping });
    for await (const matches of batches) {
      if (!count) {
        for (const match of all ? matches : matches.slice(0, 1)) {
          if (typeof match === 'number') await tell('offset', match);
          else await tell('offset', match.offset, match.needle);
        }
      }
      // A reader at a terminal sees it now, and it is kept if the search is interrupted.
      await output.flush();
      found += matches.length;
      if (found > 0 && !all && !count) break;
    }
    if (count) await tell('count', found);
    else if (json && !all && found === 0) await tell('offset', -1);
    return found === 0 ? 1 : 0;
  });
}

/**
 * @param {import('./arguments.js').Request} request
 * @returns {Promise<Buffer[]>} the needles of all options
 */
async function needlesOf({ needle = [], file = [], hex }) {
  const given = needle.map((text) => (hex ? fromHex(text) : bytesOf(text)));
  for (const name of file) {
    const lines = await withSource(name, async (source) => {
      const copies = [];
      for await (const piece of source.pieces(null)) copies.push(Buffer.from(piece));
      return Buffer.concat(copies);
    });
    for (let start = 0, end; start < lines.length; start = end + 1) {
      end = lines.indexOf('\n', start);
      if (end === -1) end = lines.length;
      if (end === start) throw new Misuse(`'${shown(name)}' has an empty line, and a needle must not be empty`);
      const line = lines.subarray(start, end);
      given.push(hex ? fromHex(line.toString('latin1')) : line);
    }
  }
  if (given.length === 0) throw new Misuse('there is no needle');
  return given;
}

/** @param {string} digits */
function fromHex(digits) {
  if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) {
    throw new Misuse(`NEEDLE must be pairs of hexadecimal digits; it is '${shown(digits)}'`);
  }
  return Buffer.from(digits, 'hex');
}

/**
 * `compare A B`: prints nothing and returns 0 if they are the same; otherwise prints where they differ and returns 1.
 *
 * @param {Session} session
 */
async function compare({ ops, request, output, progress }) {
  const [nameA, nameB] = request.operands;
  const { order, offset, ended } = await withSource(nameA, (a) =>
    withSource(nameB, (b) => {
      // The comparison ends with the shorter one, so that one's progress is shown.
      const shorter = a.size >= b.size ? b : a;
      return difference(ops, a.pieces(shorter === a ? progress : null), b.pieces(shorter === b ? progress : null));
    }),
  );
  if (request.json) {
    await output.line(JSON.stringify({ a: nameA, b: nameB, order, offset, backend: ops.backend }));
  } else if (offset !== null) {
    // As cmp says it, which counts bytes from 1.
    const where = ended ? `it ends after byte ${offset}` : `they differ in byte ${offset + 1}`;
    const names = order < 0 ? [nameA, nameB] : [nameB, nameA];
    await output.line(lineWith(names, (first, second) => `${first} comes before ${second}: ${where}`));
  }
  return order === 0 ? 0 : 1;
}

/**
 * @typedef {object} Difference
 * @property {-1 | 0 | 1} order
 * @property {number | null} offset of the first byte that differs, from 0
 * @property {boolean} ended whether one ends where the other continues
 */

/**
 * Only one piece of each is in memory, and it is used up before the next is asked for.
 *
 * @param {import('../instance/string-ops.js').StringOps} ops
 * @param {AsyncGenerator<Uint8Array, void>} piecesA
 * @param {AsyncGenerator<Uint8Array, void>} piecesB
 * @returns {Promise<Difference>}
 */
async function difference(ops, piecesA, piecesB) {
  /** @type {Uint8Array} */
  const nothing = new Uint8Array(0);
  let [restA, restB] = [nothing, nothing];
  for (let offset = 0; ;) {
    if (restA.length === 0) restA = (await piecesA.next()).value ?? nothing;
    if (restB.length === 0) restB = (await piecesB.next()).value ?? nothing;
    const length = Math.min(restA.length, restB.length);
    const ended = length === 0;
    const order = ended
      ? ops.fastCompare(restA, restB)
      : ops.fastCompare(restA.subarray(0, length), restB.subarray(0, length));
    if (ended || order !== 0) {
      let same = 0;
      while (same < length && restA[same] === restB[same]) same++;
      return { order, offset: order === 0 ? null : offset + same, ended };
    }
    offset += length;
    restA = restA.subarray(length);
    restB = restB.subarray(length);
  }
}

module.exports.commands = { hash, search, compare };
