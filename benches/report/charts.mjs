// The charts, as one SVG: gain against length, a panel for each kind of text. They have a light ground of their own, so that they
// read the same on a dark page; colours are Okabe and Ito's, which the colour-blind can tell apart, with a dash each.
import { crossover, floorOf, groupBy, lengthName, mean, times, worst } from './figures.mjs';
import { LENGTHS } from './texts.mjs';

/** @typedef {import('./figures.mjs').Point} Point */

/** @type {Record<string, [colour: string, dash: string]>} */
const STYLES = {
  wasmtime: ['#0072b2', 'none'],
  native: ['#d55e00', '7 3'],
  webassembly: ['#009e73', '2 2'],
  javascript: ['#cc79a7', '9 3 2 3'],
};
/** @typedef {{ values: number[], unit: string, nameOf: (value: number) => string }} Axis */

/** @type {Axis} */
const BY_LENGTH = { values: LENGTHS, unit: 'length', nameOf: (length) => lengthName(length).replace(' ', '') };

const INK = '#1f2328';
const FAINT = '#6e7781';
const PANEL = { width: 250, height: 170, left: 44, top: 30, right: 10, bottom: 34 };
const COLUMNS = 3;
const HEAD = 74;
const FOOT = 8;

const round = (/** @type {number} */ value) => Number(value.toFixed(1));
const escaped = (/** @type {string} */ text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** @param {number} x @param {number} y @param {string} text @param {string} [more] */
const label = (x, y, text, more = '') => `<text x="${round(x)}" y="${round(y)}" ${more}>${escaped(text)}</text>`;

/** @param {number[]} values */
function span(values) {
  const low = Math.min(0.5, ...values) / 1.2;
  const high = Math.max(2, ...values) * 1.2;
  return {
    low,
    high,
    ticks: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1000].filter((at) => at >= low && at <= high),
  };
}

/** By length: the mean of the gains, and the least and the most. @param {Point[]} points */
const lineOf = (points) =>
  [...groupBy(points, ({ length }) => length)].map(([length, some]) => ({
    length,
    operation: some[0].operation,
    gain: mean(some),
    least: worst(some, 1)[0].gain,
    most: Math.max(...some.map(({ gain }) => gain)),
  }));

/**
 * @param {string} title
 * @param {Record<string, Point[]>} backends the points of one panel
 * @param {Axis} axis
 */
function panel(title, backends, { values, unit, nameOf }) {
  const { width, height, left, top, right, bottom } = PANEL;
  const lines = Object.entries(backends).map(([name, points]) => ({ name, line: lineOf(points) }));
  const band = lines[0].line;
  const { low, high, ticks } = span([
    ...band.flatMap(({ least, most }) => [least, most]),
    ...lines.flatMap(({ line }) => line.map(({ gain }) => gain)),
  ]);
  const [first, last] = [values[0], values[values.length - 1]];
  const x = (/** @type {number} */ length) =>
    left + ((width - left - right) * Math.log(length / first)) / Math.log(last / first);
  const y = (/** @type {number} */ gain) =>
    top + ((height - top - bottom) * Math.log(high / gain)) / Math.log(high / low);
  const across = (/** @type {number} */ gain, /** @type {string} */ style) =>
    `<path d="M${left} ${round(y(gain))}H${width - right}" ${style}/>`;
  const at = (/** @type {number} */ length, /** @type {number} */ gain) => `${round(x(length))} ${round(y(gain))}`;
  const edge = [
    ...band.map(({ length, most }) => at(length, most)),
    ...band.toReversed().map(({ length, least }) => at(length, least)),
  ];
  const from = crossover(band);
  return [
    label(left, top - 8, title, 'class="t"'),
    ...ticks.map(
      (tick) => across(tick, 'stroke="#e4e7eb"') + label(left - 5, y(tick) + 4, `${tick}×`, 'text-anchor="end"'),
    ),
    ...values
      .filter((_, index) => index % 2 === 1)
      .map((length) => label(x(length), height - bottom + 14, nameOf(length), 'text-anchor="middle"')),
    `<path d="M${edge.join('L')}Z" fill="${STYLES[lines[0].name][0]}" opacity="0.13"/>`,
    across(1, `stroke="${INK}" stroke-width="1.3"`),
    across(floorOf(band[0].operation), 'stroke="#b00020" stroke-dasharray="3 3"'),
    ...lines
      .toReversed()
      .map(
        ({ name, line }) =>
          `<path d="M${line.map(({ length, gain }) => at(length, gain)).join('L')}" fill="none" stroke="${STYLES[name][0]}" stroke-width="2" stroke-dasharray="${STYLES[name][1]}"/>`,
      ),
    ...(from === null
      ? []
      : [
          `<circle cx="${round(x(from))}" cy="${round(y(1))}" r="5" fill="none" stroke="${INK}" stroke-width="1.6"/>`,
          label(
            x(from) + (from > 4000 ? -7 : 7),
            y(1) + 14,
            `from ≈ ${Number(from.toPrecision(2)).toLocaleString('en')}`,
            `class="t" text-anchor="${from > 4000 ? 'end' : 'start'}"`,
          ),
        ]),
    label(
      width - right,
      height - bottom + 28,
      `${unit}; here ${times(mean(backends[lines[0].name]))} in the mean`,
      'text-anchor="end"',
    ),
  ].join('\n');
}

/**
 * @param {string} title
 * @param {Record<string, Point[]>} backends those of the default backend first
 * @param {(one: Point) => string} panelOf which panel shows it
 * @param {Axis} [axis]
 */
export function chart(title, backends, panelOf, axis = BY_LENGTH) {
  const [shown] = Object.keys(backends);
  const titles = [...groupBy(backends[shown], panelOf).keys()];
  const rows = Math.ceil(titles.length / COLUMNS);
  const width = COLUMNS * PANEL.width + 20;
  const height = HEAD + rows * PANEL.height + FOOT;
  const legend = Object.keys(backends).map((name, index) => {
    const at = 14 + index * 130;
    const [colour, dash] = STYLES[name];
    return `<path d="M${at} 56h26" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>${label(at + 32, 60, name)}`;
  });
  const panels = titles.map((name, index) => {
    const own = Object.entries(backends).map(([backend, points]) => [
      backend,
      groupBy(points, panelOf).get(name) ?? [],
    ]);
    const place = `${(index % COLUMNS) * PANEL.width + 10} ${HEAD + Math.floor(index / COLUMNS) * PANEL.height}`;
    return `<g transform="translate(${place})">\n${panel(name, Object.fromEntries(own), axis)}\n</g>`;
  });
  const drawn = `<title>${escaped(title)}</title>
${label(14, 24, title, 'class="t" style="font-size:16px"')}
${label(14, 41, `Lines: mean of all cases; shaded: worst to best case on ${shown}; red: the floor; circled: where ${shown} passes 1×`)}
${legend.join('\n')}
${panels.join('\n')}`;
  return { width, height, drawn };
}

/** One picture of charts, one below the other. @param {ReturnType<typeof chart>[]} charts */
export function picture(charts) {
  const width = Math.max(...charts.map((one) => one.width));
  let height = 0;
  const placed = charts.map(
    (one) => `<g transform="translate(0 ${(height += one.height) - one.height})">\n${one.drawn}\n</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="11" fill="${FAINT}">
<style>.t{fill:${INK};font-weight:bold;paint-order:stroke;stroke:#fff;stroke-width:3px}</style>
<rect width="100%" height="100%" fill="#fff"/>
${placed.join('\n')}
</svg>
`;
}
