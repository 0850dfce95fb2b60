// All rows there are.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = fileURLToPath(new URL('../rows/', import.meta.url));

const TEXTS = ['id', 'provoked', 'how', 'expected', 'unit'];

/**
 * @typedef {object} Row
 * @property {string} area
 * @property {string} id
 * @property {string} provoked
 * @property {string} how
 * @property {string} expected
 * @property {string} unit
 * @property {{ full: number, ci?: number }} least
 * @property {() => string | null} [skip]
 * @property {boolean} [maySkip] whether even CI may run on a machine that cannot provoke it
 * @property {number} [seconds]
 * @property {(context: { ci: boolean, least: number }) => Promise<{ count: number, outcome: string }>} run
 */

/** @returns {Promise<Row[]>} in the order of the files' names */
export async function allRows() {
  const found = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .sort()) {
    const { area, rows } = await import(pathToFileURL(path.join(folder, file)).href);
    if (typeof area !== 'string' || !Array.isArray(rows) || rows.length === 0)
      throw new Error(`${file} has no area or no rows`);
    for (const row of rows) {
      for (const name of TEXTS)
        if (typeof row[name] !== 'string' || row[name] === '')
          throw new Error(`${file}: ${row.id}: ${name} is missing`);
      if (!(row.least?.full > 0) || (row.least.ci !== undefined && !(row.least.ci > 0)))
        throw new Error(`${file}: ${row.id}: least`);
      if (found.some(({ id }) => id === row.id)) throw new Error(`${file}: ${row.id} is there twice`);
      found.push({ ...row, area });
    }
  }
  return found;
}
