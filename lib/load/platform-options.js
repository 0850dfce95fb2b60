'use strict';

/**
 * Options of `loadStringOps` that not every platform has. On Node there are none; the browser build has
 * browser/stand-ins.js in place of this file.
 */

/** @type {readonly string[]} */
const PLATFORM_OPTIONS = Object.freeze([]);

/**
 * @param {Record<string, unknown>} _
 * @returns {void}
 */
const checkPlatformOptions = (_) => {};

module.exports = { PLATFORM_OPTIONS, checkPlatformOptions };
