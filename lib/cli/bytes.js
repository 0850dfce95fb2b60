'use strict';

/**
 * Arguments that are not UTF-8. Node hands U+FFFD to a program for each byte it cannot decode, so that another file would
 * be opened and another needle searched. Here such a byte is half of a pair, from U+DC80 up, which no argument has.
 */

const { isUtf8 } = require('node:buffer');
const { readFileSync } = require('node:fs');
const { attempt } = require('../errors/errors.js');

/** Half of a pair that stands for a byte, less the byte. */
const ESCAPE = 0xdc00;

const ESCAPED = /([\udc80-\udcff])/u;

/** Bytes of the longest character. */
const CHARACTER = 4;

/**
 * @param {string[]} args as Node has decoded them
 * @returns {string[]} with the bytes it lost, where the system tells them
 */
function wholeArguments(args) {
  if (!args.some((arg) => arg.includes('\ufffd'))) return args;
  const { value } = attempt(() => readFileSync('/proc/self/cmdline', 'latin1'));
  const given = (value ?? '').split('\0').slice(0, -1).slice(-args.length);
  const bytes = given.map((arg) => Buffer.from(arg, 'latin1'));
  return args.map((arg, i) => (bytes[i]?.toString() === arg ? decode(bytes[i]) : arg));
}

/** @param {Buffer} bytes */
function decode(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    let length = 1;
    while (length < CHARACTER && !isUtf8(bytes.subarray(at, at + length))) length++;
    const character = bytes.subarray(at, at + length);
    const isWhole = isUtf8(character);
    text += isWhole ? character.toString() : String.fromCharCode(ESCAPE + bytes[at]);
    at += isWhole ? character.length : 1;
  }
  return text;
}

/**
 * @param {string} arg
 * @returns {string | Buffer} bytes only if it is not UTF-8
 */
function encode(arg) {
  if (!ESCAPED.test(arg)) return arg;
  const parts = arg.split(ESCAPED);
  return Buffer.concat(parts.map((part, i) => (i % 2 ? Buffer.of(part.charCodeAt(0) - ESCAPE) : Buffer.from(part))));
}

module.exports = { encode, wholeArguments };
