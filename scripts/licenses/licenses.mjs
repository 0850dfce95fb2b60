// node scripts/licenses/licenses.mjs [FILE]
// node scripts/licenses/licenses.mjs --check [advisories]
//
// With --check: licences, duplicates and origins of the crates, by deny.toml; or advisories, which CI does not look up, as
// they change independently of the code. Without it:
//
// The terms of everything of others that is in the published packages: what is linked into the binaries, and what is
// bundled into dist/. It is made when a release is staged, from the crates and packages themselves, never from the
// network, so that the same lock files give the same list.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cargoTool } from '../cargo-tool.mjs';
import { fail, root, run } from '../steps.mjs';

export const NOTICES = 'THIRD-PARTY-LICENSES.md';

/** Where scripts/licenses/about.hbs has the terms of bundled JavaScript. */
const JAVASCRIPT = 'TERMS_OF_JAVASCRIPT';

/**
 * Packages that are bundled in a folder's JavaScript, as its source maps name them. esbuild adds a few functions of
 * its own to whatever it bundles.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function bundledPackages(folder) {
  const maps = fs
    .readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.map'));
  const sources = maps.flatMap((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')).sources);
  const names = sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []);
  return [...new Set(['esbuild', ...names])].sort();
}

/** @param {string} name */
function termsOf(name) {
  const folder = path.join(root, 'node_modules', name);
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) fail(`${name} comes without a licence`);
  return `### ${name} ${version}\n\n\`\`\`text\n${fs.readFileSync(path.join(folder, file), 'utf8').trim()}\n\`\`\``;
}

/** @returns {string} */
export function notices() {
  const about = cargoTool('cargo-about');
  run('cargo', ['fetch', '--locked', '--quiet']); // the crates of every target that scripts/licenses/about.toml names
  const { status, stdout, stderr } = spawnSync(
    about,
    [
      'generate',
      '--locked',
      '--offline',
      '--fail',
      '--config',
      'scripts/licenses/about.toml',
      'scripts/licenses/about.hbs',
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status !== 0) fail(`cargo-about ended with ${status}: ${stderr}`);
  const javascript = bundledPackages(path.join(root, 'dist')).map(termsOf).join('\n\n');
  if (!stdout.includes(JAVASCRIPT)) fail(`scripts/licenses/about.hbs has no place for ${JAVASCRIPT}`);
  return `${stdout
    .replace(JAVASCRIPT, () => javascript)
    .replaceAll('\r\n', '\n')
    .replace(/[ \t]+$/gm, '')
    .trimEnd()}\n`;
}

/** @param {string[]} checks of cargo-deny */
const check = (checks) =>
  run(cargoTool('cargo-deny'), [
    ...['--log-level', 'error', '--locked', '--config', 'scripts/licenses/deny.toml', 'check'],
    ...(checks.length > 0 ? checks : ['licenses', 'bans', 'sources']),
  ]);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === '--check') check(process.argv.slice(3));
  else write(process.argv[2] ?? path.join(root, '.build', NOTICES));
}

/** @param {string} file */
function write(file) {
  fs.writeFileSync(file, notices());
  console.log(`${file}: ${fs.statSync(file).size} bytes`);
}
