// node benches/startup.mjs [--runs N] [--package DIR] [NODE …]
//
// What it costs a process to load the package: milliseconds beyond a Node that runs an empty file, the least of a
// number of cold runs, for this checkout (or another, by --package) and for three peers of benches/package.json. A
// process of its own is started for every run, and the contenders take turns, so that whatever else the machine does
// affects them all.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const benches = path.dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, package: { type: 'string', default: path.dirname(benches) } },
  allowPositionals: true,
});
const runs = Number(values.runs);
const checkout = path.resolve(values.package);
const nodes = positionals.length > 0 ? positionals : [process.execPath];

/** How each contender is loaded, and how it computes its first hash. */
const CONTENDERS = [
  { name: 'stringops-booster', hash: "m.loadStringOpsSync().fastHash('hello')" },
  {
    name: 'xxhash-wasm',
    hash: "m.default().then((x) => x.h32('hello'))",
    requiredHash: "m().then((x) => x.h32('hello'))",
  },
  { name: '@node-rs/xxhash', hash: "m.xxh32('hello')" },
  { name: 'hash-wasm', hash: "m.xxhash32('hello')" },
];

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'startup-'));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));

// The packages are found by name, as in a project.
for (const { name } of CONTENDERS) {
  const place = path.join(scratch, 'node_modules', ...name.split('/'));
  fs.mkdirSync(path.dirname(place), { recursive: true });
  fs.symlinkSync(
    name === 'stringops-booster' ? checkout : path.join(benches, 'node_modules', ...name.split('/')),
    place,
  );
}

function program(name, text) {
  const file = path.join(scratch, name);
  fs.writeFileSync(file, text);
  return file;
}

/** Programs by what they measure: the row's name, its contender, the file, and the one it is compared with. */
const programs = [];
const bare = { require: program('bare.cjs', ''), import: program('bare.mjs', '') };
CONTENDERS.forEach(({ name, hash, requiredHash = hash }, i) => {
  const required = `const m = require('${name}');`;
  const imported = `import * as m from '${name}';`;
  programs.push(
    { row: 'require', name, file: program(`${i}.cjs`, required), base: 'require' },
    { row: 'import', name, file: program(`${i}.mjs`, imported), base: 'import' },
    {
      row: 'require, first hash',
      name,
      file: program(`${i}-hash.cjs`, `${required}\n${requiredHash};`),
      base: 'require',
    },
    { row: 'import, first hash', name, file: program(`${i}-hash.mjs`, `${imported}\nawait ${hash};`), base: 'import' },
  );
});
programs.push({
  row: 'command --version',
  name: 'stringops-booster',
  file: path.join(checkout, 'bin', 'stringops-booster.js'),
  args: ['--version'],
  base: 'require',
});

// What a hook that runs once an edit pays for the booster's class alone.
programs.push({
  row: 'import, the booster',
  name: 'stringops-booster',
  file: program('booster.mjs', "import 'stringops-booster/src/booster/wasm-runtime.js';"),
  base: 'import',
});

/** @returns {number} milliseconds */
function time(node, file, args = []) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(node, [file, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const end = process.hrtime.bigint();
  if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr}`);
  return Number(end - start) / 1e6;
}

for (const node of nodes) {
  const least = new Map([...Object.values(bare), ...programs.map(({ file }) => file)].map((file) => [file, Infinity]));
  for (let run = 0; run < runs; run++) {
    for (const file of Object.values(bare)) least.set(file, Math.min(least.get(file), time(node, file)));
    for (const { file, args } of programs) least.set(file, Math.min(least.get(file), time(node, file, args)));
  }
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  console.log(
    `Node ${version}: milliseconds beyond a bare one (${least.get(bare.require).toFixed(1)}), least of ${runs}\n`,
  );
  console.log(`${''.padEnd(20)}${CONTENDERS.map(({ name }) => name.padStart(19)).join('')}`);
  for (const row of new Set(programs.map((one) => one.row))) {
    const cells = CONTENDERS.map(({ name }) => {
      const found = programs.find((one) => one.row === row && one.name === name);
      return found === undefined ? '' : (least.get(found.file) - least.get(bare[found.base])).toFixed(1);
    });
    console.log(`${row.padEnd(20)}${cells.map((cell) => cell.padStart(19)).join('')}`);
  }
  console.log();
}
