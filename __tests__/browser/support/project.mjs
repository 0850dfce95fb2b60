// A project of its own that has the package as npm packs it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../../scripts/steps.mjs';

const shell = process.platform === 'win32';

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', shell });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status ?? error}:\n${stdout}${stderr}`);
  return stdout;
}

/**
 * @param {Record<string, string>} files of the project
 * @returns {{ folder: string, remove(): void }}
 */
export function createProject(files) {
  // The real path: Vite compares paths, and the folder for temporary files may be a link.
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'stringops-browser-')));
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], root));
  for (const [name, text] of Object.entries({ 'package.json': '{ "private": true, "type": "module" }', ...files })) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], folder);
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
