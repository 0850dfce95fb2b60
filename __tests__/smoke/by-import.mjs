// node by-import.mjs EXPECTED: the smoke suite on the package loaded by `import`. EXPECTED is JSON; see cases.mjs.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as imported from 'stringops-booster';
import * as folder from 'stringops-booster/modules/stringOps/index.js';
import { StringOpsFallback } from 'stringops-booster/modules/stringOps/stringOps.fallback.js';
import { StringOpsWrapper } from 'stringops-booster/modules/stringOps/stringOps.wrapper.js';
import { smoke } from './cases.mjs';

// `require` and `import` must give the same objects, whichever entry they come from.
const required = createRequire(import.meta.url)('stringops-booster');
for (const name of ['loadStringOps', 'loadStringOpsSync', 'getStringOps', 'StringOpsWrapper', 'StringOpsFallback']) {
  assert.equal(typeof imported[name], 'function', name);
  assert.equal(imported[name], required[name], name);
  assert.equal(imported[name], folder[name], name);
}
assert.equal(StringOpsFallback, required.StringOpsFallback);
assert.equal(StringOpsWrapper, required.StringOpsWrapper);

console.log(JSON.stringify(await smoke(imported, JSON.parse(process.argv[2]))));
