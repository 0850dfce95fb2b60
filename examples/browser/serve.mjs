// npm run example:browser [-- PORT]: serves the example, with the policy that a page needs.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { startServer } from '../../scripts/static-server.mjs';
import { fail, root } from '../../scripts/steps.mjs';

export const PAGE = '/examples/browser/';
const DEFAULT_PORT = 8080;

/** The page's import map is a script within it, which the policy allows by its hash. */
function policy() {
  const [, map] =
    fs
      .readFileSync(new URL('./index.html', import.meta.url), 'utf8')
      .match(/<script type="importmap">([^]*?)<\/script>/) ?? [];
  const hash = createHash('sha256')
    .update(map ?? '')
    .digest('base64');
  return `default-src 'self'; img-src 'self' data:; script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}'`;
}

/** @param {number} [port] 0 takes a free one */
export function serveExample(port = 0) {
  const headers = { 'content-security-policy': policy() };
  return startServer({ folder: root, port, answer: (pathname) => (pathname === PAGE ? { headers } : undefined) });
}

if (process.argv[1] === (await import('node:url')).fileURLToPath(import.meta.url)) {
  const port = Number(process.argv[2] ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    fail(`PORT must be an integer from 0 to 65535. Received ${process.argv[2]}`);
  try {
    const { url } = await serveExample(port);
    console.log(`${url}${PAGE} (Ctrl+C ends it)`);
  } catch (error) {
    fail(`the example cannot be served: ${error.message}. Try another port: npm run example:browser -- 8081`);
  }
}
