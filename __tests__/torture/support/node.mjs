// A process of its own for part of a row.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from '../../../scripts/steps.mjs';

/** The environment without variables that would force a backend. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(STRINGOPS_|DISABLE_WASM$|NODE_OPTIONS$)/.test(name)),
);

/**
 * Runs a script of __tests__/torture/support, and returns what it wrote to standard output, as JSON.
 *
 * @param {string} script
 * @param {unknown} task handed over as JSON
 * @param {{ flags?: string[], seconds?: number, env?: Record<string, string> }} [options] `seconds`: after which it
 *   counts as hanging
 * @returns {Promise<any>}
 * @throws if it ends with anything but 0
 */
export function inNode(script, task, { flags = [], seconds = 600, env = {} } = {}) {
  const args = [...flags, path.join(root, '__tests__/torture/support', script), JSON.stringify(task)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...environment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (errors += chunk));
    let hanging = false;
    const limit = setTimeout(() => {
      hanging = true;
      child.kill('SIGKILL');
    }, seconds * 1000);
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(limit);
      if (status === 0) resolve(JSON.parse(output));
      else
        reject(
          new Error(
            `${script} ${JSON.stringify(task)} ${hanging ? `was still running after ${seconds} s` : `ended with ${status ?? signal}`}\n${errors}`,
          ),
        );
    });
  });
}
