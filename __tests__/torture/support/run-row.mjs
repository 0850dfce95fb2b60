// node run-row.mjs ID full|ci FILE: runs one row and writes the outcome to FILE.
import { writeFileSync } from 'node:fs';
import { allRows } from './rows.mjs';

const [id, size, file] = process.argv.slice(2);
const row = (await allRows()).find((candidate) => candidate.id === id);
if (!row) throw new Error(`there is no row ${id}`);
const ci = size === 'ci';
const least = (ci ? row.least.ci : undefined) ?? row.least.full;
const { count, outcome } = await row.run({ ci, least });
if (!(count >= least)) throw new Error(`${count} ${row.unit}, expected at least ${least}`);
if (typeof outcome !== 'string' || outcome === '') throw new Error('the row does not say what happened');
writeFileSync(file, JSON.stringify({ count, outcome }));
