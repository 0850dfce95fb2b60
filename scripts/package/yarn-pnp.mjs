import fs from 'node:fs';
import path from 'node:path';
import { output, project, runSmoke, toolFile } from './scratch.mjs';

/** yarn with Plug'n'Play: no node_modules at all, and packages in archives. */
export function yarnPnp({ folder, tarball }) {
  project(
    folder,
    { type: 'module', dependencies: { 'stringops-booster': `file:${tarball}` } },
    {
      '.yarnrc.yml':
        'nodeLinker: pnp\nenableTelemetry: false\nenableGlobalCache: false\nenableNetwork: false\nenableScripts: false\n',
      'yarn.lock': '',
    },
  );
  const bin = toolFile('@yarnpkg', 'cli-dist', 'bin', 'yarn.js');
  const run = (...args) =>
    output(process.execPath, [bin, ...args], folder, { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' });
  run('install');
  if (fs.existsSync(path.join(folder, 'node_modules'))) throw new Error('yarn made a node_modules');
  if (!fs.existsSync(path.join(folder, '.pnp.cjs'))) throw new Error('yarn made no .pnp.cjs');
  const command = [process.execPath, bin, 'node'];
  const { cases } = runSmoke(folder, { command });
  runSmoke(folder, { by: 'require', command });
  return `yarn ${run('--version').trim()}, ${cases} cases by import and by require`;
}
