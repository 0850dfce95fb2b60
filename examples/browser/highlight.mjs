// Where matches lie in a text, as pieces that a page can show.

const encoder = new TextEncoder();

/**
 * The beginning of a text, of at most `length` UTF-16 units and without half a character at its end.
 *
 * @param {string} text
 * @param {number} length
 */
export function beginningOf(text, length) {
  const splits = length < text.length && /[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(length - 1, length + 1));
  return text.slice(0, splits ? length - 1 : length);
}

/**
 * Cuts a text where matches begin and end.
 *
 * @param {string} text or the beginning of it
 * @param {string} needle
 * @param {ArrayLike<number>} offsets of the matches, in bytes of UTF-8, ascending, as `fastSearchAll` returns them
 * @returns {{ text: string, depth: number }[]} the text in pieces, each with the number of matches it lies in
 */
export function piecesOf(text, needle, offsets) {
  if (needle === '' || offsets.length === 0) return text === '' ? [] : [{ text, depth: 0 }];
  const length = encoder.encode(needle).length;
  /** @type {Map<number, number>} change of depth, by byte */
  const changes = new Map();
  const change = (at, by) => changes.set(at, (changes.get(at) ?? 0) + by);
  for (let i = 0; i < offsets.length; i++) {
    change(offsets[i], 1);
    change(offsets[i] + length, -1);
  }
  const pieces = [];
  let [start, unit, byte, depth] = [0, 0, 0, 0];
  for (const character of text) {
    const by = changes.get(byte);
    // Cut also where one match ends and the next begins, which leaves the depth unchanged.
    if (by !== undefined) {
      if (unit > start) pieces.push({ text: text.slice(start, unit), depth });
      [start, depth] = [unit, depth + by];
    }
    unit += character.length;
    byte += encoder.encode(character).length;
  }
  if (start < text.length) pieces.push({ text: text.slice(start), depth });
  return pieces;
}
