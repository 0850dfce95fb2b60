// The contents of the documents, for tests that check them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './package.js';

/** @param {string} file relative to the package */
const linesOf = (file) => readFileSync(path.join(root, file), 'utf8').split('\n');

/**
 * The fenced blocks of a document.
 *
 * @param {string} file relative to the package
 * @param {string[]} [languages]
 * @returns {{ heading: string, line: number, code: string }[]} `line` is the number of the block's first
 */
export function blocksOf(file, languages = ['js']) {
  const blocks = [];
  let heading = '';
  let fence;
  linesOf(file).forEach((text, index) => {
    const [, language] = /^\s*```(\w*)$/.exec(text) ?? [];
    if (fence !== undefined) {
      if (language === undefined) fence.code += `${text}\n`;
      else {
        if (languages.includes(fence.language)) blocks.push(fence);
        fence = undefined;
      }
    } else if (language !== undefined) fence = { heading, language, line: index + 2, code: '' };
    else if (text.startsWith('#')) heading = text.replace(/^#+ /, '');
  });
  return blocks;
}

/**
 * The rows of the tables whose first cell begins with an id in a code span.
 *
 * @param {string} file relative to the package
 * @returns {{ id: string, line: number, cells: string[] }[]}
 */
export function rowsOf(file) {
  return linesOf(file).flatMap((text, index) => {
    const [, id] = /^\| `([a-z0-9-]+)` /.exec(text) ?? [];
    if (id === undefined) return [];
    const cells = text
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return [{ id, line: index + 1, cells }];
  });
}

/** The contents of a cell's first code span. */
export const spanOf = (cell) =>
  /`` (.+?) ``|`(.+?)`/
    .exec(cell)
    ?.slice(1)
    .find((span) => span !== undefined);
