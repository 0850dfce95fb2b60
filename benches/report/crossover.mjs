// Relations between contenders: how many times as fast as plain JavaScript, and from which length on.

/** @typedef {{ operation: string, case: string, kind: string, length: number, plain: string, times: Record<string, { min: number }> }} Measured */

/** Differences up to this share are called none: two runs of the same code differ by as much. */
export const SAME = 0.05;

/**
 * How many times as fast as plain JavaScript.
 *
 * @param {Measured} row
 * @param {string} name
 */
export const gain = (row, name) => row.times[row.plain].min / row.times[name].min;

/**
 * The length from which on a contender is faster than plain JavaScript at all measured lengths, read off the line
 * between the measured points on logarithmic axes.
 *
 * @param {Measured[]} rows of one curve, by length
 * @param {string} name
 * @returns {number | null} null when it is so from the first length on, or never
 */
export function crossover(rows, name) {
  const gains = rows.map((row) => gain(row, name));
  const last = gains.findLastIndex((value) => value < 1);
  if (last === -1 || last === gains.length - 1) return null;
  // A line that only wavers around 1 crosses nothing.
  if (gains[last] > 1 - SAME && gains.every((value) => value > 1 - SAME)) return null;
  if (!gains.slice(last + 1).some((value) => value > 1 + SAME)) return null;
  const [low, high] = [Math.log(gains[last]), Math.log(gains[last + 1])];
  const [from, to] = [Math.log(rows[last].length), Math.log(rows[last + 1].length)];
  return Math.exp(from + ((to - from) * -low) / (high - low));
}

/**
 * @param {Measured[]} rows
 * @param {Partial<Measured>} wanted
 */
export const curve = (rows, wanted) =>
  rows.filter((row) => Object.entries(wanted).every(([key, value]) => Reflect.get(row, key) === value));

/** Two significant digits: the way a crossover is known. @param {number} length */
export const roughly = (length) => Number(length.toPrecision(2)).toLocaleString('en');

/** @param {number} length */
export const lengthName = (length) =>
  length >= 2 ** 20
    ? `${length / 2 ** 20} M`
    : length >= 1024 && length % 1024 === 0
      ? `${length / 1024} K`
      : String(length);
