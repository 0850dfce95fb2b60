// npm run fuzz:corpus -- [FOLDER]: rebuilds the archives in __tests__/fuzz/corpus/, small and minimised.
//
// From the archives as they are, recipes of the rows of __tests__/corpus/, what `npm run fuzz` found
// (__tests__/fuzz/new/), and FOLDER/<target>/: libFuzzer keeps the few files that together reach everything the others
// do, and of these some of every size are taken.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pack, unpack } from './fuzz-archive.mjs';
import { TARGETS, build, environment, lacks } from './fuzz.mjs';
import { fail, root } from './steps.mjs';

/** The most files a target's corpus may have. */
const FILES = 300;
const BYTES = 500 * 1024;

const reason = lacks();
if (reason !== null) fail(reason);
const programs = build();
const folder = path.join(root, '__tests__/fuzz');
const work = fs.mkdtempSync(path.join(folder, 'target', 'corpus-'));
const seeds = path.join(work, 'seeds');

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment(),
  });
  if (error || status !== 0) fail(`${command} ${args.join(' ')}: ${error?.message ?? `status ${status}`}`);
}

run('cargo', [
  'run',
  '--quiet',
  '--release',
  '--locked',
  '--manifest-path',
  path.join(folder, 'Cargo.toml'),
  '--example',
  'seeds',
  '--',
  seeds,
]);
for (const target of TARGETS) {
  const merged = path.join(work, target);
  fs.mkdirSync(merged);
  const sources = [
    unpack(target),
    path.join(seeds, target),
    path.join(folder, 'new', target),
    ...process.argv.slice(2).map((more) => path.join(more, target)),
  ];
  const there = sources.filter((source) => fs.existsSync(source));
  run('nice', [
    '-n',
    '10',
    path.join(programs, target),
    '-set_cover_merge=1',
    '-timeout=30',
    '-rss_limit_mb=3000',
    merged,
    ...there,
  ]);

  const files = fs.readdirSync(merged).map((name) => ({ name, size: fs.statSync(path.join(merged, name)).size }));
  files.sort((a, b) => a.size - b.size || (a.name < b.name ? -1 : 1));
  const step = Math.max(1, files.length / FILES);
  let bytes = 0;
  const kept = files
    .filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step))
    .filter(({ size }) => (bytes += size) <= BYTES);
  if (kept.length < 10) fail(`${target}: only ${kept.length} files are left`);
  const taken = new Set(kept.map(({ name }) => name));
  for (const { name } of files) if (!taken.has(name)) fs.rmSync(path.join(merged, name));
  pack(target, merged);
  console.log(
    `${target}: ${kept.length} files of ${files.length} that cover all, ${kept.reduce((sum, { size }) => sum + size, 0)} bytes`,
  );
}
fs.rmSync(work, { recursive: true });
