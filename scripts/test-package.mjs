// npm run test:package            packs the package and tries it in projects of all kinds
// npm run test:package -- NAME …  in these only
import path from 'node:path';
import { compilers } from './package/compilers.mjs';
import { contents } from './package/contents.mjs';
import { platform } from './package/platform.mjs';
import { installTools, pack, temporaryFolder } from './package/scratch.mjs';
import { commonjs, esm, pnpm, typescript, yarnPnp } from './package/trials.mjs';
import { fail, root } from './steps.mjs';

/** Each takes `{ folder, tarball, files }`, throws if the package does not work there, and says what it saw. */
const KINDS = {
  contents,
  commonjs,
  esm,
  typescript,
  pnpm,
  'yarn-pnp': yarnPnp,
  compilers,
  platform,
};

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(KINDS);
for (const name of chosen)
  if (!Object.hasOwn(KINDS, name)) fail(`there is no project "${name}", only ${Object.keys(KINDS).join(', ')}`);

installTools('packaging', ['--ignore-scripts']);
const scratch = temporaryFolder();
const { file, files, size } = pack(root, scratch);
console.log(`${path.basename(file)}: ${files.length} files, ${size} bytes`);

let failed = 0;
for (const name of chosen) {
  try {
    console.log(`${name.padEnd(10)}  ${await KINDS[name]({ folder: path.join(scratch, name), tarball: file, files })}`);
  } catch (error) {
    failed += 1;
    console.error(`${name.padEnd(10)}  FAILED: ${error.message}`);
  }
}
if (failed > 0) fail(`the packed package fails in ${failed} of ${chosen.length} projects`);
