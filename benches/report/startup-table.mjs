// What benches/startup.mjs prints, as lines of a table.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** @returns {string[][]} head first */
export function measure() {
  const program = fileURLToPath(new URL('../startup.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`benches/startup.mjs ended with ${status}: ${stderr}`);
  const [title, , head, ...rows] = stdout.trim().split('\n');
  const lines = [head, ...rows].map((line) => line.trimEnd().split(/\s{2,}/));
  lines[0][0] = title.replace(/:.*/, ', ms');
  return lines.map((cells) => [...cells, ...Array(lines[0].length - cells.length).fill('')]);
}
