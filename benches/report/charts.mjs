// The charts, drawn to SVG without a browser. They carry a light ground of their own, so that they read the same on
// a light and on a dark page; colours are Okabe and Ito's, which the colour-blind can tell apart, with a shape each.
import * as vega from 'vega';
import { compile } from 'vega-lite';
import { crossover, curve, gain, lengthName, roughly } from './crossover.mjs';
import { BACKENDS } from './contenders.mjs';

/** @typedef {import('./crossover.mjs').Measured} Measured */

const INK = '#1f2328';
const FAINT = '#6e7781';
const GROUND = '#ffffff';

/** @type {Record<string, [colour: string, shape: string]>} */
const STYLES = {
  wasmtime: ['#0072b2', 'circle'],
  native: ['#d55e00', 'square'],
  webassembly: ['#009e73', 'triangle-up'],
  javascript: ['#cc79a7', 'diamond'],
};
const PLAIN_STYLE = [INK, 'cross'];
const CONTEXT_STYLES = [
  ['#8c6d00', 'triangle-down'],
  ['#56b4e9', 'triangle-right'],
  ['#7f7f7f', 'triangle-left'],
  ['#b09c00', 'stroke'],
];

const CONFIG = {
  aria: false,
  font: 'Helvetica, Arial, "DejaVu Sans", sans-serif',
  axis: {
    labelColor: INK,
    titleColor: INK,
    gridColor: '#e4e7eb',
    domainColor: FAINT,
    tickColor: FAINT,
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
  title: { color: INK, fontSize: 13, anchor: 'start' },
  legend: { labelColor: INK, titleColor: INK, labelFontSize: 12, symbolSize: 90, labelLimit: 260 },
  view: { stroke: '#d0d7de' },
};

/** @param {number[]} lengths */
const lengthAxis = (lengths, title) => ({
  field: 'length',
  type: 'quantitative',
  scale: { type: 'log', domain: [8, 1.6 * 2 ** 20], nice: false },
  axis: {
    title,
    values: lengths,
    labelOverlap: false,
    labelExpr: `{${lengths.map((length) => `'${length}': '${lengthName(length).replace(' ', '')}'`).join(', ')}}[datum.value]`,
  },
});

/** @param {string[]} names */
function styles(names, plain, columns = 4) {
  let next = 0;
  const of = names.map(
    (name) => STYLES[name] ?? (name === plain ? PLAIN_STYLE : CONTEXT_STYLES[next++ % CONTEXT_STYLES.length]),
  );
  const legend = { title: null, orient: 'top', columns, columnPadding: 24, symbolStrokeWidth: 2 };
  return {
    color: {
      field: 'name',
      type: 'nominal',
      scale: { domain: names, range: of.map(([colour]) => colour) },
      legend,
    },
    shape: {
      field: 'name',
      type: 'nominal',
      scale: { domain: names, range: of.map(([, shape]) => shape) },
      legend,
    },
  };
}

const plainText = (/** @type {string} */ name) => name.replaceAll('`', '');

/**
 * How many times as fast as plain JavaScript: one panel a curve.
 *
 * @param {Measured[]} rows
 * @param {{ title: string, subtitle: string, panels: { title: string, wanted: Partial<Measured> }[] }} chart
 */
export function gainChart(rows, { title, subtitle, panels }) {
  const style = styles([...BACKENDS], '');
  const span = (/** @type {number[]} */ gains) => {
    const most = Math.max(...gains, 2) * 1.5;
    const least = Math.min(...gains, 0.5) / 1.5;
    return [least, most];
  };
  const usual = span(panels.flatMap(({ wanted }) => gainsOf(rows, wanted)).filter(isUsual));
  const concat = panels.map(({ title: panelTitle, wanted }, index) => {
    const line = curve(rows, wanted);
    const own = gainsOf(rows, wanted);
    const domain = own.every(isUsual) ? usual : span(own);
    const values = line.flatMap((row) => BACKENDS.map((name) => ({ name, length: row.length, gain: gain(row, name) })));
    const crossings = BACKENDS.flatMap((name) => {
      const length = crossover(line, name);
      return length === null ? [] : [{ name, length, gain: 1, text: roughly(length) }];
    });
    const x = lengthAxis(
      line.map((row) => row.length),
      `length (${wanted.kind === 'bytes' ? 'bytes' : 'UTF-16 units'})`,
    );
    const y = {
      field: 'gain',
      type: 'quantitative',
      scale: { type: 'log', domain, nice: false },
      axis: {
        title: index % 3 === 0 ? 'times as fast' : null,
        values: ticks(domain),
        labelExpr: "datum.value < 1 ? '1/' + format(1 / datum.value, ',.0f') : format(datum.value, ',.0f') + '×'",
      },
    };
    const band = (from, to, colour) => ({
      data: { values: [{ from, to }] },
      mark: { type: 'rect', color: colour, opacity: 0.5 },
      encoding: { y: { field: 'from', type: 'quantitative', scale: y.scale }, y2: { field: 'to' } },
    });
    return {
      title: {
        text: panelTitle,
        subtitle: `1× is ${plainText(line[0].plain)}`,
        subtitleColor: FAINT,
        subtitleFontSize: 11,
      },
      width: 250,
      height: 190,
      layer: [
        band(1, domain[1], '#eaf3fa'),
        band(domain[0], 1, '#fbeee2'),
        { data: { values: [{ gain: 1 }] }, mark: { type: 'rule', color: INK, strokeWidth: 1.5 }, encoding: { y } },
        label(x, y, { length: 9, gain: domain[1] }, 'faster', 'top', FAINT, 'left', 5),
        label(x, y, { length: 1.5 * 2 ** 20, gain: domain[0] }, 'slower', 'bottom', FAINT, 'right', -4),
        { data: { values }, mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color: style.color } },
        {
          data: { values },
          mark: { type: 'point', filled: true, size: 45, opacity: 1 },
          encoding: { x, y, ...style },
        },
        {
          data: { values: crossings },
          mark: { type: 'point', filled: false, size: 150, strokeWidth: 1.8, shape: 'circle', color: INK },
          encoding: { x, y },
        },
        ...crossings
          .filter(({ name }) => name === 'wasmtime')
          .flatMap(({ length, text }) =>
            haloed(
              x,
              y,
              { length, gain: 1 },
              `from ≈ ${text}`,
              'top',
              INK,
              length > 20000 ? 'right' : 'left',
              9,
              'bold',
            ),
          ),
      ],
    };
  });
  return draw({ title: titles(title, subtitle), concat, columns: 3, spacing: 18 });
}

/** Panels with larger differences have a scale of their own. @param {number} value */
const isUsual = (value) => value > 1 / 50 && value < 50;

/** @param {Measured[]} rows @param {Partial<Measured>} wanted */
const gainsOf = (rows, wanted) => curve(rows, wanted).flatMap((row) => BACKENDS.map((name) => gain(row, name)));

/** @param {number[]} domain */
function ticks([least, most]) {
  const decades = Math.log10(most / least);
  const step = decades > 2.6 ? 10 : decades > 1.4 ? 4 : 2;
  const values = [];
  for (let power = -20; power <= 20; power++) values.push(step ** power);
  return values.filter((value) => value >= least && value <= most);
}

const label = (x, y, at, text, baseline, color, align, dy, fontWeight = 'normal') => ({
  data: { values: [{ ...at, text }] },
  mark: { type: 'text', align, baseline, dy, color, fontSize: 11, fontWeight },
  encoding: { x, y, text: { field: 'text' } },
});

/** A label that keeps what lies behind it at a distance. @param {Parameters<typeof label>} parts */
function haloed(...parts) {
  const top = label(...parts);
  return [{ ...top, mark: { ...top.mark, stroke: GROUND, strokeWidth: 4, strokeJoin: 'round', opacity: 0.85 } }, top];
}

const titles = (text, subtitle) => ({
  text,
  subtitle,
  fontSize: 17,
  subtitleFontSize: 12,
  subtitleColor: FAINT,
  subtitlePadding: 6,
  offset: 14,
});

/**
 * Input processed a nanosecond by everybody in a row.
 *
 * @param {Measured[]} rows
 * @param {{ title: string, subtitle: string, panels: { title: string, wanted: Partial<Measured> }[], inputs: number }} chart
 *   `inputs`: how many inputs of that length a call reads
 */
export function speedChart(rows, { title, subtitle, panels, inputs }) {
  const hconcat = panels.map(({ title: panelTitle, wanted }, index) => {
    const line = curve(rows, wanted);
    const names = Object.keys(line[0].times);
    const { color, shape } = styles(names.map(plainText), plainText(line[0].plain), 2);
    const values = line.flatMap((row) =>
      names.map((name) => ({
        name: plainText(name),
        length: row.length,
        speed: (inputs * row.length) / row.times[name].min,
        context: !BACKENDS.includes(/** @type {any} */ (name)) && name !== row.plain,
      })),
    );
    const length = crossover(line, 'wasmtime');
    const x = lengthAxis(
      line.map((row) => row.length),
      `length (${wanted.kind === 'bytes' ? 'bytes' : 'UTF-16 units, here bytes'})`,
    );
    const y = {
      field: 'speed',
      type: 'quantitative',
      scale: { type: 'log', nice: false, padding: 12 },
      axis: {
        title: index === 0 ? 'GB of input a second' : null,
        values: SPEED_TICKS,
        labelExpr: "format(datum.value, '~r')",
      },
    };
    const dash = {
      field: 'context',
      type: 'nominal',
      scale: {
        domain: [false, true],
        range: [
          [1, 0],
          [5, 4],
        ],
      },
      legend: null,
    };
    return {
      title: panelTitle,
      width: 390,
      height: 300,
      layer: [
        { data: { values }, mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color, strokeDash: dash } },
        {
          data: { values },
          mark: { type: 'point', filled: true, size: 55, opacity: 1 },
          encoding: { x, y, color, shape },
        },
        ...(length === null
          ? []
          : [
              {
                data: { values: [{ length }] },
                mark: { type: 'rule', color: INK, strokeDash: [2, 3] },
                encoding: { x },
              },
              {
                data: {
                  values: [{ length, text: `wasmtime passes ${plainText(line[0].plain)} at ≈ ${roughly(length)}` }],
                },
                mark: {
                  type: 'text',
                  align: length > 5000 ? 'right' : 'left',
                  dx: length > 5000 ? -6 : 6,
                  baseline: 'bottom',
                  color: INK,
                  fontSize: 11,
                  fontWeight: 'bold',
                },
                encoding: { x, y: { value: 294 }, text: { field: 'text' } },
              },
            ]),
      ],
      resolve: { scale: { color: 'independent', shape: 'independent' } },
    };
  });
  return draw({
    title: titles(title, subtitle),
    hconcat: hconcat.map(withOwnLegend),
    spacing: 30,
    resolve: { scale: { color: 'independent', shape: 'independent', strokeDash: 'independent' } },
  });
}

/** 1, 2, 5 and their like. */
const SPEED_TICKS = [-3, -2, -1, 0, 1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));

/** Layers of one panel share their legend, panels do not. */
const withOwnLegend = (panel) => ({ ...panel, resolve: { scale: { color: 'shared', shape: 'shared' } } });

// Without a canvas there is nothing to measure text with, and the library's guess is half as wide again as these fonts.
vega.textMetrics.width = (item, text) => 0.58 * (item.fontSize ?? 11) * String(text ?? '').length;

/** @param {object} spec @returns {Promise<string>} SVG */
async function draw(spec) {
  const full = { background: GROUND, padding: 18, config: CONFIG, ...spec };
  const view = new vega.View(vega.parse(compile(/** @type {any} */ (full)).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  await view.finalize();
  return `${svg}\n`;
}
