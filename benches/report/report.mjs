// docs/performance.md and its charts, out of the results of one run. No figure is written here by hand.
import fs from 'node:fs';
import path from 'node:path';
import { BACKENDS } from './contenders.mjs';
import { gainChart, speedChart } from './charts.mjs';
import { SAME, crossover, curve, gain, lengthName, roughly } from './crossover.mjs';
import { signed, time } from './format.mjs';
import { EARLY_AT, KINDS } from './inputs.mjs';
import { ANY, CASES } from './rows.mjs';
import { guideSection } from './guide.mjs';

/** @typedef {import('./crossover.mjs').Measured} Measured */

const KIND_NAMES = { ascii: 'ASCII', latin1: 'latin1', cjk: 'CJK', emoji: 'emoji', bytes: 'Uint8Array' };
const OPERATION_NAMES = { hash: 'fastHash', compare: 'fastCompare', search: 'fastSearch' };

/** @param {string[][]} lines head first */
function table(lines) {
  const [head, ...body] = lines;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** @param {Measured[]} rows of one curve */
function curveTable(rows) {
  const names = Object.keys(rows[0].times);
  const head = ['length', ...names.map((name) => (name === rows[0].plain ? `**${name}**` : name))];
  const body = rows.map((row) => [
    lengthName(row.length),
    ...names.map((name) => {
      const { min } = row.times[name];
      return name === row.plain ? `**${time(min)}**` : `${time(min)} ${signed(gain(row, name))}`;
    }),
  ]);
  return table([head, ...body]);
}

/** Without what stands in brackets. @param {string} operation @param {string} name */
const shortTitle = (operation, name) => CASES[operation][name].title.replace(/ \(.*/, '');

/** The default backend against plain JavaScript in every curve. @param {Measured[]} rows */
function summaryTable(rows) {
  const shown = [...new Set(rows.map(({ length }) => length))];
  const lines = [['', ...shown.map(lengthName), 'faster from']];
  for (const line of curves(rows)) {
    const [{ plain }] = line;
    const all = line.map((row) => gain(row, 'wasmtime'));
    const from = crossover(line, 'wasmtime');
    lines.push([
      `${curveTitle(line)} — ${plain}`,
      ...shown.map((length) => signed(all[line.findIndex((row) => row.length === length)])),
      from !== null
        ? `≈ ${roughly(from)}`
        : all.every((value) => value > 1 - SAME) && all.some((value) => value > 1 + SAME)
          ? 'the start'
          : all.every((value) => Math.abs(value - 1) <= SAME)
            ? 'no difference'
            : 'never',
    ]);
  }
  return table(lines);
}

/** The curve's name, as it stands in the tables. @param {Measured[]} line */
const curveTitle = ([{ operation, case: name, kind }]) =>
  [`${OPERATION_NAMES[operation]} ${KIND_NAMES[kind]}`, ...(name === ANY ? [] : [shortTitle(operation, name)])].join(
    ' ',
  );

/** The length that the sentences speak of: the one in the guide's benchmark. */
const TYPICAL = 4300;

/** What the table below comes to. @param {Measured[]} rows */
function inShort(rows) {
  const gainAt = (line, wanted) =>
    gain(
      line.find(({ length }) => length === wanted),
      'wasmtime',
    );
  const named = (wanted) => {
    const lines = curves(rows).filter(wanted);
    if (lines.length === 0) return ' none.';
    return [...groupBy(lines, ([{ operation, kind }]) => `${OPERATION_NAMES[operation]}, ${KIND_NAMES[kind]}`)]
      .map(
        ([name, some]) =>
          `\n  - ${name}${some[0][0].case === ANY ? '' : `: ${some.map(([row]) => shortTitle(row.operation, row.case)).join(', ')}`}`,
      )
      .join('');
  };
  const shortest = curves(rows).filter((line) => gainAt(line, line[0].length) < 1 - SAME);
  return `- At ${rows[0].length} units plain JavaScript wins in ${shortest.length} of the ${curves(rows).length} rows of the table below: what a call costs is more than the work.
- At least twice as fast at ${TYPICAL} units:${named((line) => gainAt(line, TYPICAL) >= 2)}
- Slower at ${TYPICAL} units, so that plain JavaScript is the better choice unless its answer is not the one you need:${named((line) => gainAt(line, TYPICAL) < 1 - SAME)}`;
}

/** @param {Measured[]} rows @returns {Measured[][]} the rows of each operation, case and kind, by length */
function curves(rows) {
  return [...groupBy(rows, curveName).values()];
}

/** @param {Measured} row */
const curveName = ({ operation, case: name, kind }) => `${operation} ${name} ${kind}`;

/**
 * Map.groupBy, which Node.js 20 lacks.
 *
 * @template T
 * @param {T[]} rows
 * @param {(row: T) => string} nameOf
 */
function groupBy(rows, nameOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const row of rows) groups.set(nameOf(row), [...(groups.get(nameOf(row)) ?? []), row]);
  return groups;
}

/** A constant of the source, so that the text cannot fall behind it. @param {string} root @param {string} name */
function constant(root, name) {
  const source = fs.readFileSync(path.join(root, 'lib/instance/short-inputs.js'), 'utf8');
  const value = source.match(new RegExp(`^const ${name} = (\\d+);`, 'm'))?.[1];
  if (value === undefined)
    throw new Error(`lib/instance/short-inputs.js has no ${name}: what the report says of it must be written anew`);
  return value;
}

/** @param {any} results @param {string} folder @param {string} root */
export async function writeReport(results, folder, root) {
  const charts = path.join(folder, 'charts');
  fs.mkdirSync(charts, { recursive: true });
  for (const [name, svg] of Object.entries(await drawAll(results.rows))) {
    fs.writeFileSync(path.join(charts, `${name}.svg`), svg);
  }
  fs.writeFileSync(path.join(folder, 'performance.md'), text(results, root));
  console.log(`${path.relative(root, path.join(folder, 'performance.md'))} and its charts are written.`);
}

/** @param {Measured[]} rows */
async function drawAll(rows) {
  const note = 'Above the line: faster than plain JavaScript, below it: slower. Circles: where a backend passes it.';
  const panel = (operation, kind, name = ANY) => ({
    title: [KIND_NAMES[kind], ...(name === ANY ? [] : [shortTitle(operation, name)])].join(', '),
    wanted: { operation, case: name, kind },
  });
  const context = 'Dashed: others, for context.';
  return {
    'hash-gain': await gainChart(rows, {
      title: 'fastHash against plain JavaScript',
      subtitle: note,
      panels: ['ascii', 'latin1', 'cjk', 'emoji', 'bytes'].map((kind) => panel('hash', kind)),
    }),
    'compare-gain': await gainChart(rows, {
      title: 'fastCompare against plain JavaScript',
      subtitle: note,
      panels: [
        ['ascii', 'equal'],
        ['ascii', 'end'],
        ['latin1', 'end'],
        ['cjk', 'end'],
        ['emoji', 'end'],
        ['ascii', 'same'],
        ['bytes', 'equal'],
        ['bytes', 'end'],
        ['bytes', 'same'],
      ].map(([kind, name]) => panel('compare', kind, name)),
    }),
    'search-gain': await gainChart(rows, {
      title: 'fastSearch against plain JavaScript',
      subtitle: `${note} The periodic panel has a scale of its own.`,
      panels: [
        ['ascii', 'early'],
        ['ascii', 'late'],
        ['ascii', 'miss'],
        ['latin1', 'late'],
        ['cjk', 'late'],
        ['emoji', 'late'],
        ['bytes', 'late'],
        ['bytes', 'miss'],
        ['ascii', 'periodic'],
      ].map(([kind, name]) => panel('search', kind, name)),
    }),
    'hash-speed': await speedChart(rows, {
      title: 'fastHash: speed against length',
      subtitle: `${context} xxh32 and StringZilla compute other hashes than FNV-1a.`,
      panels: [panel('hash', 'ascii'), panel('hash', 'bytes')],
      inputs: 1,
    }),
    'compare-speed': await speedChart(rows, {
      title: 'fastCompare: speed against length',
      subtitle: `${context} localeCompare gives a locale's order, not that of bytes.`,
      panels: [panel('compare', 'ascii', 'end'), panel('compare', 'bytes', 'end')],
      inputs: 2,
    }),
    'search-speed': await speedChart(rows, {
      title: 'fastSearch: speed against length, nothing found',
      subtitle: context,
      panels: [panel('search', 'ascii', 'miss'), panel('search', 'bytes', 'miss')],
      inputs: 1,
    }),
  };
}

/** @param {string} summary @param {string} body */
const details = (summary, body) => `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;

/** @param {Measured[]} rows @param {'hash' | 'compare' | 'search'} operation */
function operationTables(rows, operation) {
  const parts = [];
  for (const [name, { title }] of Object.entries(CASES[operation])) {
    const inCase = curves(curve(rows, { operation, case: name }));
    if (name !== ANY) parts.push(`### ${title[0].toUpperCase()}${title.slice(1)}`);
    for (const line of inCase) {
      const { kind } = line[0];
      const body = curveTable(line);
      const heading = `${KIND_NAMES[kind]}${kind === 'bytes' ? ' (the ASCII texts as bytes)' : ' strings'}`;
      parts.push(kind === 'ascii' ? `**${heading}**\n\n${body}` : details(heading, body));
    }
  }
  return parts.join('\n\n');
}

/**
 * What is said of needles outside the Basic Multilingual Plane, as long as the figures show it: that they cross.
 *
 * @param {Measured[]} rows
 */
function exception(rows) {
  const early = curve(rows, { operation: 'search', case: 'early', kind: 'emoji' });
  return early.some((row) => gain(row, 'wasmtime') * 5 < gain(row, 'javascript'))
    ? '\n  Needles with surrogates in them, such as emoji, always cross, and a long text with them.'
    : '';
}

/** @param {any} results @param {string} root */
function text({ machine, effort, seconds, complete, guide, rows }, root) {
  const hashedHere = constant(root, 'HASHED_HERE');
  const searchedHere = constant(root, 'SEARCHED_HERE');
  const needleHere = constant(root, 'LONGEST_NEEDLE_HERE');
  const packages = Object.entries(machine.packages)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  const warning = complete ? '' : '\n> A shortened run, for the eye only: its figures are rough.\n';
  return `<!-- Written by \`npm run bench\`; change benches/report/, not this file. -->

# Performance
${warning}
What the three operations cost beside what you would write without this package: measured in one run, with the
losses in the same tables as the gains.

**In short**, for the default backend, \`wasmtime\`:

${inShort(rows)}

\`wasmtime\`, the default backend, against plain JavaScript (named in the first column):

${summaryTable(rows)}

## How to read this

- **▲ 4.0** is four times as fast as plain JavaScript, **▼ 4.0** takes four times as long, **=** is a difference of
  less than ${SAME * 100} %, as two runs of the same code often differ by. The column in bold is what the others are related to.
- Lengths are in UTF-16 units (\`string.length\`), for a \`Uint8Array\` in bytes. ${lengthName(4300)} is the length in the guide's benchmark.
- "faster from" and the circles in the charts tell from which length on a backend stays faster. They lie between two
  measured lengths, on a line drawn between them, so take them as rough.
- Our contenders are the four backends: ${BACKENDS.map((name) => `\`${name}\``).join(', ')}. In a program one runs at a time.

Not all contenders answer the same question:

| contender | answer |
|---|---|
| the backends, \`encodeInto, loop\`, \`byte loop\`, \`Buffer.compare\`, \`Buffer.indexOf\`, \`Buffer.from, …\`, StringZilla compare and find | the same; each run first asserts that they agree on every input it measures |
| \`charCodeAt loop\` | FNV-1a over UTF-16 units: our hash for ASCII (asserted), another one for other texts |
| \`===\`, \`<\` | the order of UTF-16 units: ours unless surrogates meet U+E000 … U+FFFF (asserted on these texts) |
| \`indexOf\` of strings | the place as an index, not as an offset in bytes (asserted to be the same place) |
| \`localeCompare\` | a locale's order; context only |
| xxh32, StringZilla hash | other hashes, made to be quick on long inputs; context only, no substitute where FNV-1a is asked for |

## What never leaves JavaScript

A call into Rust or WebAssembly has a price whatever it does, so \`lib/instance/short-inputs.js\` settles some calls before. In these
rows all backends run the same JavaScript, and a difference between them is noise:

- \`fastHash\` of strings of up to ${hashedHere} units and arrays of up to as many bytes;
- \`fastCompare\` of two strings, of any length, as neither has to be copied; of two arrays that are one and the
  same, or differ in the first bytes;
- \`fastSearch\` for a string of up to ${needleHere} units in a string of up to ${searchedHere} units, and in a longer one when it lies
  within the first ${searchedHere} units, as all early hits here do (at unit ${EARLY_AT}): they show that path, not a backend.${exception(rows)}

The texts are not recognised and no result is kept: a call does the same for a text it has never seen.

## fastHash

![fastHash against plain JavaScript, by length](charts/hash-gain.svg)

![fastHash, speed against length](charts/hash-speed.svg)

${operationTables(rows, 'hash')}

## fastCompare

![fastCompare against plain JavaScript, by length](charts/compare-gain.svg)

![fastCompare, speed against length](charts/compare-speed.svg)

${operationTables(rows, 'compare')}

## fastSearch

![fastSearch against plain JavaScript, by length](charts/search-gain.svg)

![fastSearch, speed against length](charts/search-speed.svg)

${operationTables(rows, 'search')}

${guideSection(guide, rows)}

## How it was measured

${machine.date}, a ${effort} run of ${Math.round(seconds / 60)} min: ${machine.cpu} (${machine.instructions.join(', ')}), ${machine.cores} cores, ${machine.platform}, Node.js ${machine.node}
(V8 ${machine.v8}). Packages: ${packages}.
All figures of the run, with minimum, quartiles and 99th percentile: \`benches/results/latest.json\`.

- Contenders of a row run in turns, several times around, in one process; the figure is the fastest sample of
  all turns: what other programs do meanwhile only makes samples slower, long ones more than short ones. Samples are
  taken by mitata.
- A sample is many calls in a loop that is compiled for this contender alone. Results are added up, so that no call can
  be optimised away.
- A row goes through ${Math.max(...rows.map((row) => row.inputs))} different inputs of its kind in turn (${Math.min(...rows.map((row) => row.inputs))} of the long ones), so that neither a branch predictor nor
  a cache learns one. Of the pairs that differ, some come before and some after.
- All four backends are loaded in this one process and share the code before the crossing, which the engine therefore
  compiles for several targets. In a program with one backend it knows which one comes; that would favour ours.
- Before the first row every contender is shown every kind of input: none is compiled for one kind only.
- Strings are flat and as narrow as they can be, decoded from UTF-8 by \`TextDecoder\`${machine.longTextsAreExternal ? '; this Node.js keeps those of 1 M outside\n  its heap' : ", all in the engine's heap"}. A string that was just put together by \`+\` is
  flattened by its first reader, whoever that is. Equal copies are two objects with memory of their own.
- The kinds: ${Object.entries(KINDS)
    .map(([kind, what]) => `*${KIND_NAMES[kind]}*: ${what}`)
    .join('. ')}.
- \`Buffer.from, …\` contains the conversion of the strings, as who has strings must pay it. Rows of \`Uint8Array\` are
  given bytes, needles too.

## What the figures do not say

- They hold for this machine. Ratios carry over better than times, and neither to a processor without the vector
  instructions above.
- They are throughput in a hot loop with inputs in the processor's caches. One call in a program that does something
  else is slower, for everybody.
- Loading is not in them: the first load of the addon, its instance and its memory.
- \`indexOf\` of strings returns an index. Who needs a byte offset pays for that on top; our \`javascript\` backend shows
  how much.
- Garbage: the fastest sample leaves out most collections, which favours the contenders that make any, such as
  \`Buffer.from, …\`. The percentiles are in the JSON file.

## Run it yourself

\`\`\`sh
npm run bench                          # everything, and writes this file: about ${Math.max(1, Math.round(seconds / 60))} minutes
npm run bench -- --quick               # rough figures, printed
npm run bench -- --only "hash ascii"   # some rows, printed
npm run test:bench -- benches/stringOps.bench.js
\`\`\`
`;
}
