// docs/performance.md, its charts and the figures in README.md, made from what was measured. No figure is written by
// hand.
import fs from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { chart, picture } from './charts.mjs';
import {
  EQUAL_NS,
  FLOOR,
  ORDER_FLOOR,
  duration,
  groupBy,
  lengthName,
  mean,
  pointsOf,
  times,
  worst,
} from './figures.mjs';
import { FORMS } from './map.mjs';
import { PLAIN } from './plain.mjs';
import { KINDS, LENGTHS } from './texts.mjs';

/** @typedef {import('./figures.mjs').Point} Point */
/** @typedef {{ date: string, commit: string, node: string, cpu: string, cores: number, platform: string }} Where */
/** @typedef {{ where: Where, curves?: import('./figures.mjs').Curves, seconds?: number, lines?: string[][] }} Part */
/** @typedef {{ parts: Record<string, Part> }} Measured */

export const BACKENDS = ['wasmtime', 'native', 'webassembly', 'javascript'];

const ALL_KINDS = { ...KINDS, ...FORMS };
const KIND_TITLES = Object.fromEntries(Object.entries(ALL_KINDS).map(([name, { title }]) => [name, title]));
const OPERATION_TITLES = { order: '`fastCompare` against `<`' };
const titleOf = (/** @type {string} */ operation) => OPERATION_TITLES[operation] ?? `\`${operation}\``;

/** Which operations are drawn into one file. @type {Record<string, string[]>} */
const CHARTS = [
  ['fastHash'],
  ['fastCompare', 'order'],
  ['fastSearch'],
  ['fastIndexOf'],
  ['fastCount', 'fastSearchAll', 'fastHashMany'],
];
const plainTitle = (/** @type {string} */ operation) => titleOf(operation).replaceAll('`', '');

/** @param {string[][]} lines head first */
export function table([head, ...body]) {
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A curve's name, for sentences. @param {string} curve */
const nameOf = (curve) => curve.replace(/^order/, 'fastCompare against `<`,');

/** @param {Point} one */
export const describePoint = ({ curve, length, ours, plain, gain }) =>
  `${nameOf(curve)}, ${lengthName(length)}: ${times(gain)} (${duration(ours)} against ${duration(plain)})`;

/** @param {Measured} measured @returns {Record<string, Point[]>} by backend, as far as it was measured */
const pointsByBackend = ({ parts }) =>
  Object.fromEntries(
    BACKENDS.filter((name) => parts[name]?.curves).map((name) => [name, pointsOf(parts[name].curves ?? {})]),
  );

const counted = (/** @type {number} */ count) => count.toLocaleString('en');

/** @param {Where} where */
const madeOn = ({ node, cpu, date, commit }) => `Node ${node.slice(1)}, ${cpu}, ${date}, commit ${commit}`;

/** The mean and the worst row, which every document begins with. @param {Measured} measured */
export function claim(measured) {
  const [[name, points], ...others] = Object.entries(pointsByBackend(measured));
  const means = others.map(([other, some]) => `\`${other}\` ${times(mean(some))}`).join(', ');
  return `\`${name}\` is **${times(mean(points))}** as fast as plain JavaScript of the same meaning: the geometric mean of ${counted(points.length)} rows of operation, kind of text, case and length from ${LENGTHS[0]} to ${lengthName(LENGTHS[LENGTHS.length - 1])}. **Its worst row** is ${describePoint(worst(points, 1)[0])}. ${others.length === 0 ? '' : `The others: ${means}. `}(${madeOn(measured.parts[name].where)}.)`;
}

/** @param {Point[]} points */
const meansOf = (points) =>
  [...groupBy(points, ({ operation }) => operation)].map(([operation, some]) => [
    titleOf(operation),
    counted(some.length),
    times(mean(some)),
    times(worst(some, 1)[0].gain),
    counted(some.filter(({ below }) => below).length),
  ]);

/** The figures of README.md, in at most fifteen lines. @param {Measured} measured */
export function figures(measured) {
  const [[name, points]] = Object.entries(pointsByBackend(measured));
  return `${table([[`\`${name}\``, 'rows', 'geometric mean', 'worst row', `below ${FLOOR}×`], ...meansOf(points)])}

The worst three: ${worst(points, 3).map(describePoint).join('; ')}.`;
}

/** README.md with its claim and figures replaced. @param {string} readme @param {Measured} measured */
export function withFigures(readme, measured) {
  let text = readme;
  for (const [name, block] of Object.entries({ claim: `- ${claim(measured)}`, figures: figures(measured) })) {
    const marked = new RegExp(`(<!-- ${name}: [^]*?-->\n)[^]*?(\n<!-- end of ${name} -->)`);
    if (!marked.test(text)) throw new Error(`README.md has no <!-- ${name}: … --> … <!-- end of ${name} -->`);
    text = text.replace(marked, (_, before, after) => `${before}\n${block}\n${after}`);
  }
  return text;
}

/**
 * @param {Point[]} points @param {(point: Point) => string | number} columnOf @param {[string | number, string][]}
 * columns
 */
const grid = (points, columnOf, columns) =>
  table([
    ['', ...columns.map(([, title]) => title)],
    ...[...groupBy(points, ({ operation }) => operation)].map(([operation, some]) => [
      titleOf(operation),
      ...columns.map(([column]) => {
        const own = some.filter((one) => columnOf(one) === column);
        return own.length === 0 ? '' : `${times(mean(own))} (${times(worst(own, 1)[0].gain)})`;
      }),
    ]),
  ]);

/** @param {Measured} measured */
export function page(measured) {
  const byBackend = pointsByBackend(measured);
  const [[name, points], ...others] = Object.entries(byBackend);
  const { where } = measured.parts[name];
  const minutes = Object.values(measured.parts).reduce((sum, { seconds = 0 }) => sum + seconds / 60, 0);
  /** @type {Map<string, string[]>} the parts that were made elsewhere, or of another commit */
  const elsewhere = new Map();
  for (const [part, { where: other }] of Object.entries(measured.parts)) {
    const made = madeOn(other);
    if (made !== madeOn(where)) elsewhere.set(made, [...(elsewhere.get(made) ?? []), part]);
  }
  return `<!-- Written by \`npm run bench\` from benches/results/latest.json; change benches/report/, not this file. -->

# Performance

${claim(measured)}

${table([
  ['', 'rows', `${name}: mean`, 'worst', `below ${FLOOR}×`, ...others.map(([other]) => `${other}: mean (worst)`)],
  ...[
    ...meansOf(points),
    [
      'all',
      counted(points.length),
      times(mean(points)),
      times(worst(points, 1)[0].gain),
      counted(points.filter(({ below }) => below).length),
    ],
  ].map((cells) => [
    ...cells,
    ...others.map(([, some]) => {
      const own = cells[0] === 'all' ? some : some.filter(({ operation }) => titleOf(operation) === cells[0]);
      return `${times(mean(own))} (${times(worst(own, 1)[0].gain)})`;
    }),
  ]),
])}

- **2.0×** is twice as fast as plain JavaScript, **0.50×** takes twice as long. Means are geometric.
- Differences of up to ${EQUAL_NS} ns a call are ignored: ours checks its arguments, plain JavaScript does not.
- A row below ${FLOOR}× counts as slow, below ${ORDER_FLOOR}× where \`fastCompare\` is compared with \`<\`, whose order
  is a different one.
- Lengths are in UTF-16 units (\`string.length\`), or in bytes for bytes.

## The worst twenty

${table([
  [`on ${name}`, 'length', 'gain', 'ours', 'plain JavaScript'],
  ...worst(points, 20).map(({ curve, length, gain, ours, plain }) => [
    nameOf(curve),
    lengthName(length),
    times(gain),
    duration(ours),
    duration(plain),
  ]),
])}

${others.length === 0 ? '' : 'The worst three of the others:\n\n'}${others.flatMap(([other, some]) => worst(some, 3).map((one) => `- \`${other}\`: ${describePoint(one)}`)).join('\n')}

## By kind of text, and by length

On \`${name}\`: the mean, and the worst row in brackets.

${grid(points, ({ kind }) => kind, Object.entries(KIND_TITLES))}

${grid(
  points,
  ({ length }) => length,
  LENGTHS.map((length) => [length, lengthName(length)]),
)}

${Object.entries(ALL_KINDS)
  .map(([, { title, what }]) => `- *${title}*: ${what}.`)
  .join('\n')}

![For each operation, the gain against the length of the text](charts.svg)

## What plain JavaScript is here

Every row first asserts that both return the same for every input. Where ours is an index in units, plain JavaScript
computes that; where ours is an offset in bytes, it computes that.

${table([['', 'plain JavaScript'], ...Object.entries(PLAIN).map(([operation, { what }]) => [titleOf(operation), what])]).replace('---:', '---')}

${Object.entries(SECTIONS)
  .filter(([part]) => measured.parts[part])
  .map(([part, text]) => `## ${text}\n\n${table(measured.parts[part].lines ?? [])}`)
  .join('\n\n')}

## How it was measured

${madeOn(where)}, ${where.cores} cores, ${where.platform}; the map took ${minutes.toFixed(0)} min.
${[...elsewhere].map(([made, names]) => `${names.map((part) => `\`${part}\``).join(', ')}: ${made}.\n`).join('')}
- Ratios of times in one process: both contenders run in turn, nine times, and the quickest turn of each counts. Other
  work on the machine makes turns slower, never quicker. Each backend has a process of its own.
- A row uses eight different inputs in turn (four above 16 K), so that neither a branch predictor nor a cache learns
  one; needles alternate, and so does which of two texts comes first.
- A contender is called from a loop that is compiled for it alone and has seen every kind of input, as a call in a
  program does. Results are added up, so that no call is left out.
- A row below the floor is measured up to three more times, and the quickest turn of each contender counts.
- Strings are flat and as narrow as possible, decoded from UTF-8, except for slices and ropes. Texts, needles and places
  are made from fixed seeds. Equal copies have memory of their own.
- A needle "common" begins with a unit that is frequent in the text, a "rare" one with a unit that is not. It occurs in
  the text nowhere but where the row says.

The figures hold for this machine; ratios carry over better than times. They are throughput in a hot loop, with inputs
in the processor's caches. Loading has a table of its own. Garbage collections are mostly left out, as the quickest turn
has none, which favours code that makes garbage.

\`\`\`sh
npm run bench                                 # everything, and writes this file
npm run bench -- --resume                     # continues where that stopped
npm run bench -- --quick                      # a rough map of the default backend, printed
npm run bench -- --only "fastHash ascii"      # some rows, printed
npm run bench -- native held                  # some parts; \`-- --report\` then writes this file
npm run test:bench -- benches/stringOps.bench.js
\`\`\`
`;
}

/** The headings of the tables, and what there is to say about them. @type {Record<string, string>} */
const SECTIONS = {
  others: `Compared with other packages

ASCII texts; times a call. Only lines marked "same" answer the same question.`,
  needles: `Many needles

ASCII texts, and needles of 4 to 12 random letters that are not there, or one of them every 10 K characters; times a
call. Those of a regular expression of alternatives, with \`i\` if case is ignored, are what the chart compares with.`,
  hash64: `Hashes of 64 bits

ASCII texts; times a call, and how many times as long as \`fastHash64\` on \`wasmtime\`, which for short texts is a loop
of two limbs itself on every backend.`,
  vm: `In a vm context

In jest and in vitest's vm pools, globals are slow to look up. These are the same calls in one process, with the package
loaded once as usual and once in a context.`,
  held: `Held texts

1,000 needles that one text of 1 M characters does not contain; ms, and how many times as fast as \`indexOf\`.`,
  promises: `Promises

How long a promise of the hash of 256 MB blocks the event loop, in ms, compared with the plain call.`,
  execute: `A coordinator's \`execute\`

Nanoseconds for each call of \`fastHash\`, and as a multiple of the direct call.`,
  startup: `Start-up

The least of cold runs, in ms beyond bare Node.`,
};

/** @param {Measured} measured @param {string} root */
export async function writeReport(measured, root) {
  const docs = path.join(root, 'docs');
  const readme = path.join(root, 'README.md');
  fs.writeFileSync(path.join(docs, 'performance.md'), page(measured));
  fs.writeFileSync(path.join(docs, 'charts.svg'), charts(measured));
  fs.writeFileSync(readme, await formatted(withFigures(fs.readFileSync(readme, 'utf8'), measured)));
  console.log('written: docs/performance.md, docs/charts.svg, the figures of README.md');
}

/** As `npm run format` leaves it. @param {string} text */
export const formatted = (text) =>
  format(text, {
    parser: 'markdown',
    printWidth: 120,
    proseWrap: 'always',
    singleQuote: true,
    embeddedLanguageFormatting: 'off',
  });

/** @param {Measured} measured @returns {string} SVG */
export function charts(measured) {
  const byBackend = Object.entries(pointsByBackend(measured));
  const ofMap = CHARTS.map((operations) => {
    const own = byBackend.map(([name, points]) => [
      name,
      points
        .filter(({ operation }) => operations.includes(operation))
        .toSorted((a, b) => operations.indexOf(a.operation) - operations.indexOf(b.operation)),
    ]);
    const panelOf = ({ operation, kind }) =>
      operation === operations[0] && operations.length < 3
        ? KIND_TITLES[kind]
        : `${plainTitle(operation).replace(/.* (?=against)/, '')}, ${KIND_TITLES[kind]}`;
    return chart(
      `${operations.slice(0, operations.length < 3 ? 1 : 3).join(', ')} against plain JavaScript`,
      Object.fromEntries(own),
      panelOf,
    );
  });
  const points = measured.parts.needles?.points;
  if (points === undefined) return picture(ofMap);
  const ofNeedles = chart(
    'needles against a regular expression of alternatives, by the number of needles',
    Object.fromEntries(groupBy(points, ({ backend }) => backend)),
    ({ kind }) => kind,
    { values: [...new Set(points.map(({ length }) => length))], unit: 'needles', nameOf: String },
  );
  return picture([...ofMap, ofNeedles]);
}
