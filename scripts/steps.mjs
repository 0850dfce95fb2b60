// What the scripts share: running a command, and telling whether outputs are up to date with inputs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Ends the program with one line of explanation. */
export function fail(message) {
  console.error(`stringops-booster: ${message}`);
  process.exit(1);
}

/**
 * How a command is started: on Windows, npm and what it installs are .cmd files, which only a shell starts. Other
 * programs are started directly, as a shell would split their path at a space.
 *
 * @param {string} command
 * @returns {{ command: string, shell: boolean }}
 */
const started = (command) =>
  process.platform !== 'win32' || command.endsWith('.exe')
    ? { command, shell: false }
    : { command: command.includes(' ') ? `"${command}"` : command, shell: true };

/** Runs a command in the project's root with its output shown; ends the program if it fails. */
export function run(command, args, { env = process.env } = {}) {
  const { command: program, shell } = started(command);
  const { status, signal, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', env, shell });
  if (error) fail(`${command} cannot be run: ${error.message}`);
  if (status !== 0) process.exit(status ?? (signal ? 1 : 0));
}

/** What a command prints to standard output; ends the program if it fails. */
export function output(command, args) {
  const { command: program, shell } = started(command);
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell,
  });
  if (error) fail(`${command} cannot be run: ${error.message}`);
  if (status !== 0) fail(`${[command, ...args].join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

/** Whether a program can be started. */
export function has(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
}

/** The path of a program that a dev dependency brings. */
export const tool = (name) =>
  path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);

function filesBelow(entry) {
  const full = path.join(root, entry);
  if (!fs.existsSync(full)) return [];
  if (!fs.statSync(full).isDirectory()) return [entry];
  return fs.readdirSync(full).flatMap((name) => filesBelow(path.join(entry, name)));
}

/** A fingerprint of the contents of files and folders, given relative to the root. */
export function fingerprint(entries) {
  const hash = createHash('sha256');
  hash.update(`${process.platform} ${process.arch}\0`);
  for (const file of entries.flatMap(filesBelow).sort()) {
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

const stampFile = (name) => path.join(root, '.build', `${name}.stamp`);

/**
 * Runs `make` unless `outputs` exist and `inputs` are the same as when it last ran.
 * @param {{ name: string, inputs: string[], outputs: string[], make: () => void }} step
 */
export function upToDate({ name, inputs, outputs, make }) {
  const now = fingerprint(inputs);
  const made = outputs.every((output) => fs.existsSync(path.join(root, output)));
  if (made && fs.existsSync(stampFile(name)) && fs.readFileSync(stampFile(name), 'utf8') === now) return;
  make();
  fs.mkdirSync(path.dirname(stampFile(name)), { recursive: true });
  fs.writeFileSync(stampFile(name), now);
}
