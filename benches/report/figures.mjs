// What follows from the times of a map: gains, means, the floor, the worst rows.

/** Slower than this against plain JavaScript counts as a defect. */
export const FLOOR = 0.8;
/** `fastCompare` does more than `<`: it orders code points. */
export const ORDER_FLOOR = FLOOR / 2;
/** @param {string} operation */
export const floorOf = (operation) => (operation === 'order' ? ORDER_FLOOR : FLOOR);
/**
 * Differences of up to this many ns a call are not counted: arguments are checked, which plain JavaScript does not do.
 */
export const EQUAL_NS = 10;

/** Two runs of the same code differ by this much. */
const WAVERS = 0.06;

/** @typedef {Record<string, Record<string, [ours: number, plain: number]>>} Curves times in ns, by curve and length */
/**
 * @typedef {{ curve: string, operation: string, kind: string, length: number, ours: number, plain: number, gain:
 * number, below: boolean }} Point
 */

/** @param {string} curve @param {number} length @param {[number, number]} times @returns {Point} */
export function point(curve, length, [ours, plain]) {
  const [operation, kind] = curve.split(' ');
  const gain = Math.abs(ours - plain) <= EQUAL_NS ? 1 : plain / ours;
  return {
    curve,
    operation,
    kind,
    length,
    ours,
    plain,
    gain,
    below: gain < floorOf(operation),
  };
}

/** @param {Curves} curves */
export const pointsOf = (curves) =>
  Object.entries(curves).flatMap(([curve, times]) =>
    Object.entries(times).map(([length, pair]) => point(curve, Number(length), pair)),
  );

/** Geometric mean of the gains. @param {Point[]} points */
export const mean = (points) => Math.exp(points.reduce((sum, { gain }) => sum + Math.log(gain), 0) / points.length);

/** The slowest first. @param {Point[]} points @param {number} count */
export const worst = (points, count) => points.toSorted((a, b) => a.gain - b.gain).slice(0, count);

/**
 * Map.groupBy, which Node.js 20 lacks.
 *
 * @template T, K
 * @param {T[]} items
 * @param {(item: T) => K} keyOf
 */
export function groupBy(items, keyOf) {
  /** @type {Map<K, T[]>} */
  const groups = new Map();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * The length from which a line stays above 1, interpolated between two measured lengths on logarithmic axes.
 *
 * @param {{ length: number, gain: number }[]} line by length
 * @returns {number | null} null if it does so from the first length on, or never
 */
export function crossover(line) {
  const last = line.findLastIndex(({ gain }) => gain < 1);
  if (last === -1 || last === line.length - 1) return null;
  // A line that merely wavers around 1 does not cross it.
  if (line.every(({ gain }) => Math.abs(gain - 1) < WAVERS)) return null;
  const [low, high] = [line[last], line[last + 1]];
  const share = Math.log(low.gain) / (Math.log(low.gain) - Math.log(high.gain));
  return low.length * (high.length / low.length) ** share;
}

/** @param {number} value */
export const times = (value) =>
  `${value >= 99.5 ? Math.round(value).toLocaleString('en') : value < 0.095 ? value.toPrecision(1) : value.toFixed(value >= 9.95 ? 0 : value >= 1.995 ? 1 : 2)}×`;

/** @param {number} ns */
export function duration(ns) {
  const [value, unit] = ns < 1e3 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1e3, 'µs'] : [ns / 1e6, 'ms'];
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${unit}`;
}

/** @param {number} length */
export const lengthName = (length) =>
  length >= 2 ** 20
    ? `${length / 2 ** 20} M`
    : length >= 1024 && length % 1024 === 0
      ? `${length / 1024} K`
      : String(length);
