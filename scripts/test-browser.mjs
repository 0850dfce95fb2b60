// npm run test:browser [-- OPTIONS]: the browser build in a real Chromium, which is that of STRINGOPS_CHROMIUM or
// CHROME_PATH, or has one of the usual names on the PATH. The options are vitest's.
import { findChromium, versionOf } from '../__tests__/browser/support/chromium.mjs';
import { run, tool } from './steps.mjs';

const chromium = findChromium();
if (chromium === undefined) {
  console.error(
    'stringops-booster: BROWSER TESTS SKIPPED: there is no Chromium. Install one (on Debian: apt-get install chromium), ' +
      'or name it: STRINGOPS_CHROMIUM=/path/to/chromium npm run test:browser',
  );
} else {
  console.log(`${versionOf(chromium)} (${chromium})`);
  run(tool('vitest'), ['run', '--config', '__tests__/browser/vitest.config.mjs', ...process.argv.slice(2)]);
}
