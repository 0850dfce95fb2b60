// A process of its own for part of a row.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { root } from '../../../scripts/steps.mjs';

/** The environment without variables that would force a backend. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(STRINGOPS_|DISABLE_WASM$|NODE_OPTIONS$)/.test(name)),
);

/**
 * Runs a function of a file of __tests__/torture/support, and returns what that returned.
 *
 * @param {string} script
 * @param {string} name of the function that the file exports
 * @param {unknown} task its argument, handed over as JSON; its result comes back so
 * @param {{ flags?: string[], seconds?: number, env?: Record<string, string> }} [options] `seconds`: after which it
 *   counts as hanging
 * @returns {Promise<any>}
 * @throws if it ends with anything but 0
 */
export function inNode(script, name, task, { flags = [], seconds = 600, env = {} } = {}) {
  const args = [...flags, fileURLToPath(import.meta.url), script, name, JSON.stringify(task)];
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
            `${script} ${name} ${JSON.stringify(task)} ${hanging ? `was still running after ${seconds} s` : `ended with ${status ?? signal}`}\n${errors}`,
          ),
        );
    });
  });
}

// The other side of it. What is left in flight when the function returns is no reason to stay.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [script, name, task] = process.argv.slice(2);
  const result = await (await import(`./${script}`))[name](JSON.parse(task));
  process.stdout.write(JSON.stringify(result), () => process.exit());
}
