// The hosts in which the packed package is tried: HOSTS is the only table of them, and docs/HOSTS.md is made from what
// it gives. Each takes `{ folder, tarball }`, throws if the package does not work there, and returns what it saw: rows of
// host, version, setting and backend.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { findChromium } from '../test-browser.mjs';
import { bun, checkProbe, esbuild, ncc, probe, rollup, sea, snapshot, vite, webpack } from './bundles.mjs';
import {
  hostFile,
  linkTools,
  node,
  npmInstall,
  output,
  project,
  runSmoke,
  runtime,
  toolFile,
  versionIn,
  WITH_ADDON,
} from './scratch.mjs';
import { jest, vitest } from './trials.mjs';

const WITHOUT_ADDON = { backend: 'webassembly', available: ['webassembly', 'javascript'] };
const DENO = ['run', '--no-prompt', '--node-modules-dir=manual', '--allow-read'];

/** One smoke suite, by `require` and by `import`, on a runtime. */
const smoke =
  (host, version, setting, command, expected = WITH_ADDON) =>
  ({ folder, tarball }) => {
    npmInstall(project(folder, { type: 'module' }), [tarball]);
    const ran = ['import', 'require'].map((by) => runSmoke(folder, { by, command: command(), expected }));
    return [{ host, version: version(command()), setting, backend: ran[0].backend }];
  };

/** Runs a program of one line, which must print, on either stream, and end as it should. */
const says =
  (host, setting, command, expected, status = 0) =>
  ({ folder, tarball }) => {
    const program = `import { loadStringOps } from 'stringops-booster';
const ops = await loadStringOps();
console.log(ops.backend, ops.fastHash('foobar'));\n`;
    npmInstall(project(folder, { type: 'module' }, { 'program.mjs': program }), [tarball]);
    const [file, ...args] = command();
    const ended = spawnSync(file, [...args, 'program.mjs'], { cwd: folder, encoding: 'utf8' });
    const printed = `${ended.stdout}${ended.stderr}`;
    if (ended.status !== status || !expected.test(printed))
      throw new Error(`it ended with ${ended.status}: ${printed}`);
    return [
      {
        host,
        version: ownVersion(command()),
        setting,
        backend: status === 0 ? 'wasmtime' : 'none: it says which Node it needs',
      },
    ];
  };

const ownVersion = ([file]) => /\d+\.\d+\.\d+/.exec(output(file, ['--version'], '.'))[0];

/** A test runner that a trial of the package tries anyway. */
const runner = (host, form, trial) => (task) => {
  trial(task);
  return [{ host, version: versionIn(toolFile(host)), form, backend: 'wasmtime' }];
};

/** What a test must see in a realm without encoders and timers, with the expected backends. */
const JSDOM_TEST = (load, backends) => `
${load}
test('this is jsdom, without what Node has', () => {
  expect(typeof document.createElement).toBe('function');
  expect([typeof TextEncoder, typeof MessageChannel, typeof setImmediate]).toEqual(['undefined', 'undefined', 'undefined']);
});
test.each(${JSON.stringify(backends)})('works on %s', async (backend) => {
  const ops = await loadStringOps({ backend });
  expect(ops.backend).toBe(backend);
  const text = 'héllo wörld €'.repeat(100000);
  expect(ops.fastHash('foobar')).toBe(0xbf9cf968);
  expect(ops.fastSearch(text, 'wörld')).toBe(7);
  const held = ops.hold('héllo');
  expect([held.fastIndexOf('llo'), held.fastSearch('llo'), held.fastIndexOf('\\ud800')]).toEqual([2, 3, -1]);
  held.free();
  jest.useFakeTimers();
  const hashes = await Promise.all([ops.fastHashAsync(text), ops.fastHashAsync(text)]);
  jest.useRealTimers();
  expect(hashes).toEqual([ops.fastHash(text), ops.fastHash(text)]);
});
test('loads by default', async () => {
  expect((await loadStringOps()).backend).toBe('${backends[0]}');
});
`;

/** jest with its jsdom environment, by `require`, and as ES modules, which get the browser's entry. */
function jsdom({ folder, tarball }) {
  const kinds = {
    require: [
      "const { loadStringOps } = require('stringops-booster');",
      ['wasmtime', 'native', 'webassembly', 'javascript'],
    ],
    import: [
      "import { jest } from '@jest/globals';\nimport { loadStringOps } from 'stringops-booster';",
      ['webassembly', 'javascript'],
    ],
  };
  const rows = [];
  for (const [by, [load, backends]] of Object.entries(kinds)) {
    const place = path.join(folder, by);
    const config = {
      transform: {},
      testEnvironment: toolFile('jest-environment-jsdom'),
      testMatch: ['<rootDir>/*.test.js'],
    };
    project(
      place,
      { type: by === 'import' ? 'module' : 'commonjs', jest: config },
      { 'own.test.js': JSDOM_TEST(load, backends) },
    );
    npmInstall(place, [tarball]);
    const report = JSON.parse(
      output(
        process.execPath,
        ['--experimental-vm-modules', toolFile('jest', 'bin', 'jest.js'), '--json', '--maxWorkers', '1'],
        place,
      ),
    );
    if (!report.success || report.numPassedTests !== backends.length + 2)
      throw new Error(`${report.numPassedTests} tests passed by ${by}\n${JSON.stringify(report, null, 1)}`);
    const form = by === 'import' ? 'ES modules (the entry for browsers)' : 'CommonJS';
    rows.push({ host: 'jest with jsdom', version: versionIn(toolFile('jest')), form, backend: backends[0] });
  }
  return rows;
}

/** A worker that says what it lacks. */
const WORKER = (options) => `
import { loadStringOps, loadStringOpsSync, loadWasm, WASMRuntimeCoordinator } from 'stringops-booster';
${options === '{ wasm }' ? "import wasm from 'stringops-booster/modules/stringOps/stringOps.wasm';" : ''}
${probe(false)}
export default {
  async fetch() {
    const missing = ['FinalizationRegistry', 'MessageChannel', 'setImmediate'].filter((name) => !(name in globalThis));
    const seen = await probe(${options});
    const later = [(await loadStringOps()).backend, loadStringOpsSync(${options}).backend];
    return Response.json({ missing, later, ...seen });
  },
  async test() {
    console.log(await (await this.fetch()).text());
  },
};
`;

/** Days whose rules a worker lives by, and what it lacks then. */
const DAYS = { '2023-01-01': ['FinalizationRegistry', 'MessageChannel', 'setImmediate'], '2026-11-01': [] };

/** Runs a bundle in Cloudflare's runtime and returns what its test prints. */
function inWorkerd(outdir, date) {
  const modules = fs
    .readdirSync(outdir)
    .filter((name) => /\.(m?js|wasm)$/.test(name))
    .sort((a) => (a.endsWith('js') ? -1 : 1))
    .map((name) => `(name = "${name}", ${name.endsWith('.wasm') ? 'wasm' : 'esModule'} = embed "${name}")`);
  fs.writeFileSync(
    path.join(outdir, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (compatibilityDate = "${date}", modules = [${modules.join(', ')}]))]
);\n`,
  );
  const printed = output(process.execPath, [toolFile('workerd', 'bin', 'workerd'), 'test', 'config.capnp'], outdir);
  return printed.split('\n').find((line) => line.startsWith('{'));
}

/** Cloudflare's runtime, by old rules and new ones, with bundles by esbuild. */
async function workerd({ folder, tarball }) {
  npmInstall(project(path.join(folder, 'source'), { type: 'module' }), [tarball]);
  const rows = [];
  for (const [options, backend] of [
    ['{ wasm }', 'webassembly'],
    ['', 'javascript'],
  ]) {
    for (const [date, missing] of Object.entries(DAYS)) {
      const outdir = path.join(folder, `out${rows.length}`);
      const entry = path.join(folder, 'source', 'worker.mjs');
      fs.writeFileSync(entry, WORKER(options));
      await build({
        entryPoints: [entry],
        outdir,
        bundle: true,
        format: 'esm',
        conditions: ['workerd'],
        loader: { '.wasm': 'copy' },
        logLevel: 'error',
      });
      checkWorker(inWorkerd(outdir, date), missing, backend);
      const setting = `compatibility_date = "${date}"${options === '' ? '' : `, ${MODULE_SETTING}`}`;
      rows.push({ host: 'workerd', version: versionIn(toolFile('workerd')), setting, backend });
    }
  }
  return rows;
}

const MODULE_SETTING = 'loadStringOps({ wasm })';
const NO_MODULE = /may not compile WebAssembly, and no compiled module was passed/;

/** A worker that wrangler bundles as it deploys one. */
function wrangler({ folder, tarball }) {
  const files = {
    'worker.mjs': WORKER('{ wasm }'),
    'wrangler.json': JSON.stringify({ name: 'scratch', main: 'worker.mjs', compatibility_date: '2026-11-01' }),
  };
  npmInstall(project(folder, { type: 'module' }, files), [tarball]);
  const wranglerFile = hostFile('wrangler', 'bin', 'wrangler.js');
  const env = { CI: '1', WRANGLER_SEND_METRICS: 'false', HOME: folder };
  output(node(24), [wranglerFile, 'deploy', '--dry-run', '--outdir', 'out'], folder, env);
  checkWorker(inWorkerd(path.join(folder, 'out'), '2026-11-01'), [], 'webassembly');
  return [
    { host: 'wrangler', version: versionIn(hostFile('wrangler')), setting: MODULE_SETTING, backend: 'webassembly' },
  ];
}

/** @param {string} printed @param {string[]} missing @param {string} backend */
function checkWorker(printed, missing, backend) {
  checkProbe(printed, backend, backend === 'javascript' ? NO_MODULE : null);
  const { missing: lacks, later } = JSON.parse(printed);
  if (later.some((name) => name !== backend)) throw new Error(`later loads are on ${later}, not on ${backend}`);
  if (JSON.stringify(lacks) !== JSON.stringify(missing)) throw new Error(`the worker lacks ${lacks}, not ${missing}`);
}

const ROUTE = (runtime, options) => `
export const runtime = '${runtime}';
export const dynamic = 'force-dynamic';
import { loadStringOps, loadWasm, WASMRuntimeCoordinator${runtime === 'edge' ? '' : ', WASMRuntime'} } from 'stringops-booster';
${options === '{ wasm }' ? "import wasm from 'stringops-booster/modules/stringOps/stringOps.wasm';" : ''}
${probe(runtime === 'nodejs')}
export async function GET() {
  return Response.json(await probe(${options}));
}
`;

const PAGE = `'use client';
import { useEffect, useState } from 'react';
import { loadStringOps, loadWasm, WASMRuntimeCoordinator } from 'stringops-booster';
${probe(false)}
export default function Page() {
  const [seen, setSeen] = useState('');
  useEffect(() => { probe().then((found) => setSeen(JSON.stringify(found))); }, []);
  return <p id="seen">{seen}</p>;
}
`;

/** Next.js by both of its bundlers: a route in Node, routes at the edge with the module and without, and a page. */
async function next({ folder, tarball }) {
  const setting = `serverExternalPackages: ['stringops-booster']`;
  const files = {
    // The root is for tools that are linked into the project. A project has its own.
    'next.config.mjs': `export default { ${setting}, turbopack: { root: '/' } };\n`,
    'app/layout.js': 'export default ({ children }) => <html><body>{children}</body></html>;\n',
    'app/page.js': PAGE,
    'app/node/route.js': ROUTE('nodejs', ''),
    'app/edge/route.js': ROUTE('edge', '{ wasm }'),
  };
  npmInstall(project(folder, {}, files), [tarball]);
  linkTools(folder, ['next', 'react', 'react-dom'], hostFile);
  const command = hostFile('next', 'dist', 'bin', 'next');
  const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
  const rows = [];
  for (const bundler of ['Turbopack', 'webpack']) {
    output(process.execPath, [command, 'build', `--${bundler.toLowerCase()}`], folder, env);
    const { url, stop } = await startNext(command, folder, env);
    const row = (what, set, backend) =>
      rows.push({ host: `Next.js (${bundler}), ${what}`, version: versionIn(hostFile('next')), setting: set, backend });
    try {
      for (const [route, what, set, backend] of [
        ['node', 'a route in Node', setting, 'wasmtime'],
        ['edge', 'a route at the edge', MODULE_SETTING, 'webassembly'],
      ]) {
        checkProbe(await (await fetch(`${url}/${route}`)).text(), backend, null);
        row(what, set, backend);
      }
      checkProbe(await inChromium(url), 'webassembly', null);
      row('in the browser', setting, 'webassembly');
    } finally {
      stop();
    }
  }
  return rows;
}

/** @returns {Promise<{ url: string, stop: () => void }>} when it listens */
function startNext(command, cwd, env) {
  const server = spawn(process.execPath, [command, 'start', '-H', '127.0.0.1', '-p', '0'], {
    cwd,
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    let printed = '';
    const note = (text) => {
      printed += text;
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
      if (url !== undefined && printed.includes('Ready')) resolve({ url, stop: () => server.kill() });
    };
    for (const stream of [server.stdout, server.stderr]) stream.setEncoding('utf8').on('data', note);
    server.on('exit', () => reject(new Error(`next start ended:\n${printed}`)));
  });
}

/** @returns {Promise<string>} what a page shows */
async function inChromium(url) {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium (Debian: apt-get install chromium)');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForSelector('#seen:not(:empty)');
    return await page.textContent('#seen');
  } finally {
    await browser.close();
  }
}

const DENO_LESS = () => [runtime('deno'), ...DENO, '--allow-ffi'];

/** Each by the name that a command line gives it; those with `ci` run in `.ci/run`: one at least for each kind of fault. */
export const HOSTS = {
  ...Object.fromEntries(
    [20, 22, 24, 26].map((major) => [
      `node${major}`,
      { ci: true, run: smoke(`Node ${major}`, ownVersion, '', () => [node(major)]) },
    ]),
  ),
  node18: {
    ci: true,
    run: says(
      'Node 18',
      '',
      () => [node(18)],
      /Error: stringops-booster needs Node\.js 20\.19 or later; this is v18\./,
      1,
    ),
  },
  'node-no-addons': {
    ci: true,
    run: smoke('Node 24', ownVersion, '--no-addons', () => [node(24), '--no-addons'], {
      ...WITHOUT_ADDON,
      reason: 'loading addons is disabled',
    }),
  },
  bun: { ci: true, run: smoke('Bun', ownVersion, '', () => [runtime('bun'), 'run']) },
  deno: {
    ci: true,
    run: smoke('Deno', ownVersion, [...DENO.slice(2), '--allow-env', '--allow-ffi'].join(' '), () => [
      ...DENO_LESS(),
      '--allow-env',
    ]),
  },
  'deno-no-env': {
    ci: true,
    run: says('Deno', [...DENO.slice(2), '--allow-ffi'].join(' '), DENO_LESS, /^wasmtime 3214735720$/m),
  },
  'deno-no-ffi': {
    ci: true,
    run: smoke(
      'Deno',
      ownVersion,
      [...DENO.slice(2), '--allow-env'].join(' '),
      () => [runtime('deno'), ...DENO, '--allow-env'],
      {
        ...WITHOUT_ADDON,
        reason: 'Requires ffi access',
      },
    ),
  },
  vitest: { ci: true, run: runner('vitest', 'pools of threads, of forks', vitest) },
  jest: { ci: true, run: runner('jest', 'ES modules', jest) },
  jsdom: { ci: true, run: jsdom },
  esbuild: { ci: true, run: esbuild },
  snapshot: { ci: true, run: snapshot },
  workerd: { ci: true, run: workerd },
  webpack: { run: webpack },
  rollup: { run: rollup },
  vite: { run: vite },
  ncc: { run: ncc },
  'bun-build': { run: bun },
  sea: { run: sea },
  wrangler: { run: wrangler },
  next: { run: next },
};
