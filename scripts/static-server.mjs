// A server of files, for the browser example and the browser tests. Only this machine reaches it.
import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/**
 * @typedef {object} Answer
 * @property {number} [status] 200 by default
 * @property {Record<string, string>} [headers] over those that would be sent
 * @property {string | Uint8Array} [body] in place of the file
 */

/**
 * @param {object} options
 * @param {string} options.folder whose files are served
 * @param {number} [options.port] 0, the default, takes a free one
 * @param {(pathname: string) => Answer | undefined} [options.answer] may answer differently
 * @returns {Promise<{ url: string, requests: string[], close(): Promise<void> }>}
 */
export async function startServer({ folder, port = 0, answer = () => undefined }) {
  /** @type {string[]} */
  const requests = [];
  const server = http.createServer(async (request, response) => {
    try {
      const pathname = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
      requests.push(pathname);
      const { status, headers, body } = await respond(folder, pathname, answer(pathname));
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
    } catch (error) {
      // A path that cannot be decoded is the client's mistake.
      response.writeHead(error instanceof URIError ? 400 : 500, { 'content-type': 'text/plain' }).end(String(error));
    }
  });
  await new Promise((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(undefined)),
  );
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * @param {string} folder
 * @param {string} pathname
 * @param {Answer | undefined} answer
 */
async function respond(folder, pathname, answer) {
  const file = path.join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
  const headers = {
    'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-store',
  };
  const body = answer?.body ?? (answer?.status === undefined ? await read(folder, file) : '');
  if (body === null)
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: `${pathname} is not here\n` };
  return { status: answer?.status ?? 200, headers: { ...headers, ...answer?.headers }, body };
}

/**
 * @param {string} folder
 * @param {string} file
 * @returns {Promise<Uint8Array | null>} null if there is none
 */
async function read(folder, file) {
  if (!file.startsWith(folder + path.sep) || file.includes('\0')) return null;
  try {
    return await fs.readFile(file);
  } catch {
    return null;
  }
}
