import fs from 'node:fs';
import path from 'node:path';
import { output, project, runSmoke, toolFile } from './scratch.mjs';

/** pnpm, with its store of links: what is not declared is not found. */
export function pnpm({ folder, tarball }) {
  project(folder, { type: 'module' });
  const run = (...args) =>
    output(process.execPath, [toolFile('pnpm', 'bin', 'pnpm.cjs'), ...args], folder, {
      npm_config_store_dir: path.join(folder, 'store'),
    });
  run('add', '--offline', '--strict-peer-dependencies', tarball);
  if (!fs.lstatSync(path.join(folder, 'node_modules', 'stringops-booster')).isSymbolicLink())
    throw new Error('pnpm made no link');
  const { cases } = runSmoke(folder);
  runSmoke(folder, { by: 'require' });
  return `pnpm ${run('--version').trim()}, ${cases} cases by import and by require`;
}
