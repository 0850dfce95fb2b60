'use strict';

/** The names of functions, which traps show. */

const { leb, unsigned } = require('./opcodes.js');
const { Output, leb128 } = require('./output.js');

/** The subsection with the names of functions. */
const FUNCTIONS = 1;

/**
 * The custom section with names, with more of them. Engines pass over one that is not as it should be, and so does this.
 *
 * @param {Uint8Array} section
 * @param {Map<number, number>} heirs by a function's index, that of one behind all others that gets its name, in order
 * @returns {Uint8Array}
 */
function withNames(section, heirs) {
  for (let at = leb(section, 0) + unsigned(section, 0), end; at < section.length; at = end) {
    const start = leb(section, at + 1);
    end = start + unsigned(section, at + 1);
    if (section[at] === FUNCTIONS && end <= section.length) return withFunctions(section, { at, start, end }, heirs);
  }
  return section;
}

/**
 * @param {Uint8Array} section
 * @param {{ at: number, start: number, end: number }} functions where the subsection is, and what is in it
 * @param {Map<number, number>} heirs
 */
function withFunctions(section, { at, start, end }, heirs) {
  const more = new Output(1024);
  const count = unsigned(section, start);
  let [added, entry] = [0, leb(section, start)];
  const first = entry;
  for (let i = 0; i < count && entry < end; i++) {
    const heir = heirs.get(unsigned(section, entry));
    const name = leb(section, entry);
    entry = leb(section, name) + unsigned(section, name);
    if (heir === undefined) continue;
    more.number(heir);
    more.copy(section, name, entry);
    added++;
  }
  if (entry !== end) return section;
  const size = leb128(count + added);
  const output = new Output(section.length + more.at + 16);
  output.copy(section, 0, at + 1);
  output.number(size.length + end - first + more.at);
  output.write(size);
  output.copy(section, first, end);
  output.write(more.result());
  output.copy(section, end, section.length);
  return output.result();
}

module.exports.withNames = withNames;
