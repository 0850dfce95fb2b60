// The contents of the documents, for tests that check them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { transformSync } from 'esbuild';
import { expect } from 'vitest';
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

// Runs the examples of a document unchanged. The comment after a statement says what the statement must return:
//
//   expression; // value: words           a JavaScript expression, then anything behind a colon
//   expression; // Uint32Array [1, 3]
//   expression; // { bytes, pages }       an object with these names
//   expression; // TypeError ERR_CODE "name"   it throws, or rejects; the message holds what is quoted
//   console.log(expression); // text
const AsyncFunction = (async () => {}).constructor;

/** Requires the package by its name, as its users do. */
export const requirePackage = createRequire(path.join(root, 'index.js'));

function parses(code) {
  try {
    AsyncFunction(code);
    return true;
  } catch {
    return false;
  }
}

/** The longest start of a comment that is an expression: all of it, or what is before a colon. */
function expressionOf(comment) {
  const ends = [...comment.matchAll(/: /g)].map(({ index }) => index).reverse();
  return [comment.length, ...ends].map((end) => comment.slice(0, end)).find((text) => parses(`return (${text}\n)`));
}

/**
 * @param {string} comment
 * @returns {((actual: { value?: unknown, error?: any }) => void) | undefined} undefined for a comment that is words
 */
function expectationOf(comment) {
  const [, name, code, words] = /^(\w*Error) (ERR_\w+)(?: "(.*)")?$/.exec(comment) ?? [];
  if (name !== undefined) {
    return ({ error, value }) => {
      expect(error, `it must throw, and gave ${String(value)}`).toBeInstanceOf(Error);
      expect({ class: error.constructor.name, code: error.code }).toEqual({ class: name, code });
      if (words !== undefined) expect(error.message).toContain(`"${words}"`);
    };
  }
  const isNames = /^\{ \w+(, \w+)* \}$/.test(comment);
  if (isNames) {
    return ({ error, value }) => {
      if (error) throw error;
      expect(Object.keys(value)).toEqual(comment.slice(2, -2).split(', '));
    };
  }
  const text = comment.replace(/\b(\w+Array) (\[[^\]]*\])/g, 'new $1($2)');
  const expression = expressionOf(text);
  if (expression === undefined) return undefined;
  let expected;
  try {
    expected = new Function(`return (${expression})`)();
  } catch {
    return undefined; // words that happen to be an expression
  }
  return ({ error, value }) => {
    if (error) throw error;
    expect(value).toEqual(expected);
    // This distinguishes -0 from 0, and arrays of different kinds.
    expect(isDeepStrictEqual(value, expected)).toBe(true);
  };
}

/**
 * @param {string} line
 * @returns {{ code: string, comment: string } | undefined} a statement that has a value, and the comment on it
 */
function splitLine(line) {
  const [, code, comment] = /^\s*(\S.*?);\s+\/\/ (.*)$/.exec(line) ?? [];
  if (code === undefined || /^(const|let|for|using|await using|return|throw|if)\b/.test(code)) return undefined;
  return parses(`return (${code}\n)`) ? { code, comment } : undefined;
}

/** Turns imports into what a function body may have. */
const asFunctionBody = (code) =>
  code
    .replace(/^\s*import \{([^}]*)\} from ('[^']*');$/gm, (_, names, from) => {
      return `const {${names.replaceAll(' as ', ': ')}} = require(${from});`;
    })
    .replace(/^\s*import (\w+) from ('node:[^']*');$/gm, 'const $1 = require($2);')
    .replace(/\bimport\(/g, '$import(');

/** What a dynamic import resolves to: a path where the example runs, which is the current directory; a name as the package's own. */
const importHere = async (specifier) =>
  specifier.startsWith('.')
    ? createRequire(path.join(process.cwd(), 'example.js'))(specifier)
    : requirePackage(specifier);

/**
 * @param {{ line: number, code: string }} block
 * @param {{ strict?: boolean }} [options] strict: every comment at the end of a line must say what can be checked
 */
export function prepare(block, { strict = false } = {}) {
  const expectations = [];
  const lines = block.code.split('\n').map((line, index) => {
    const split = splitLine(line);
    const number = block.line + index;
    if (split === undefined) {
      if (strict && /;\s+\/\/ /.test(line)) throw new Error(`line ${number} has a comment and no value: ${line}`);
      return line;
    }
    const [, logged] = /^console\.log\((.*)\)$/.exec(split.code) ?? [];
    const expectation =
      logged === undefined
        ? expectationOf(split.comment)
        : ({ error, value }) => {
            if (error) throw error;
            expect(String(value)).toBe(split.comment);
          };
    if (expectation === undefined) {
      if (strict) throw new Error(`line ${number} cannot be checked: ${line}`);
      return line;
    }
    expectations.push({ number, line: line.trim(), expectation });
    return `await $check(${expectations.length - 1}, async () => (${logged ?? split.code}));`;
  });
  const body = asFunctionBody(lines.join('\n'));
  return {
    checks: expectations.length,
    /** @param {Record<string, unknown>} bindings names that the example uses without defining them */
    async run(bindings) {
      const known = { require: requirePackage, $import: importHere, ...bindings };
      // Bindings are outside the example's scope, as it may define the same names itself.
      let code = `const $run = async ($check, { ${Object.keys(known).join(', ')} }) => {
        await (async () => { ${body}\n})();
      };`;
      // Node before 24 does not know `using`.
      if (/^\s*(await )?using /m.test(body)) code = transformSync(code, { target: 'node20' }).code;
      let reached = 0;
      const check = async (index, evaluate) => {
        const { number, line, expectation } = expectations[index];
        reached++;
        let outcome;
        try {
          outcome = { value: await evaluate() };
        } catch (error) {
          outcome = { error };
        }
        try {
          expectation(outcome);
        } catch (error) {
          error.message = `line ${number}: ${line}\n${error.message}`;
          throw error;
        }
      };
      await new Function(`${code}\nreturn $run;`)()(check, known);
      expect(reached, 'checks that were reached').toBeGreaterThanOrEqual(expectations.length);
    },
  };
}
