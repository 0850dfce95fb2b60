// What test pages import by name: vitest and fast-check, each bundled as one module, and the import map.
import { build } from 'esbuild';
import { root } from '../../../scripts/steps.mjs';

/** @param {string} entry */
async function bundle(entry) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"test"' },
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/** Files of __tests__/support that need Node; one file replaces them in a page. */
const REPLACED = ['contenders', 'corpus', 'package'].map((name) => [
  `/__tests__/support/${name}.js`,
  '/__tests__/browser/in-page/support.mjs',
]);

const imports = {
  vitest: '/bundled/vitest.mjs',
  'fast-check': '/bundled/fast-check.mjs',
  'stringops-booster': '/dist/browser/index.mjs',
  '/modules/stringOps/index.js': '/dist/browser/index.mjs',
  ...Object.fromEntries(REPLACED),
};

/** The page in which tests run. */
export const TEST_PAGE = '/test-page.html';

/** What the tests' server serves besides the project's files. */
export async function testPages() {
  const script = (body) => ({ body, headers: { 'content-type': 'text/javascript' } });
  const answers = {
    '/bundled/vitest.mjs': script(await bundle('__tests__/browser/in-page/vitest.mjs')),
    '/bundled/fast-check.mjs': script(await bundle('fast-check')),
    [TEST_PAGE]: {
      headers: { 'content-type': 'text/html' },
      body: `<!doctype html><meta charset="utf-8"><title>Tests</title><link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({ imports })}</script>`,
    },
  };
  return (pathname) => answers[pathname];
}
