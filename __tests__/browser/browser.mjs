// What the tests share: one Chromium for each file of tests, pages that report what went wrong in them, and projects that
// have the package as npm packs it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { startServer } from '../../scripts/static-server.mjs';
import { root } from '../../scripts/steps.mjs';
import { findChromium } from '../../scripts/test-browser.mjs';

// Root cannot set up Chromium's sandbox, and few containers can.
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage'];

/** Milliseconds after which a browser that does not start, or a page that does not load, counts as hanging. */
const HANGING = 300_000;

/** Starts a browser before the tests of a file. Returns functions that open pages in it. */
export function useBrowser() {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {(() => Promise<void>)[]} */
  const cleanups = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium(), args: ARGS, timeout: HANGING });
  });
  afterAll(async () => {
    for (const cleanup of cleanups) await cleanup();
    await browser?.close();
  });

  return {
    /** Serves a folder until the tests of the file have ended. */
    async serve({ folder = root, ...options } = {}) {
      const server = await startServer({ folder, ...options });
      cleanups.push(server.close);
      return server;
    },

    /**
     * Opens a page. `problems` collects what it throws and what it writes to the console.
     *
     * @param {string} url
     * @param {import('playwright-core').BrowserContextOptions} [options]
     */
    async open(url, options) {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(HANGING);
      const page = await context.newPage();
      /** @type {string[]} */
      const problems = [];
      page.on('pageerror', (error) => problems.push(String(error.stack ?? error)));
      page.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`));
      page.on('requestfailed', (request) => problems.push(`${request.url()}: ${request.failure()?.errorText}`));
      await page.goto(url);
      return { page, problems };
    },
  };
}

/**
 * Calls a function that a module exports, in a page. (Vitest rewrites `import()` in functions given to
 * `page.evaluate`, so none of them may hold one.)
 *
 * @param {import('playwright-core').Page} page
 * @param {string} url of the module
 * @param {string} name of the function
 * @param {...unknown} args
 */
export const call = (page, url, name, ...args) =>
  page.evaluate(
    `import(${JSON.stringify(url)}).then((module) => module[${JSON.stringify(name)}](...${JSON.stringify(args)}))`,
  );

const shell = process.platform === 'win32';

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', shell });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status ?? error}:\n${stdout}${stderr}`);
  return stdout;
}

/**
 * A project of its own that has the package as npm packs it.
 *
 * @param {Record<string, string>} files of the project
 * @returns {{ folder: string, remove(): void }}
 */
export function createProject(files) {
  // The real path: Vite compares paths, and the folder for temporary files may be a link.
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'stringops-browser-')));
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], root));
  for (const [name, text] of Object.entries({ 'package.json': '{ "private": true, "type": "module" }', ...files })) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], folder);
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
