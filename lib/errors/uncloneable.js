'use strict';

/**
 * For a property of an object that has private fields. Without it `structuredClone` and `postMessage` would send an empty
 * object and say nothing; a symbol they refuse, with a `DataCloneError` that has these words.
 *
 * @param {string} what with its article
 */
const uncloneable = (what) => Symbol.for(`stringops-booster: ${what} cannot be cloned`);

module.exports.uncloneable = uncloneable;
