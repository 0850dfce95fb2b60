// The two tools' reports as lists of files, each with the number of its lines and those that never ran.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../steps.mjs';

/** @typedef {{ file: string, lines: number, unreached: number[] }} Coverage line numbers from 1 */

const relative = (file) => path.relative(root, file).replaceAll('\\', '/');

/**
 * Istanbul's format: a line has run as often as the statement that begins on it.
 *
 * @param {string} report
 * @returns {Coverage[]}
 */
export function javascriptLines(report) {
  return Object.values(JSON.parse(fs.readFileSync(report, 'utf8'))).map(({ path: file, statementMap, s }) => {
    const counts = new Map();
    for (const [id, { start }] of Object.entries(statementMap)) {
      counts.set(start.line, Math.max(counts.get(start.line) ?? 0, s[id]));
    }
    return {
      file: relative(file),
      lines: counts.size,
      unreached: [...counts].filter(([, count]) => count === 0).map(([line]) => line),
    };
  });
}

/**
 * LLVM's format: segments, each the start of a region with its count, up to the next segment.
 *
 * @param {string} report
 * @returns {Coverage[]}
 */
export function rustLines(report) {
  const {
    data: [{ files }],
  } = JSON.parse(fs.readFileSync(report, 'utf8'));
  return files.map(({ filename, segments, summary }) => {
    const unreached = new Set();
    const reached = new Set();
    segments.forEach(([line, , count, hasCount, isEntry, isGap], index) => {
      if (!hasCount || isGap) return;
      const end = segments[index + 1]?.[0] ?? line;
      // A region's first line counts; so do the lines it covers whole.
      if (isEntry) (count === 0 ? unreached : reached).add(line);
      for (let inner = line + 1; inner < end; inner++) (count === 0 ? unreached : reached).add(inner);
    });
    const source = fs.readFileSync(filename, 'utf8').split('\n');
    const code = (line) => !/^[\s{}();,]*(\/\/.*)?$/.test(source[line - 1] ?? '');
    return {
      file: relative(filename),
      lines: summary.lines.count,
      unreached: [...unreached].filter((line) => !reached.has(line) && code(line)).sort((a, b) => a - b),
    };
  });
}
