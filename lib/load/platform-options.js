'use strict';

/**
 * Options of `loadStringOps` that not every platform has. Where there is Node there are none more; the browser build
 * has browser/platform-options.js in this file's place.
 */

/** @type {readonly string[]} */
const PLATFORM_OPTIONS = Object.freeze([]);

/**
 * @param {Record<string, unknown>} _
 * @returns {void}
 */
const checkPlatformOptions = (_) => {};

module.exports.PLATFORM_OPTIONS = PLATFORM_OPTIONS;
module.exports.checkPlatformOptions = checkPlatformOptions;
