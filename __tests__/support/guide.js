// The code of the WASM Implementation Guide itself, as printed there, made to run.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';
import { StringOpsWrapper as GuideWrapper } from '../guide/loader/stringOps.wrapper.js';
import { node } from './child.js';
import { root } from './package.js';

export { StringOpsFallback as GuideFallback } from '../guide/loader/stringOps.fallback.js';
export { GuideWrapper };

const folder = fileURLToPath(new URL('../guide/', import.meta.url));
const { parseWat } = await wabt();

export const guideWat = readFileSync(path.join(folder, 'loader/stringOps.wat'), 'utf8');

/**
 * @param {string} [wat]
 * @param {object} [features]
 */
export function toWasm(wat = guideWat, features = { simd: true, bulk_memory: true }) {
  const parsed = parseWat('stringOps.wat', wat, features);
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}

const wasm = toWasm();
const guideModule = new WebAssembly.Module(wasm);

/** Whatever makes instances of the guide's module. */
export function instantiate({
  memory = new WebAssembly.Memory({ initial: 256 }),
  log = () => {},
  module = guideModule,
} = {}) {
  return { instance: new WebAssembly.Instance(module, { env: { memory, log } }), memory };
}

const snippets = new Map(
  Array.from(
    readFileSync(path.join(folder, 'README.md'), 'utf8').matchAll(/^## (.*)\n\n```js\n([^]*?)^```$/gm),
    ([, name, source]) => [name, source],
  ),
);
const sourceOf = (name) => snippets.get(name).replace(/^import .*$/gm, '');

/**
 * A snippet, without its imports, as a function body.
 *
 * @param {string} name
 * @param {string[]} gives names it declares
 * @param {Record<string, unknown>} [takes] names it uses without defining them
 * @param {number} [part] counted from 0, of those that begin with `// ❌`, `// ✅` or `// Usage`
 */
export function snippet(name, gives, takes = {}, part) {
  let source = sourceOf(name);
  if (part !== undefined) source = source.split(/^(?=\/\/ (?:[❌✅]|Usage))/m)[part];
  return new Function(...Object.keys(takes), `${source}\nreturn { ${gives.join(', ')} };`)(...Object.values(takes));
}

/** The same for a snippet that awaits; returns a promise. */
export const asyncSnippet = (name, gives, takes) =>
  new (async () => {}).constructor(...Object.keys(takes), `${sourceOf(name)}\nreturn { ${gives.join(', ')} };`)(
    ...Object.values(takes),
  );

/** A `fetch` that can read files, as Deno's can, and as a browser's can from a server: `import.meta.url` decides. */
export const FETCHES_FILES = `
  globalThis.fetch = async (url) =>
    new Response(await (await import('node:fs/promises')).readFile(url), { headers: { 'content-type': 'application/wasm' } });
`;

/** The guide's tree, in a directory of its own. */
export function guideTree() {
  const directory = mkdtempSync(path.join(tmpdir(), 'stringops-guide-'));
  const modules = path.join(directory, 'modules/stringOps');
  cpSync(path.join(folder, 'loader'), modules, { recursive: true });
  writeFileSync(path.join(modules, 'stringOps.wasm'), wasm);
  writeFileSync(path.join(directory, 'package.json'), '{ "private": true, "type": "module" }');
  cpSync(path.join(root, '__tests__/stringOps.test.js'), path.join(directory, 'tests/stringOps.test.js'));
  writeFileSync(path.join(directory, 'fetch.mjs'), FETCHES_FILES);
  writeFileSync(path.join(directory, 'node.config.mjs'), 'export default {};');
  writeFileSync(path.join(directory, 'served.config.mjs'), "export default { test: { setupFiles: ['./fetch.mjs'] } };");
  // The same with a memory passed to the loader, which the guide's tests and benchmark never do.
  const given = path.join(directory, 'given');
  cpSync(modules, path.join(given, 'modules/stringOps'), { recursive: true });
  cpSync(path.join(directory, 'tests'), path.join(given, 'tests'), { recursive: true });
  cpSync(path.join(modules, 'index.js'), path.join(given, 'modules/stringOps/loader.js'));
  writeFileSync(
    path.join(given, 'modules/stringOps/index.js'),
    `import * as loader from './loader.js';
    export const loadStringOps = () => loader.loadStringOps(new WebAssembly.Memory({ initial: 256 }));`,
  );
  writeFileSync(path.join(given, 'served.config.mjs'), "export default { test: { setupFiles: ['../fetch.mjs'] } };");
  symlinkSync(path.join(root, 'node_modules'), path.join(directory, 'node_modules'), 'junction');
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/**
 * Runs a program in a process of its own, with a loader's exports as `loader`.
 *
 * @param {string} directory to run in, of modules
 * @param {string} loader
 * @param {string} body of an async function, which returns something that JSON can hold
 * @param {string[]} [flags]
 */
export function withLoader(directory, loader, body, flags = []) {
  const outcome = path.join(directory, 'outcome.json');
  const program = path.join(directory, 'program.mjs');
  writeFileSync(
    program,
    `import { writeFileSync } from 'node:fs';
    const attempt = async (run) => {
      try { return await run(); } catch (error) { return { error: error.name, code: error.code }; }
    };
    const loader = await import(${JSON.stringify(loader)});
    writeFileSync(${JSON.stringify(outcome)}, JSON.stringify(await attempt(async () => { ${body} })) ?? 'null');`,
  );
  const { status, signal, stdout, stderr } = node([...flags, program], { cwd: directory });
  if (status !== 0) throw new Error(`the program ended with ${status ?? signal}:\n${stderr}`);
  const value = JSON.parse(readFileSync(outcome, 'utf8'));
  return { value, stdout: stdout.trim(), stderr: stderr.trim() };
}

// Ways to examine implementations of the operations, for migration-rows.js.

/** How many of a number of calls succeed before one fails. */
export function callsUntilFailure(most, call) {
  for (let i = 0; i < most; i++) {
    try {
      call();
    } catch {
      return i;
    }
  }
  return most;
}

/** On how many of these calls two implementations agree. */
export function agreements(a, b) {
  const calls = [
    ['fastHash', ''],
    ['fastHash', 'foobar'],
    ['fastHash', 'hello world'],
    ['fastHash', 'é'],
    ['fastHash', '🚀'],
    ['fastCompare', 'a', 'b'],
    ['fastCompare', 'a', 'B'],
    ['fastCompare', 'e\u0301', 'é'],
    ['fastSearch', 'hello', 'llo'],
    ['fastSearch', 'héllo', 'llo'],
  ];
  return calls.filter(([name, ...args]) => a[name](...args) === b[name](...args)).length;
}

/** The module's own steps: a call of `log` for each comparison of two bytes. */
export function comparisonsOf(haystack, needle) {
  const counted = guideWat.replace(';; Compare\n', ';; Compare\n(call $log (i32.const 0))\n');
  if (counted === guideWat) throw new Error('the comparison was not found');
  let count = 0;
  const { instance, memory } = instantiate({ module: new WebAssembly.Module(toWasm(counted)), log: () => count++ });
  new GuideWrapper(instance, memory).fastSearch(haystack, needle);
  return count;
}

/** Whether a module cannot be assembled without SIMD. */
export const needsSimd = (wat) => {
  try {
    toWasm(wat, { simd: false, bulk_memory: true });
    return false;
  } catch {
    return true;
  }
};

/** Which properties of the guide's wrapper an object has. */
export function membersOf(ops) {
  return ['instance', 'memory', 'encoder', 'decoder', '_allocate', '_free']
    .filter((name) => ops[name] !== undefined)
    .join(' ');
}
