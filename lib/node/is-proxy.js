'use strict';

/** @type {((value: unknown) => boolean) | undefined} */
let proxyTest;

/**
 * Only Node can recognise a proxy; the browser build has browser/is-proxy.js in place of this file. The function is
 * fetched with the first error and not when the package loads, which it would make 2 ms slower.
 *
 * @param {unknown} value
 * @returns {boolean}
 */
function isProxy(value) {
  proxyTest ??= globalThis.process?.getBuiltinModule?.('node:util').types.isProxy ?? (() => false);
  return proxyTest(value);
}

module.exports.isProxy = isProxy;
