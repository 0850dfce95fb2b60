// What was run by processes that tests start: V8 writes it when they end (NODE_V8_COVERAGE).
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../steps.mjs';

/**
 * @param {string} folder of V8's reports
 * @returns {Map<string, Set<number>>} by file, the lines that some process ran; numbers from 1
 */
export function childLines(folder) {
  const reached = new Map();
  if (!fs.existsSync(folder)) return reached;
  for (const name of fs.readdirSync(folder)) {
    let report;
    try {
      report = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
    } catch {
      continue; // from a process that was killed while writing
    }
    for (const { url, functions } of report.result) {
      if (!url.startsWith('file:')) continue;
      const file = path.relative(root, fileURLToPath(url)).replaceAll('\\', '/');
      if (!/^(lib|bin|modules|src\/booster)\/|^index\.js$/.test(file)) continue;
      if (!reached.has(file)) reached.set(file, new Set());
      addLines(reached.get(file), fs.readFileSync(path.join(root, file), 'utf8'), functions);
    }
  }
  return reached;
}

/**
 * A line is run if the innermost range that holds its first character is.
 *
 * @param {Set<number>} lines
 * @param {string} source
 * @param {{ ranges: { startOffset: number, endOffset: number, count: number }[] }[]} functions
 */
function addLines(lines, source, functions) {
  const ranges = functions.flatMap((one) => one.ranges);
  let offset = 0;
  source.split('\n').forEach((text, index) => {
    const at = offset + text.search(/\S|$/);
    offset += text.length + 1;
    const around = ranges.filter(({ startOffset, endOffset }) => startOffset <= at && at < endOffset);
    const inner = around.reduce(
      (best, range) => (best && best.endOffset - best.startOffset < range.endOffset - range.startOffset ? best : range),
      undefined,
    );
    if (inner && inner.count > 0) lines.add(index + 1);
  });
}

/**
 * @param {import('./reports.mjs').Coverage[]} files
 * @param {Map<string, Set<number>>} reached
 * @returns {import('./reports.mjs').Coverage[]} without the lines that other processes ran
 */
export const merged = (files, reached) =>
  files.map((file) => ({ ...file, unreached: file.unreached.filter((line) => !reached.get(file.file)?.has(line)) }));
