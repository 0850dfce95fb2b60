// node by-require.cjs EXPECTED: the smoke suite on the package loaded by `require`. EXPECTED is JSON; see cases.mjs.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const pkg = require('stringops-booster');

assert.equal(require('stringops-booster/index.js'), pkg);
assert.equal(require('stringops-booster/modules/stringOps').loadStringOps, pkg.loadStringOps);
assert.equal(
  require('stringops-booster/modules/stringOps/stringOps.wrapper.js').StringOpsWrapper,
  pkg.StringOpsWrapper,
);
const wasm = fs.readFileSync(require.resolve('stringops-booster/modules/stringOps/stringOps.wasm'));
assert.ok(WebAssembly.validate(wasm));
assert.equal(require('stringops-booster/package.json').name, 'stringops-booster');

import('./cases.mjs')
  .then(({ smoke }) => smoke(pkg, JSON.parse(process.argv[2])))
  .then((result) => console.log(JSON.stringify(result)));
