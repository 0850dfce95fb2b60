'use strict';

/**
 * Arguments and file names. Their bytes need not be UTF-8, but Node puts U+FFFD in the place of those that are not. Here
 * such a byte is a lone surrogate, U+DC80 to U+DCFF, as in Python: decoded text has none, so no two names become one.
 */

const { Buffer, isUtf8 } = require('node:buffer');
const { readFileSync } = require('node:fs');
const { Misuse } = require('./output.js');

const REPLACEMENT = '\ufffd';

const LOST =
  'an argument has U+FFFD or bytes that are not UTF-8, and nothing here tells which: ' +
  'use --hex for a needle, and standard input for a file';

/**
 * @param {string[]} args as Node decoded them
 * @throws {Misuse} if it cannot be known what was lost
 */
function exactArguments(args) {
  if (!args.some((arg) => arg.includes(REPLACEMENT))) return args;
  const given = commandLine().slice(-args.length);
  // They differ if the process has given itself another title, as that overwrites its command line.
  if (!args.every((arg, i) => given[i]?.toString() === arg)) throw new Misuse(LOST);
  return given.map(decode);
}

/** The arguments of this process, with those for Node itself before the others; none where no file has them. */
function commandLine() {
  try {
    const parts = readFileSync('/proc/self/cmdline', 'latin1').split('\0');
    return parts.slice(0, -1).map((part) => Buffer.from(part, 'latin1'));
  } catch {
    // not covered: where there is no /proc
    return [];
  }
}

/** @param {Buffer} bytes */
function decode(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const size = [1, 2, 3, 4].find((length) => isUtf8(bytes.subarray(at, at + length)));
    text += size === undefined ? String.fromCharCode(0xdc00 + bytes[at]) : bytes.toString('utf8', at, at + size);
    at += size ?? 1;
  }
  return text;
}

/**
 * The bytes that an argument was given as.
 *
 * @param {string} text
 */
function bytesOf(text) {
  const parts = text.split(/([\udc80-\udcff])/u); // every other part is a byte
  return Buffer.concat(
    parts.map((part, i) => (i % 2 === 0 ? Buffer.from(part) : Buffer.of(part.charCodeAt(0) & 0xff))),
  );
}

/** @type {Record<string, string>} */
const ESCAPES = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/**
 * A name as it can be shown: on one line, without anything that a terminal would obey, and different for each name.
 *
 * @param {string} name
 */
const shown = (name) =>
  name.replace(/[\\\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    const code = /** @type {number} */ (character.codePointAt(0));
    const isByte = code >= 0xdc80 && code <= 0xdcff;
    return ESCAPES[character] ?? (isByte ? `\\x${(code & 0xff).toString(16)}` : `\\u{${code.toString(16)}}`);
  });

/**
 * A line of output with names in it. As sha256sum does, it begins with a backslash if one of them is not shown as it is.
 *
 * @param {string[]} names
 * @param {(...shown: string[]) => string} line
 */
function lineWith(names, line) {
  const safe = names.map(shown);
  return (safe.join('\n') === names.join('\n') ? '' : '\\') + line(...safe);
}

module.exports = { exactArguments, bytesOf, decode, lineWith, shown };
