import { spawnSync } from 'node:child_process';
import fs, { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertAgreement, rowsOf } from '../../benches/report/map.mjs';
import { charts, formatted, page, withFigures } from '../../benches/report/page.mjs';
import { blocksOf, prepare } from '../support/documents.js';
import { BACKENDS, loadStringOps, loadStringOpsSync, requireHere, root } from '../support/package.js';

const { WASMRuntimeCoordinator } = requireHere('../../index.js');

// The examples of the documents that are not run by migrating.test.js, and all links. Names that
// an example uses without defining them are supplied here; an example with a new name needs it added.

const cwd = process.cwd();
let scratch;

beforeAll(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'stringops-documents-'));
  process.chdir(scratch);
  writeFileSync('app.log', 'ERROR one\nfine\nERROR two\n');
  writeFileSync('access.log', '10.0.0.1 GET /\n');
  writeFileSync('image.png', Buffer.from('..IEND'));
  writeFileSync('file', 'foobar');
  writeFileSync('ast-parser.js', 'exports.parse = (source) => [source];');
  fs.copyFileSync(path.join(root, 'examples/wasm/astParser.wasm'), 'astParser.wasm');
});

afterAll(() => {
  process.chdir(cwd);
  rmSync(scratch, { recursive: true, force: true });
});

/** The names that examples use; new ones for each. */
const bindings = (ops) => ({
  ops,
  loadStringOps,
  fs,
  pipeline,
  zlib,
  file: 'file',
  log: '10.0.0.1 GET /\n',
  addresses: ['10.0.0.1', '10.0.0.2'],
  words: ['b', 'a'],
  text: 'héllo world',
  needle: 'world',
  haystack: 'héllo world',
  bytes: Buffer.from('foobar'),
  content: 'hello',
  coordinator: new WASMRuntimeCoordinator({ backend: ops.backend }),
  request: Readable.from(['foo', 'bar']),
  source: Readable.from(['foo', 'bar']),
  target: new Writable({ write: (_, __, done) => done() }),
  console: { log() {}, error() {} },
});

/**
 * Documents with examples. `values` is how many lines say what they return: a comment that stops being a value would
 * otherwise silently stop being checked. `skips` are the beginnings of examples that are not for a program.
 */
const DOCUMENTS = [
  { file: 'README.md', values: 5, skips: [] },
  { file: 'docs/GUIDE.md', values: 15, skips: [] },
  { file: 'docs/BROWSER.md', values: 1, skips: [] },
  { file: 'docs/COORDINATOR.md', values: 5, skips: ["{ status: 'degraded',"] }, // a value, with dots in it
  { file: 'docs/DEBUGGING.md', values: 0, skips: ['$ptr.value'] }, // for the console of DevTools
  { file: 'docs/WASM.md', values: 4, skips: [] },
  { file: 'SECURITY.md', values: 4, skips: [] },
];
const ELSEWHERE = ['docs/MIGRATING.md', 'docs/SEMANTICS.md'];

const documents = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const prepared = DOCUMENTS.map(({ file, skips, ...rest }) => ({
  file,
  ...rest,
  blocks: blocksOf(file)
    .filter(({ code }) => !skips.some((start) => code.trimStart().startsWith(start)))
    // A script ends when its promises have settled; here it must be awaited.
    .map((block) => ({
      ...block,
      example: prepare({ ...block, code: block.code.replace(/^main\(\);$/m, 'await main();') }),
    })),
}));

it('every document with examples is run', () => {
  const withExamples = documents.filter((file) => blocksOf(file).length > 0);
  expect(withExamples.sort(), 'a new document belongs into DOCUMENTS').toEqual(
    [...DOCUMENTS.map(({ file }) => file), ...ELSEWHERE].sort(),
  );
});

describe.each(prepared)('$file', ({ blocks, values }) => {
  it('says what its lines give', () => {
    expect(blocks.reduce((sum, { example }) => sum + example.checks, 0)).toBe(values);
  });

  it.each(blocks)('line $line: $heading', async ({ example }) => {
    const ops = await loadStringOps();
    ops.fastHash('wörld'.repeat(100)); // what inspectMemory shows
    await example.run(bindings(ops));
  });

  // Examples that name a backend, or show its memory, are about the default one.
  const anywhere = blocks.filter(({ code }) => !/ops\.backend|inspectMemory/.test(code));
  describe.each(BACKENDS)('on %s', (backend) => {
    it.each(anywhere)('line $line: $heading', async ({ example }) => {
      await example.run(bindings(await loadStringOps({ backend })));
    });
  });
});

/** The commands of a console block, each with what it prints. */
const commandsOf = (code) =>
  code
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const [command, ...lines] = text.split('\n');
      return { command, printed: lines.join('\n') };
    });

const consoles = documents.flatMap((file) => blocksOf(file, ['console']).map((block) => ({ file, ...block })));

it.skipIf(process.platform === 'win32').each(consoles)(
  '$file, line $line: what the command line prints',
  ({ code }) => {
    const program = `"${process.execPath}" "${path.join(root, 'bin/stringops-booster.js')}"`;
    for (const { command, printed } of commandsOf(code)) {
      const { stdout } = spawnSync(command.replaceAll('npx stringops-booster', program), {
        shell: true,
        encoding: 'utf8',
      });
      expect(stdout, command).toBe(printed);
    }
  },
);

it('documents show the command line', () => expect(consoles.length).toBeGreaterThan(0));

describe('README.md', () => {
  const text = readFileSync(path.join(root, 'README.md'), 'utf8');

  it('has its sections in the order in which they are needed', () => {
    expect(text.match(/(?<=^## ).+$/gm)).toEqual([
      'Install',
      'Ten lines',
      'Which backend am I on',
      'API',
      'Platforms',
      'Performance',
      'Recipes',
      'Security',
    ]);
  });

  it('leaves room for what is to come', () => expect(text.split('\n').length - 1).toBeLessThanOrEqual(170));

  it('has its blocks of figures, of at most 15 lines, which npm run bench writes', () => {
    for (const name of ['claim', 'figures']) {
      const [, block] = new RegExp(`<!-- ${name}: written by [^]*?-->\\n([^]*?)\\n<!-- end of ${name} -->`).exec(text);
      expect(block.trim().split('\n').length, name).toBeLessThanOrEqual(15);
    }
  });
});

it('the declarations explain every error code there is, and no other', () => {
  const codesIn = (file, pattern) => [...new Set(readFileSync(path.join(root, file), 'utf8').match(pattern))].sort();
  const made = ['errors.js', 'wasm.js']
    .flatMap((name) => codesIn(`lib/errors/${name}`, /(?<=')ERR_[A-Z_]+(?=')/g))
    .filter((code, i, all) => all.indexOf(code) === i)
    .sort();
  expect(made.length).toBeGreaterThan(10);
  expect(codesIn('lib/types/errors.d.ts', /(?<=^ \* \| `)ERR_[A-Z_]+(?=`)/gm)).toEqual(made);
  expect(codesIn('lib/types/errors.d.ts', /(?<=')ERR_[A-Z_]+(?=')/g)).toEqual(made);
});

it('ARCHITECTURE and SECURITY have one table of what executes what', () => {
  const [inMap, inSecurity] = ['docs/ARCHITECTURE.md', 'SECURITY.md'].map(
    (file) => /<!-- executes -->[^]*<!-- end -->/.exec(readFileSync(path.join(root, file), 'utf8'))?.[0],
  );
  expect(inMap).toContain('`fastSearch`');
  expect(inSecurity).toBe(inMap);
});

it('ARCHITECTURE names every room, and no path that is not there', () => {
  const map = readFileSync(path.join(root, 'docs/ARCHITECTURE.md'), 'utf8');
  for (const room of readdirSync(path.join(root, 'lib'))) expect(map).toContain(`\`${room}/\``);
  const named = map.match(/(?<=`)(?:lib|src|scripts|docs|__tests__|modules|benches)\/[\w./-]+(?=`)/g);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
});

/** As GitHub makes anchors from headings. */
const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

describe('links', () => {
  it.each(documents)('%s', (file) => {
    const text = readFileSync(path.join(root, file), 'utf8').replace(/^```[^]*?^```$/gm, '');
    const broken = [...text.matchAll(/\]\((?!https?:)([^)\s]*)\)/g)]
      .map(([, link]) => link)
      .filter((link) => {
        const [target, anchor] = link.split('#');
        const found = target === '' ? path.join(root, file) : path.join(root, path.dirname(file), target);
        if (!existsSync(found)) return true;
        if (anchor === undefined) return false;
        const headings = readFileSync(found, 'utf8').match(/^#+ .*$/gm) ?? [];
        return !headings.some((heading) => anchorOf(heading.replace(/^#+ /, '')) === anchor);
      });
    expect(broken).toEqual([]);
  });
});

// What `npm run bench` writes comes from what it measured, and it measures contenders that agree.

const read = (file) => readFileSync(path.join(root, file), 'utf8');
const measured = JSON.parse(read('benches/results/latest.json'));

describe('what is written of the figures is what was measured:', () => {
  it('README.md', async () =>
    expect(read('README.md')).toBe(await formatted(withFigures(read('README.md'), measured))));

  it('docs/performance.md, in under 300 lines', () => {
    expect(read('docs/performance.md')).toBe(page(measured));
    expect(page(measured).split('\n').length).toBeLessThan(300);
  });

  it('docs/charts.svg', () => expect(read('docs/charts.svg')).toBe(charts(measured)));
});

describe.each(BACKENDS)('%s and plain JavaScript agree', (backend) => {
  it.each([3, 11, 64, 1024, 16384])('on the map, length %i', (length) => {
    const rows = rowsOf(loadStringOpsSync({ backend }), [length]);
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) assertAgreement(row, row.inputs());
  });
});
