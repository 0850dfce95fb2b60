// npm run test:browser [-- OPTIONS]: the browser build in a real Chromium, which is that of STRINGOPS_CHROMIUM or
// CHROME_PATH, or has one of the usual names on the PATH; none is downloaded. The options are vitest's.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, tool } from './steps.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const FURTHER_PLACES = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};

/** @returns {string | undefined} a path, or undefined if there is none */
export function findChromium() {
  // A browser that was named is used as it is: if it does not start, that is a failure, and not a reason to skip.
  const named = process.env.STRINGOPS_CHROMIUM || process.env.CHROME_PATH;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const places = [
    ...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))),
    ...(FURTHER_PLACES[process.platform] ?? []),
  ];
  return places.find((place) => fs.existsSync(place));
}

/** @param {string} executable */
const versionOf = (executable) =>
  spawnSync(executable, ['--version'], { encoding: 'utf8' }).stdout?.trim() || 'a browser that tells no version';

function main() {
  const chromium = findChromium();
  if (chromium === undefined) {
    console.error(
      'stringops-booster: BROWSER TESTS SKIPPED: there is no Chromium. Install one (on Debian: apt-get install chromium), ' +
        'or name it: STRINGOPS_CHROMIUM=/path/to/chromium npm run test:browser',
    );
    return;
  }
  console.log(`${versionOf(chromium)} (${chromium})`);
  run(tool('vitest'), ['run', '--mode', 'browser', ...process.argv.slice(2)]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
