// node scripts/fuzz-wasm.mjs [--modules N] [--calls N] [--first N] [--output FILE] [--compare FILE]
//
// Runs modules that wasm-smith makes as they are, and counted, side by side. Results, traps, memory, globals and tables
// must be equal. The fuel of each module's calls goes to FILE; --compare reads the FILE of another version of Node, in
// which it must be the same.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fail, root } from './steps.mjs';

const require = createRequire(import.meta.url);
const { loadWasmSync } = require('../index.js');
const { Description } = require('../lib/wasm/description.js');

const { values } = parseArgs({
  options: {
    modules: { type: 'string', default: '1000' },
    calls: { type: 'string', default: '50' },
    first: { type: 'string', default: '0' },
    output: { type: 'string' },
    compare: { type: 'string' },
  },
});
const [modules, calls, first] = [values.modules, values.calls, values.first].map(Number);

/** More than any of these modules uses. */
const LIMITS = { fuel: 1e12 };

/** `called`: modules that begin, and have functions that JavaScript can call. */
const tally = { modules: 0, called: 0, calls: 0, returned: 0, trapped: 0, overflows: 0, skipped: 0 };

/** A generator of numbers, the same for a seed everywhere. */
function numbers(seed) {
  let state = (seed * 2654435761 + 1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

const EDGES = [0, 1, -1, 2, 7, 64, 255, 256, 65535, 65536, 0x7fffffff, -0x80000000, 1e9, 0.5, -1.5, Infinity];

/** An argument of a type. */
function argument(type, next) {
  if (type === 'i64') return BigInt.asIntN(64, (BigInt(next()) << BigInt(next() % 33)) - BigInt(next() % 3));
  if (type === 'funcref') return null;
  if (type === 'externref') return [null, 'text', 7][next() % 3];
  const kind = next() % 4;
  if (kind === 0) return EDGES[next() % EDGES.length];
  return kind === 1 ? next() % 1000 : kind === 2 ? next() | 0 : (next() | 0) / 65536;
}

const isOverflow = (error) =>
  [error, error.cause].some((one) => one instanceof RangeError && /call stack/.test(one.message));

/** What a call did: its result, or its trap's message. */
function outcomeOf(call) {
  try {
    return { result: call() };
  } catch (error) {
    if (isOverflow(error)) return { overflow: true };
    return { trap: error.code === 'ERR_STRINGOPS_WASM_TRAP' ? error.cause.message : error.message };
  }
}

function areSame(left, right) {
  if (Array.isArray(left)) return Array.isArray(right) && left.every((one, i) => areSame(one, right[i]));
  return typeof left === 'function' ? typeof right === 'function' : Object.is(left, right);
}

/** An export's state, as far as JavaScript sees it. */
function stateOf(value) {
  if (value instanceof WebAssembly.Memory) return Buffer.from(value.buffer);
  if (value instanceof WebAssembly.Table) {
    return JSON.stringify([
      value.length,
      ...Array.from({ length: Math.min(value.length, 50) }, (_, i) => typeof value.get(i)),
    ]);
  }
  try {
    return String(typeof value.value === 'function' ? 'function' : value.value);
  } catch {
    return 'v128';
  }
}

const sameState = (left, right) =>
  typeof left === 'string' ? left === right : left.length === right.length && Buffer.compare(left, right) === 0;

function wrong(seed, what, details) {
  console.error(`module ${seed}: ${what}`, details);
  process.exitCode = 1;
}

/** @returns {string} its fuel, call by call, as a hash */
function examine(seed, bytes) {
  const next = numbers(seed);
  const module = new WebAssembly.Module(bytes);
  let plain, counted;
  let digest = 2166136261;
  const fresh = () => {
    const start = outcomeOf(() => (plain = new WebAssembly.Instance(module).exports));
    const same = outcomeOf(() => (counted = loadWasmSync(bytes, { limits: LIMITS })));
    if (start.overflow || same.overflow) return false;
    if (start.trap !== same.trap) wrong(seed, 'begins otherwise', { plain: start.trap, counted: same.trap });
    return start.trap === undefined;
  };
  if (!fresh()) return 'does not begin';
  const description = new Description(bytes);
  // JavaScript has no values for the other types.
  const types = new Map(
    description.exports
      .filter(({ kind }) => kind === 'function')
      .map(({ name, index }) => [name, description.typeOf(index)])
      .filter(([, { parameters, results }]) => ![...parameters, ...results].some((type) => /v128|exnref/.test(type))),
  );
  const names = [...types.keys()];
  const others = Object.keys(plain).filter((name) => typeof plain[name] !== 'function');
  if (names.length === 0) return 'no functions';
  tally.called++;
  for (let i = 0; i < calls; i++) {
    const name = names[next() % names.length];
    const given = types.get(name).parameters.map((type) => argument(type, next));
    const before = counted.usage().fuel;
    const one = outcomeOf(() => plain[name](...given));
    const two = outcomeOf(() => counted.exports[name](...given));
    if (one.overflow || two.overflow) {
      tally.overflows++;
      return 'overflow';
    }
    tally.calls++;
    tally[one.trap === undefined ? 'returned' : 'trapped']++;
    if (one.trap !== two.trap || !areSame(one.result, two.result)) wrong(seed, `${name}(${given})`, { one, two });
    const fuel = counted.usage().fuel - before;
    for (let rest = fuel; rest > 0; rest = Math.floor(rest / 65536))
      digest = Math.imul(digest ^ (rest & 0xffff), 16777619);
    digest = Math.imul(digest ^ (fuel & 0xff), 16777619) >>> 0;
    for (const other of others) {
      const isGlobal = plain[other] instanceof WebAssembly.Global;
      // After a trap, counted modules put their globals back.
      if (isGlobal && one.trap !== undefined) continue;
      if (!sameState(stateOf(plain[other]), stateOf(counted.exports[other])))
        wrong(seed, `${other} after ${name}(${given})`, {});
    }
    if (one.trap !== undefined && !fresh()) return 'does not begin again';
  }
  return digest.toString(16);
}

const generator = spawn(
  'cargo',
  [
    ...'run --quiet --release --locked --manifest-path __tests__/fuzz/Cargo.toml --example modules --'.split(' '),
    first,
    modules,
  ],
  { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
);
const fuels = [];
let rest = Buffer.alloc(0);
let seed = first;
for await (const chunk of generator.stdout) {
  rest = Buffer.concat([rest, chunk]);
  while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE(0)) {
    const bytes = new Uint8Array(rest.subarray(4, 4 + rest.readUInt32LE(0)));
    rest = rest.subarray(4 + bytes.length);
    if (!WebAssembly.validate(bytes)) tally.skipped++;
    else {
      tally.modules++;
      try {
        fuels.push(`${seed} ${examine(seed, bytes)}`);
      } catch (error) {
        wrong(seed, 'throws', error);
      }
    }
    seed++;
    if (seed % 1000 === 0) console.log(seed, JSON.stringify(tally));
  }
}
console.log(`Node ${process.versions.node}: ${JSON.stringify(tally)}`);
if (seed !== first + modules) fail(`the generator ended after ${seed - first} modules`);
if (values.output) fs.writeFileSync(path.resolve(values.output), fuels.join('\n'));
if (values.compare) {
  const theirs = new Map(
    fs
      .readFileSync(values.compare, 'utf8')
      .split('\n')
      .map((line) => line.split(/ (.*)/).slice(0, 2)),
  );
  const compared = fuels
    .map((line) => line.split(/ (.*)/))
    .filter(([name, fuel]) => fuel !== 'overflow' && ![undefined, 'overflow'].includes(theirs.get(name)));
  const different = compared.filter(([name, fuel]) => theirs.get(name) !== fuel);
  console.log(`fuel of ${compared.length} modules compared, ${different.length} different`);
  if (different.length > 0 || compared.length === 0) fail(`different fuel: ${different.slice(0, 10).join('; ')}`);
}
