// What can prevent WebAssembly in browsers, provoked by a server's answers and a page's policy.
import { describe, expect, it } from 'vitest';
import { call, useBrowser } from './browser.mjs';

const { open, serve } = useBrowser();

const WASM = '/modules/stringOps/stringOps.wasm';
const SCRIPT = '/dist/browser/module-bytes.mjs';
const ANSWERS = [0xbf9cf968, 131170661, 7];

/**
 * @param {object} options
 * @param {Record<string, import('../../scripts/static-server.mjs').Answer>} [options.answers] by path
 * @param {string} [options.policy] Content-Security-Policy of the page
 * @param {string} [options.before] a script that runs in the page before any other
 */
async function openPage({ answers = {}, policy, before = '' }) {
  const blank = {
    body: '<!doctype html><title>A page</title><link rel="icon" href="data:,">',
    headers: { 'content-type': 'text/html' },
  };
  if (policy !== undefined) blank.headers['content-security-policy'] = policy;
  const server = await serve({ answer: (pathname) => ({ '/page.html': blank, ...answers })[pathname] });
  const { page, problems } = await open(`${server.url}/favicon.ico`);
  await page.addInitScript(before);
  await page.goto(`${server.url}/page.html`);
  return {
    server,
    page,
    problems,
    run: (name, ...args) => call(page, '/__tests__/browser/in-page/report.mjs', name, ...args),
  };
}

/** How often a path was requested. */
const times = (server, pathname) => server.requests.filter((request) => request === pathname).length;

const typed = (type) => ({ [WASM]: { headers: { 'content-type': type } } });
const html = { body: '<!doctype html><title>Not found</title>', headers: { 'content-type': 'text/html' } };

describe('webassembly nevertheless', () => {
  it.each([
    {
      name: 'with a policy that allows it',
      policy: "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
      script: 0,
    },
    { name: 'served as application/octet-stream', answers: typed('application/octet-stream'), script: 0 },
    { name: 'served as text/plain', answers: typed('text/plain'), script: 0 },
    { name: 'served with a parameter to its type', answers: typed('application/wasm; charset=utf-8'), script: 0 },
    { name: 'served without a type', answers: typed(''), script: 0 },
    { name: 'in a browser that does not compile in passing', before: 'delete WebAssembly.compileStreaming', script: 0 },
    { name: 'where the file is missing', answers: { [WASM]: { status: 404 } }, script: 1 },
    { name: 'where a page comes in its place', answers: { [WASM]: html }, script: 1 },
    {
      name: 'where the file is damaged',
      answers: { [WASM]: { body: Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1) } },
      script: 1,
    },
    { name: 'where the server fails', answers: { [WASM]: { status: 503 } }, script: 1 },
    {
      name: 'where nothing may be fetched',
      policy: "connect-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
      script: 1,
    },
  ])('$name', async ({ answers, policy, before, script }) => {
    const { server, run } = await openPage({ answers, policy, before });
    expect(await run('report')).toEqual({ backend: 'webassembly', reasons: [], answers: ANSWERS });
    expect(times(server, SCRIPT)).toBe(script);
  });

  it('compiles in passing, and once for all who ask at once', async () => {
    const before = `
      globalThis.streamed = 0;
      const { compileStreaming } = WebAssembly;
      WebAssembly.compileStreaming = (source) => (globalThis.streamed++, compileStreaming(source));`;
    const { server, page, problems, run } = await openPage({ before });
    expect(await run('reportMany')).toEqual({ different: 3, backends: Array(4).fill('webassembly') });
    expect(await page.evaluate('streamed')).toBe(1);
    expect(times(server, WASM)).toBe(1);
    expect(times(server, SCRIPT)).toBe(0);
    expect(
      problems.filter((problem) => !problem.includes('favicon.ico') && !problem.includes('status of 404')),
    ).toEqual([]);
  });

  it('is there without waiting after a load, and not before', async () => {
    const { run } = await openPage({});
    const { before, ...rest } = await run('reportSync');
    expect(before).toMatchObject([
      { code: 'ERR_STRINGOPS_BACKEND', backend: 'webassembly' },
      { code: 'ERR_STRINGOPS_BACKEND', message: expect.stringContaining('await loadStringOps()') },
    ]);
    expect(rest).toEqual({ plain: 'javascript', backend: 'webassembly', after: 'webassembly', own: 'webassembly' });
  });
});

describe('javascript, and why', () => {
  const both = { [WASM]: { status: 404 }, [SCRIPT]: { status: 404 } };
  const cases = [
    {
      name: 'a policy without wasm-unsafe-eval',
      policy: "default-src 'self'",
      fetched: 0,
      reasons: [
        /may not compile WebAssembly, .*: .*(Content Security Policy|unsafe-eval)/,
        /^This page or worker may not compile WebAssembly/,
        /WebAssembly/,
      ],
    },
    {
      name: 'an engine without WebAssembly',
      before: 'delete globalThis.WebAssembly',
      fetched: 0,
      reasons: [/has no WebAssembly$/, /^This JavaScript engine has no WebAssembly$/],
    },
    {
      name: 'neither the file nor the script',
      answers: both,
      fetched: 1,
      reasons: [
        /neither at its URL \(.*stringOps\.wasm was answered with status 404\) nor in its script: Failed to fetch/,
        /^The module is neither at its URL .*status 404\) nor in its script: Failed to fetch/,
        /^Failed to fetch dynamically imported module/,
      ],
    },
    {
      name: 'no file, and a script without a module',
      answers: { ...both, [SCRIPT]: { body: "export default 'AAAAAAAAAAAA';" } },
      fetched: 1,
      reasons: [
        /neither at its URL \(.*status 404\) nor in its script: .*magic word/,
        /^The module is neither at its URL .*status 404\) nor in its script: .*magic word/,
        /magic word/,
      ],
    },
    {
      name: 'a file that is a page, and no script',
      answers: { [WASM]: html, [SCRIPT]: { status: 500 } },
      fetched: 1,
      reasons: [
        /served as text\/html, gives no module: .*magic word.*\) nor in its script: Failed to fetch/,
        /^The module is neither at its URL .*magic word.*\) nor in its script: Failed to fetch/,
        /^Failed to fetch/,
      ],
    },
  ];

  it.each(cases)('$name', async ({ answers, policy, before, fetched, reasons }) => {
    const { server, run } = await openPage({ answers, policy, before });
    const { backend, reasons: told, answers: given } = await run('report');
    expect(backend).toBe('javascript');
    expect(given).toEqual(ANSWERS);
    expect(told.map(({ message }) => message)).toEqual(reasons.map((reason) => expect.stringMatching(reason)));
    expect(told[0]).toMatchObject({ code: 'ERR_STRINGOPS_BACKEND', backend: 'webassembly' });
    expect(times(server, WASM)).toBe(fetched);
    const { rejected } = await run('report', { backend: 'webassembly' });
    expect(rejected.map(({ message }) => message)).toEqual(reasons.map((reason) => expect.stringMatching(reason)));
  });
});
