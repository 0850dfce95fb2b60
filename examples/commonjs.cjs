// CommonJS: require, and no promise where none is needed.
//   node examples/commonjs.cjs
'use strict';

const { loadStringOpsSync, getStringOps } = require('stringops-booster');

const { fastHash, fastCompare, fastSearch, backend } = loadStringOpsSync();

console.log('backend', backend);
console.log('hash', fastHash(Buffer.from('hello world')));
console.log('order', fastCompare('apple', 'banana'));
console.log('offset', fastSearch('héllo world', 'world'));
console.log('the one loaded last', getStringOps() === loadStringOpsSync());

try {
  // @ts-expect-error: nothing is coerced, and the compiler knows
  fastHash(42);
} catch (error) {
  console.log('refused', /** @type {{ code: string }} */ (error).code);
}
