// The one way the addon is built: a release build, with the loader and its types written beside it.
// (Without --js and --dts the generator would write over index.js and index.d.ts.)
import { run, tool } from './steps.mjs';

run(tool('napi'), [
  'build', '--platform', '--release',
  '--js', 'binding.cjs', '--dts', 'binding.d.cts', '--no-dts-header',
  ...process.argv.slice(2),
  '--', '--locked',
]);
