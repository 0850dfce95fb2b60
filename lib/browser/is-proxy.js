'use strict';

/**
 * In place of ../node/is-proxy.js: in a browser nothing tells a proxy from its target.
 *
 * @returns {boolean}
 */
const isProxy = () => false;

module.exports.isProxy = isProxy;
