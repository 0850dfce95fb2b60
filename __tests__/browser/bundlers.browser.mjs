// The packed package in pages that others make: by hand, by Vite, by esbuild.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import * as vite from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tool } from '../../scripts/steps.mjs';
import { createProject, useBrowser } from './browser.mjs';

const { open, serve } = useBrowser();

const page = (
  script,
) => `<!doctype html><html><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,"></head>
<body>${script}</body></html>`;

const pageOf = (file) => page(`<script type="module" src="${file}"></script>`);

/** A program that shows in the page what it got. */
const program = (from, options = '') => `
import { loadStringOps } from '${from}';
const ops = await loadStringOps(${options});
document.body.textContent = JSON.stringify({
  backend: ops.backend,
  reason: ops.fallbackReason?.message ?? null,
  answers: [ops.fastHash('foobar'), ops.fastCompare('apple', 'banana'), ops.fastSearch('h\\u00e9llo world', 'world')],
});
document.body.dataset.done = '';
`;

const WASM = 'stringops-booster/modules/stringOps/stringOps.wasm';
const RIGHT = { backend: 'webassembly', reason: null, answers: [0xbf9cf968, -1, 7] };

const FILES = {
  'by-hand/index.html': page(
    `<script type="module">${program('/node_modules/stringops-booster/dist/browser/index.mjs')}</script>`,
  ),
  'mapped/index.html':
    page(`<script type="importmap">{ "imports": { "stringops-booster": "../../node_modules/stringops-booster/dist/browser/index.mjs" } }</script>
<script type="module">${program('stringops-booster')}</script>`),
  'plain/index.html': pageOf('./main.js'),
  'plain/main.js': program('stringops-booster'),
  'folder/index.html': pageOf('./main.js'),
  'folder/main.js': program('stringops-booster/modules/stringOps/index.js'),
  'url/index.html': pageOf('./main.js'),
  'url/main.js': `import wasm from '${WASM}?url';${program('stringops-booster', '{ wasm }')}`,
  'named/main.js': `import wasm from '${WASM}';${program('stringops-booster', '{ wasm }')}`,
};

/** @type {ReturnType<typeof createProject>} */
let project;
beforeAll(() => {
  project = createProject(FILES);
});
afterAll(() => project?.remove());

const inProject = (...names) => path.join(project.folder, ...names);

/** Opens a page and waits for the program's output. */
async function answerOf(url) {
  const { page: opened, problems } = await open(url);
  try {
    await opened.waitForSelector('[data-done]', { state: 'attached' });
  } catch (error) {
    throw new Error(`the program came to no end:\n${problems.join('\n')}`, { cause: error });
  }
  return { answer: JSON.parse(await opened.textContent('body')), problems };
}

const wasmRequests = ({ requests }) => requests.filter((request) => request.endsWith('.wasm'));
const scriptRequests = ({ requests }) => requests.filter((request) => request.includes('module-bytes'));

describe('without a bundler', () => {
  it.each(['by-hand', 'mapped'])('%s', async (name) => {
    const server = await serve({ folder: project.folder });
    const { answer, problems } = await answerOf(`${server.url}/${name}/index.html`);
    expect(answer).toEqual(RIGHT);
    expect(problems).toEqual([]);
    expect(wasmRequests(server)).toEqual(['/node_modules/stringops-booster/modules/stringOps/stringOps.wasm']);
    expect(scriptRequests(server)).toEqual([]);
  });
});

describe('Vite', () => {
  it.each([
    ['plain', '/'],
    ['plain', './'],
    ['folder', '/'],
    ['url', '/'],
  ])('builds %s for %s', async (name, base) => {
    const outDir = inProject('built', `${name}-${base === '/' ? 'root' : 'relative'}`);
    await vite.build({
      root: inProject(name),
      base,
      configFile: false,
      logLevel: 'error',
      build: { outDir, target: 'es2022' },
    });
    const assets = fs.readdirSync(path.join(outDir, 'assets'));
    expect(assets.filter((file) => file.endsWith('.wasm'))).toHaveLength(1);
    const server = await serve({ folder: base === '/' ? outDir : inProject('built') });
    const { answer, problems } = await answerOf(
      base === '/' ? `${server.url}/` : `${server.url}/${path.basename(outDir)}/`,
    );
    expect(answer).toEqual(RIGHT);
    expect(problems).toEqual([]);
    expect(wasmRequests(server)).toHaveLength(1);
    expect(scriptRequests(server)).toEqual([]);
  });

  it('serves it while one develops', async () => {
    const server = await vite.createServer({
      root: inProject('plain'),
      configFile: false,
      logLevel: 'error',
      server: { host: '127.0.0.1', port: 0 },
    });
    try {
      await server.listen();
      const { port } = server.httpServer.address();
      const { answer } = await answerOf(`http://127.0.0.1:${port}/`);
      expect(answer).toEqual(RIGHT);
    } finally {
      await server.close();
    }
  });
});

describe('esbuild', () => {
  const bundle = async (name, outdir, options) => {
    const { metafile, warnings } = await esbuild.build({
      entryPoints: [inProject(name, 'main.js')],
      outdir: inProject(outdir),
      bundle: true,
      format: 'esm',
      target: 'es2022',
      metafile: true,
      logLevel: 'silent',
      ...options,
    });
    expect(warnings.map(({ text }) => text)).toEqual([]);
    fs.writeFileSync(inProject(outdir, 'index.html'), pageOf('./main.js'));
    const names = Object.keys(metafile.outputs).map((file) => path.basename(file));
    return { names, server: await serve({ folder: inProject(outdir) }) };
  };

  it('bundles it with no option: the copy in the bundle runs', async () => {
    const { server } = await bundle('plain', 'es-plain');
    const { answer } = await answerOf(`${server.url}/`);
    expect(answer).toEqual(RIGHT);
  });

  it('bundles it in parts, and minified', async () => {
    const { names, server } = await bundle('plain', 'es-parts', { splitting: true, minify: true });
    expect(names.some((name) => name.startsWith('module-bytes'))).toBe(true);
    const { answer } = await answerOf(`${server.url}/`);
    expect(answer).toEqual(RIGHT);
    expect(scriptRequests(server)).toHaveLength(1);
  });

  it('takes the file along where a loader says so', async () => {
    const { server } = await bundle('named', 'es-file', { loader: { '.wasm': 'file' } });
    const { answer, problems } = await answerOf(`${server.url}/`);
    expect(answer).toEqual(RIGHT);
    expect(problems).toEqual([]);
    expect(wasmRequests(server)).toHaveLength(1);
  });

  it('puts the bytes into the bundle where a loader says so', async () => {
    const { server } = await bundle('named', 'es-binary', { loader: { '.wasm': 'binary' } });
    const { answer, problems } = await answerOf(`${server.url}/`);
    expect(answer).toEqual(RIGHT);
    expect(problems).toEqual([]);
    expect(wasmRequests(server)).toEqual([]);
  });

  it('makes a classic script of it', async () => {
    const source = `import { loadStringOps } from 'stringops-booster';(async () => {${program('').replace(/^\s*import.*$/m, '')}})();`;
    const { outputFiles } = await esbuild.build({
      stdin: { contents: source, resolveDir: project.folder },
      bundle: true,
      format: 'iife',
      target: 'es2022',
      write: false,
      logLevel: 'silent',
    });
    fs.mkdirSync(inProject('es-classic'), { recursive: true });
    fs.writeFileSync(inProject('es-classic', 'main.js'), outputFiles[0].text);
    fs.writeFileSync(inProject('es-classic', 'index.html'), page('<script src="main.js"></script>'));
    const server = await serve({ folder: inProject('es-classic') });
    const { answer } = await answerOf(`${server.url}/`);
    expect(answer).toEqual(RIGHT);
  });
});

describe('TypeScript without the types of Node', () => {
  const SOURCE = `
import { loadStringOps, loadStringOpsSync, getStringOps, StringOpsFallback, StringOpsWrapper, WASMRuntimeCoordinator } from 'PACKAGE';
import type { BrowserLoadOptions, Method, StringOps, HeldText } from 'PACKAGE';
const options: BrowserLoadOptions = { wasm: new URL('https://example.org/stringOps.wasm'), backend: 'javascript' };
const ops: StringOps = await loadStringOps(options);
const hash = ops.hashStream();
await new Blob(['a']).stream().pipeTo(hash);
const digest: string = hash.digest('hex');
const through: ReadableStream<Uint8Array> = new Blob(['a']).stream().pipeThrough(ops.hashStream({ passThrough: true }));
for await (const offset of ops.searchStream(through, 'a')) offset.toFixed();
const held: HeldText = ops.hold('text');
await loadStringOps({ wasm: fetch('stringOps.wasm') });
loadStringOpsSync({ wasm: new Uint8Array(1) }).fastHash(digest);
const coordinator = new WASMRuntimeCoordinator({ wasm: 'stringOps.wasm', metrics: true });
const { result, method }: { result: number; method: Method } = await coordinator.execute('stringOps', 'fastHash', 'text');
result.toFixed() + method;
// @ts-expect-error: no such place (of numbers the compiler cannot tell: WebAssembly.Module has no members)
await loadStringOps({ wasm: null });
// @ts-expect-error: a number is not an input
getStringOps()?.fastHash(1);
export { held, StringOpsFallback, StringOpsWrapper };
`;

  it.each([
    ['stringops-booster', ['--customConditions', 'browser']],
    ['stringops-booster/dist/browser/index.mjs', []],
  ])('takes %s', (name, more) => {
    const file = inProject('usage.mts');
    fs.writeFileSync(file, SOURCE.replaceAll('PACKAGE', name));
    const args = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--lib',
      'es2022,esnext.disposable,dom,dom.iterable,dom.asynciterable',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
      '--types',
      '',
      ...more,
      file,
    ];
    const { status, stdout } = spawnSync(tool('tsc'), args, {
      cwd: project.folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});
