// The tools from crates.io that checks need, at pinned versions, built once into target/tools.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fail, has, root, run } from './steps.mjs';

/** What `cargo install` takes for each. */
const TOOLS = {
  'cargo-about': { version: '0.9.3', features: ['--features', 'cli'] },
  'cargo-deny': { version: '0.20.2', features: [] },
  'cargo-fuzz': { version: '0.13.1', features: [] },
};

/** Built in a third of the time: what they check here takes them a second or two, however they are optimised. */
const QUICK_BUILD = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '256',
  CARGO_PROFILE_RELEASE_DEBUG: 'false',
};

/**
 * The path of a tool, which is installed first if it is missing or has another version.
 *
 * @param {keyof typeof TOOLS} name
 */
export function cargoTool(name) {
  const { version, features } = TOOLS[name];
  const folder = path.join(root, 'target', 'tools');
  const file = path.join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  const present = spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout ?? '';
  if (present.trim().endsWith(` ${version}`)) return file;
  if (!has('cargo')) fail(`${name} ${version} must be installed and cargo is missing`);
  console.error(`stringops-booster: installing ${name} ${version} into target/tools (some minutes, once) …`);
  const build = path.join(folder, 'build');
  const args = ['--locked', '--force', '--root', folder, '--target-dir', build, `${name}@${version}`, ...features];
  run('cargo', ['install', ...args], { env: { ...process.env, ...QUICK_BUILD } });
  fs.rmSync(build, { recursive: true, force: true });
  return file;
}
